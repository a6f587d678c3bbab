use crate::{orders::latte, service::Service};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn to(status: &str, version: i64) -> Value {
    json!({ "to": status, "expected_version": version, "actor": "staff" })
}

async fn code(service: &Service, order: &Value, body: Value) -> (u16, String) {
    let (status, body) = service.transition(order, body).await;
    (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_order_goes_its_way_and_every_step_is_an_event() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let way =
        ["accepted", "preparing", "ready", "preparing", "ready", "completed", "ready", "no_show"];
    for (version, status) in (1..).zip(way) {
        service.clock.advance_by(SignedDuration::from_secs(30));
        let (http, after) = service.transition(&order, to(status, version)).await;
        assert_eq!(
            (http.as_u16(), &after["status"], &after["version"]),
            (200, &json!(status), &json!(version + 1))
        );
        assert_eq!(after["lines"], order["lines"]);
    }
    let path = format!("/api/v1/orders/{}/events", order["id"].as_str().unwrap());
    let history: Value = service.get(&path).send().await.unwrap().json().await.unwrap();
    let statuses: Vec<_> =
        history["events"].as_array().unwrap().iter().map(|e| &e["order"]["status"]).collect();
    assert_eq!(json!(statuses), json!([&["placed"][..], &way[..]].concat()));
}

#[tokio::test]
async fn the_same_target_twice_is_the_same_answer() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let first = service.transition(&order, to("accepted", 1)).await;
    assert_eq!(first.0, 200);
    assert_eq!(service.transition(&order, to("accepted", 1)).await, first);
    assert_eq!(service.transition(&order, to("accepted", 2)).await, first);
}

#[tokio::test]
async fn a_refusal_names_the_state_the_version_and_what_is_allowed() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let (status, body) = service.transition(&order, to("completed", 1)).await;
    assert_eq!((status.as_u16(), &body["code"]), (409, &json!("transition_not_allowed")));
    assert_eq!((&body["current"], &body["version"]), (&json!("placed"), &json!(1)));
    assert_eq!(body["allowed"], json!(["accepted", "rejected", "cancelled"]));

    service.transition(&order, to("accepted", 1)).await;
    let stale = json!({ "to": "cancelled", "expected_version": 1, "actor": "customer" });
    let (status, body) = service.transition(&order, stale).await;
    assert_eq!((status.as_u16(), &body["code"]), (409, &json!("version_conflict")));
    assert_eq!((&body["current"], &body["version"]), (&json!("accepted"), &json!(2)));
    assert_eq!(body["allowed"], json!(["cancelled"]));
}

#[tokio::test]
async fn a_recall_comes_in_time_or_not_at_all() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    for (version, status) in (1..).zip(["accepted", "preparing", "ready", "completed"]) {
        service.transition(&order, to(status, version)).await;
    }
    service.clock.advance_by(SignedDuration::from_mins(11));
    let (status, body) = service.transition(&order, to("ready", 5)).await;
    assert_eq!((status.as_u16(), &body["code"]), (409, &json!("recall_too_late")));
    assert_eq!(
        (&body["current"], &body["version"], &body["allowed"]),
        (&json!("completed"), &json!(5), &json!([]))
    );
}

#[tokio::test]
async fn a_reason_is_asked_for_bounded_and_kept() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let reject = |reason: Value| json!({ "to": "rejected", "expected_version": 1, "actor": "staff", "reason": reason });
    assert_eq!(code(&service, &order, to("rejected", 1)).await, (422, "reason_missing".to_owned()));
    assert_eq!(
        code(&service, &order, reject(json!("  "))).await,
        (422, "reason_missing".to_owned())
    );
    let long = reject(json!("길".repeat(201)));
    assert_eq!(code(&service, &order, long).await, (422, "reason_too_long".to_owned()));
    assert_eq!(
        code(&service, &order, reject(json!("\u{0}"))).await,
        (422, "invalid_text".to_owned())
    );
    let (status, after) = service.transition(&order, reject(json!("재료 소진"))).await;
    assert_eq!(
        (status.as_u16(), &after["reason"], &after["version"]),
        (200, &json!("재료 소진"), &json!(2))
    );
}

#[tokio::test]
async fn a_transition_of_nothing_or_to_nowhere_is_refused() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let unknown = json!({ "id": "01980000-0000-7000-8000-000000000001" });
    assert_eq!(code(&service, &unknown, to("accepted", 1)).await, (404, "not_found".to_owned()));
    assert_eq!(
        code(&service, &json!({ "id": "7" }), to("accepted", 1)).await,
        (400, "invalid_id".to_owned())
    );
    assert_eq!(code(&service, &order, to("vanished", 1)).await, (422, "invalid_body".to_owned()));
    let nobody = json!({ "to": "accepted", "expected_version": 1, "actor": "nobody" });
    assert_eq!(code(&service, &order, nobody).await, (422, "invalid_body".to_owned()));
    assert_eq!(service.list("").await.1["orders"], json!([order]), "nothing has changed");
}
