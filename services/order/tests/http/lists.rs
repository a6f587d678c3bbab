use crate::{orders::latte, service::Service};
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn numbers(service: &Service, query: &str) -> Vec<i64> {
    let (status, page) = service.list(query).await;
    assert_eq!(status, 200, "{query}: {page}");
    page["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["number"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn every_page_is_there_and_the_eleventh_order_too() {
    let service = Service::start().await;
    for i in 0..11 {
        service.place(&format!("k{i}"), &latte()).await;
        service.clock.advance_by(SignedDuration::from_millis(1));
    }
    assert_eq!(numbers(&service, "").await, (1..=11).rev().collect::<Vec<_>>());
    let (_, first) = service.list("limit=10").await;
    assert_eq!(first["orders"].as_array().unwrap().len(), 10);
    let cursor = first["next_cursor"].as_str().unwrap();
    let (_, second) = service.list(&format!("limit=10&cursor={cursor}")).await;
    assert_eq!((&second["orders"][0]["number"], &second["next_cursor"]), (&json!(1), &Value::Null));
}

#[tokio::test]
async fn each_parameter_narrows() {
    let service = Service::start().await;
    let first = service.place("a", &latte()).await;
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    service.transition(&first, accept).await;
    service.clock.advance_by(SignedDuration::from_secs(1));
    let second = service.place("b", &latte()).await;
    let cancel = json!({ "to": "cancelled", "expected_version": 1, "actor": "customer" });
    service.transition(&second, cancel).await;
    let mut theirs = latte();
    theirs["customer"]["session"] = json!("s 2&");
    service.clock.advance_by(SignedDuration::from_secs(1));
    service.place("c", &theirs).await;
    let mut elsewhere = latte();
    elsewhere["store"] = json!("second");
    service.place("a", &elsewhere).await;
    for (query, wanted) in [
        ("status=open", vec![3, 1]),
        ("status=placed,accepted,preparing,ready", vec![3, 1]),
        ("status=accepted,cancelled", vec![2, 1]),
        ("status=no_show", vec![]),
        ("business_date=2025-07-12", vec![3, 2, 1]),
        ("business_date=2025-07-11", vec![]),
        ("session=s%202%26", vec![3]),
        ("session=s1&status=open", vec![1]),
        ("idempotency_key=b", vec![2]),
        ("idempotency_key=unknown", vec![]),
        ("store=second", vec![1]),
        ("store=third", vec![]),
    ] {
        assert_eq!(numbers(&service, query).await, wanted, "{query}");
    }
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let service = Service::start().await;
    for query in [
        "status=vanished",
        "status=",
        "status=open,placed",
        "business_date=yesterday",
        "business_date=2025-02-30",
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "cursor=x",
        "session=",
        "session=%00",
        "idempotency_key=%00",
        "store=%00",
        "limit=1&limit=2",
    ] {
        let (status, body) = service.list(query).await;
        assert_eq!((status.as_u16(), &body["code"]), (400, &json!("invalid_query")), "{query}");
        assert!(body["detail"].is_string());
    }
}
