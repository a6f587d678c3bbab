//! Who may handle orders, and who it was.

use crate::{
    orders::latte,
    service::{Service, json},
};
use jiff::SignedDuration;
use member_api::{
    Device, DeviceId, Person, PersonId, Role, Roster, RosterDevice, RosterPerson, Session, SignedRoster,
    Token,
};
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

/// With this person, whose sessions on the one device that began by then are over.
fn roster(key: &SigningKey, service: &Service, version: i64, locked: bool) -> SignedRoster {
    let person = Person { id: PersonId(Uuid::from_u128(7)), name: "지훈".to_owned(), role: Role::Barista };
    let now = service.clock.now();
    let (id, name, enrolled_by) = (DeviceId(Uuid::nil()), "태블릿".to_owned(), "민지".to_owned());
    let device = Device { id, name, enrolled_at: now, enrolled_by };
    let roster = Roster {
        store: "main".to_owned(),
        version,
        people: vec![RosterPerson { person, signed_out_at: None }],
        devices: vec![RosterDevice { device, locked_at: locked.then_some(now) }],
    };
    key.sign_roster(&roster).unwrap()
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
    let service = Service::start_guarded(&key).await;
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
    let service = Service::start_guarded(&key).await;
    assert_eq!(service.put_roster(&roster(&key, &service, 1, false)).await.0, 200);
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
async fn a_session_counts_while_the_newest_roster_admits_it() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(&key).await;
    let jihun = session(&key, "지훈", &service);
    let order = service.place("mine", &latte()).await;
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let amendment = json!({ "actor": "staff", "line": { "index": 0, "done": true } });
    let amend = async || {
        let (status, body) = send(&service, "PATCH", &path, &amendment, Some(&jihun)).await;
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(amend().await, (503, "roster_unknown".to_owned()), "nobody is admitted unchecked");
    let fetched = service.get("/api/v1/staff-roster").send().await.unwrap().status();
    assert_eq!(fetched, 404);

    let of_another_key = roster(&SigningKey::generate().unwrap(), &service, 9, false);
    let (status, refused) = service.put_roster(&of_another_key).await;
    assert_eq!((status, &refused["code"]), (422, &json!("invalid_roster")));
    let open = roster(&key, &service, 2, false);
    assert_eq!(service.put_roster(&open).await, (200, json!(open)));
    // Accepted first: what follows is about who asks.
    assert_ne!(amend().await.0, 401);
    assert_ne!(amend().await.0, 503);

    let locked = roster(&key, &service, 3, true);
    assert_eq!(service.put_roster(&locked).await.0, 200);
    assert_eq!(amend().await, (401, "signed_out".to_owned()));
    assert_eq!(service.put_roster(&open).await, (200, json!(locked)), "an older one changes nothing");
    assert_eq!(amend().await, (401, "signed_out".to_owned()));
    let (_, fetched) = json(service.get("/api/v1/staff-roster").send().await.unwrap()).await;
    assert_eq!(fetched, json!(locked));
}

#[tokio::test]
async fn a_replica_that_starts_meanwhile_knows_the_roster_of_the_database() {
    let key = SigningKey::generate().unwrap();
    let service = Service::start_guarded(&key).await;
    let locked = roster(&key, &service, 3, true);
    assert_eq!(service.put_roster(&locked).await.0, 200);
    let replica = service.replica(&key).await;
    let read = async || json(replica.get("/api/v1/staff-roster").send().await.unwrap()).await;
    while read().await.0 == 404 {
        tokio::task::yield_now().await;
    }
    assert_eq!(read().await.1, json!(locked));
}
