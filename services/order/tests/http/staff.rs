//! Who may handle orders, and who it was.

use crate::{
    orders::latte,
    service::{Service, json},
};
use jiff::SignedDuration;
use member_api::{DeviceId, Person, PersonId, Role, Session, Token};
use member_token::SigningKey;
use serde_json::{Value, json};
use uuid::Uuid;

fn session(key: &SigningKey, name: &str, service: &Service) -> String {
    session_of(key, name, Role::Barista, service)
}

fn session_of(key: &SigningKey, name: &str, role: Role, service: &Service) -> String {
    let person = Person { id: PersonId(Uuid::from_u128(7)), name: name.to_owned(), role };
    let since = service.clock.now();
    let (store, device) = ("main".to_owned(), DeviceId(Uuid::nil()));
    let until = since + SignedDuration::from_hours(1);
    key.sign(&Token::Session(Session { person, store, device, since, until })).unwrap()
}

async fn send(
    service: &Service,
    method: &str,
    path: &str,
    body: &Value,
    bearer: Option<&str>,
) -> (u16, Value) {
    let url = format!("{}{path}", service.base);
    let request =
        service.client.request(method.parse().unwrap(), url).header("idempotency-key", "k").json(body);
    let request = bearer.iter().fold(request, reqwest::RequestBuilder::bearer_auth);
    let (status, body) = json(request.send().await.unwrap()).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn staff_have_a_session_and_customers_need_none() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(key.public().unwrap()).await;
    let order = service.place("mine", &latte()).await;
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let step = |to: &str, actor: &str| json!({ "to": to, "expected_version": 1, "actor": actor });
    let mut walk_in = latte();
    walk_in["customer"]["session"] = order_api::COUNTER.into();
    let amendment = json!({ "actor": "staff", "line": { "index": 0, "done": true } });
    for (method, path, body) in [
        ("POST", format!("{path}/transitions"), &step("accepted", "staff")),
        ("PATCH", path.clone(), &amendment),
        ("POST", "/api/v1/orders".to_owned(), &walk_in),
    ] {
        for nobody in [None, Some("nonsense")] {
            let (status, problem) = send(&service, method, &path, body, nobody).await;
            assert_eq!((status, &problem["code"]), (401, &json!("signed_out")), "{method} {path}");
        }
    }
    let (status, _) =
        send(&service, "POST", &format!("{path}/transitions"), &step("cancelled", "customer"), None).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn an_order_says_who_changed_it_and_the_second_is_told_who_was_first() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(key.public().unwrap()).await;
    let [jihun, minji] = ["지훈", "민지"].map(|name| session(&key, name, &service));
    let order = service.place("mine", &latte()).await;
    let path = format!("/api/v1/orders/{}/transitions", order["id"].as_str().unwrap());
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    let reject = json!({ "to": "rejected", "expected_version": 1, "actor": "staff", "reason": "closing" });
    let (status, accepted) = send(&service, "POST", &path, &accept, Some(&jihun)).await;
    assert_eq!((status, &accepted["handling"]["changed_by"]["name"]), (200, &json!("지훈")));
    let (status, problem) = send(&service, "POST", &path, &reject, Some(&minji)).await;
    assert_eq!((status, &problem["by"], &problem["current"]), (409, &json!("지훈"), &json!("accepted")));

    let history = format!("/api/v1/orders/{}/events", order["id"].as_str().unwrap());
    let (_, history) = json(service.get(&history).send().await.unwrap()).await;
    let by = |event: usize| history["events"][event]["order"]["handling"]["changed_by"].clone();
    assert_eq!(by(0), Value::Null);
    assert_eq!(by(1), accepted["handling"]["changed_by"]);

    let mut walk_in = latte();
    walk_in["customer"]["session"] = order_api::COUNTER.into();
    let (status, taken) = send(&service, "POST", "/api/v1/orders", &walk_in, Some(&minji)).await;
    assert_eq!((status, &taken["handling"]["changed_by"]["name"]), (201, &json!("민지")));
}

#[tokio::test]
async fn what_is_done_about_a_customer_is_for_staff_and_is_recorded() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(key.public().unwrap()).await;
    let barista = session(&key, "지훈", &service);
    let manager = session_of(&key, "수아", Role::Manager, &service);
    let order = service.place("mine", &latte()).await;
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let (block, erasure) = (format!("{path}/block"), format!("{path}/erasure"));
    let (nothing, staff, customer) = (json!({}), json!({ "actor": "staff" }), json!({ "actor": "customer" }));
    for (method, path, body) in [
        ("POST", block.as_str(), &nothing),
        ("DELETE", &block, &nothing),
        ("GET", "/api/v1/blocked-phones", &nothing),
        ("GET", "/api/v1/admin/audit", &nothing),
        ("POST", &erasure, &staff),
    ] {
        let (status, problem) = send(&service, method, path, body, None).await;
        assert_eq!((status, &problem["code"]), (401, &json!("signed_out")), "{method} {path}");
    }
    for (method, path, body) in [("GET", "/api/v1/admin/audit", &nothing), ("POST", &erasure, &staff)] {
        let (status, problem) = send(&service, method, path, body, Some(&barista)).await;
        assert_eq!((status, &problem["code"]), (403, &json!("forbidden")), "{method} {path}");
    }
    let (status, phone) = send(&service, "POST", &block, &nothing, Some(&barista)).await;
    assert_eq!((status, &phone["number"], &phone["by"]["name"]), (200, &json!(1), &json!("지훈")));
    let refused = service.post("/api/v1/orders").header("idempotency-key", "next").json(&latte());
    let (status, problem) = json(refused.send().await.unwrap()).await;
    assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("phone_blocked")));
    let (_, list) = send(&service, "GET", "/api/v1/blocked-phones", &nothing, Some(&barista)).await;
    assert_eq!(list["phones"], json!([phone]));

    let (status, problem) = send(&service, "POST", &erasure, &customer, None).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order_open")));
    let cancel = json!({ "to": "cancelled", "expected_version": 1, "actor": "customer" });
    send(&service, "POST", &format!("{path}/transitions"), &cancel, None).await;
    let (status, order) = send(&service, "POST", &erasure, &staff, Some(&manager)).await;
    assert_eq!((status, &order["customer"]["name"], &order["note"]), (200, &json!(""), &json!("")));
    let (status, _) = send(&service, "POST", &erasure, &customer, None).await;
    assert_eq!(status, 200, "the surface answers for a customer");

    let (_, audit) = send(&service, "GET", "/api/v1/admin/audit?limit=1", &nothing, Some(&manager)).await;
    let newest = &audit["events"][0];
    assert_eq!((&newest["action"], &newest["actor"]["name"]), (&json!("order.erase"), &json!("수아")));
    assert_eq!((&audit["more"], newest["device"].is_string()), (&json!(true), true));
    let older = format!("/api/v1/admin/audit?before={}", newest["id"]);
    let (_, audit) = send(&service, "GET", &older, &nothing, Some(&manager)).await;
    assert_eq!((&audit["events"][0]["action"], &audit["more"]), (&json!("phone.block"), &json!(false)));
    assert!(!audit.to_string().contains("민지"), "no customer's name is in it");
}
