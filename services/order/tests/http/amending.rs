use crate::{
    orders::latte,
    service::{self, Service},
};
use serde_json::{Value, json};

async fn amend(service: &Service, order: &Value, body: Value) -> (u16, Value) {
    let path = format!("{}/api/v1/orders/{}", service.base, order["id"].as_str().unwrap());
    let (status, body) =
        service::json(service.client.patch(path).json(&body).send().await.unwrap()).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_line_is_ticked_off_and_the_promise_moved_and_the_feed_tells() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let tick = json!({ "actor": "staff", "line": { "index": 0, "done": true } });
    let (status, ticked) = amend(&service, &order, tick.clone()).await;
    assert_eq!(
        (status, &ticked["handling"]["lines_done"], &ticked["version"]),
        (200, &json!([0]), &json!(2))
    );
    assert_eq!(amend(&service, &order, tick).await, (200, ticked), "the same again is done");
    let off = json!({ "actor": "staff", "line": { "index": 0, "done": false } });
    assert_eq!(amend(&service, &order, off).await.1["handling"]["lines_done"], json!([]));
    let delay = json!({ "actor": "staff", "promised_at": "2025-07-12T03:30:00Z" });
    assert_eq!(amend(&service, &order, delay).await.1["promised_at"], "2025-07-12T03:30:00Z");
    let path = format!("/api/v1/orders/{}/events", order["id"].as_str().unwrap());
    let history: Value = service.get(&path).send().await.unwrap().json().await.unwrap();
    let kinds: Vec<_> =
        history["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(json!(kinds), json!(["placed", "amended", "amended", "amended"]));
}

#[tokio::test]
async fn what_cannot_be_amended_says_why() {
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let line = json!({ "actor": "staff", "line": { "index": 1, "done": true } });
    let early = json!({ "actor": "staff", "promised_at": "1999-01-01T00:00:00Z" });
    let delay = json!({ "actor": "staff", "promised_at": "2025-07-12T03:30:00Z" });
    let nobody = json!({ "id": "01980000-0000-7000-8000-000000000001" });
    let cases = [
        (&order, line, 422, "no_such_line"),
        (&order, early, 422, "invalid_promise"),
        (&order, json!({ "line": { "index": 0, "done": true } }), 422, "invalid_body"),
        (&nobody, delay.clone(), 404, "not_found"),
    ];
    for (order, body, status, code) in cases {
        let (http, problem) = amend(&service, order, body).await;
        assert_eq!((http, &problem["code"]), (status, &json!(code)));
    }
    let reject =
        json!({ "to": "rejected", "expected_version": 1, "actor": "staff", "reason": "재료 소진" });
    service.transition(&order, reject).await;
    let (http, problem) = amend(&service, &order, delay).await;
    assert_eq!(
        (http, &problem["code"], &problem["current"]),
        (409, &json!("amendment_not_allowed"), &json!("rejected"))
    );
}
