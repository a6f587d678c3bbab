//! Who of the staff it was.

use crate::{
    orders::latte,
    service::{Service, json},
};
use member_api::Role;
use member_token::{
    fixtures::Asker,
    surface::{SURFACE_TOKEN, ServiceName},
};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};

async fn send(service: &Service, method: &str, path: &str, body: &Value, headers: HeaderMap) -> (u16, Value) {
    let url = format!("{}{path}", service.base);
    let request =
        service.client.request(method.parse().unwrap(), url).header("idempotency-key", path).json(body);
    let (status, body) = json(request.headers(headers).send().await.unwrap()).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn an_order_says_who_changed_it_and_the_second_is_told_who_was_first() {
    let (service, keys) = Service::start_guarded().await;
    let [jihun, minji] = ["지훈", "민지"].map(|name| {
        let bearer = format!("Bearer {}", keys.session(name, Role::Barista, 1)).parse().unwrap();
        HeaderMap::from_iter([(SURFACE_TOKEN, keys.admin(ServiceName::Order)), (AUTHORIZATION, bearer)])
    });
    let phone =
        keys.headers(Asker::Client, ServiceName::Order, latte()["customer"]["session"].as_str().unwrap());
    let (_, order) = send(&service, "POST", "/api/v1/orders", &latte(), phone).await;
    let path = format!("/api/v1/orders/{}/transitions", order["id"].as_str().unwrap());
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    let reject = json!({ "to": "rejected", "expected_version": 1, "actor": "staff", "reason": "closing" });
    let (status, accepted) = send(&service, "POST", &path, &accept, jihun.clone()).await;
    assert_eq!((status, &accepted["handling"]["changed_by"]["name"]), (200, &json!("지훈")));
    let (status, problem) = send(&service, "POST", &path, &reject, minji.clone()).await;
    assert_eq!((status, &problem["by"], &problem["current"]), (409, &json!("지훈"), &json!("accepted")));

    let history = format!("/api/v1/orders/{}/events", order["id"].as_str().unwrap());
    let (_, history) = json(service.get(&history).headers(jihun).send().await.unwrap()).await;
    let by = |event: usize| history["events"][event]["order"]["handling"]["changed_by"].clone();
    assert_eq!(by(0), Value::Null);
    assert_eq!(by(1), accepted["handling"]["changed_by"]);

    let mut walk_in = latte();
    walk_in["customer"]["session"] = order_api::COUNTER.into();
    let (status, taken) = send(&service, "POST", "/api/v1/orders?", &walk_in, minji.clone()).await;
    assert_eq!((status, &taken["handling"]["changed_by"]["name"]), (201, &json!("민지")));
}
