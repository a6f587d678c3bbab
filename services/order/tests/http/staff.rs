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
    let person = Person { id: PersonId(Uuid::from_u128(7)), name: name.to_owned(), role: Role::Barista };
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
