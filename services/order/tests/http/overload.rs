//! Overload: the service refuses at once, and commits nothing whose caller has given up.

use crate::{
    orders::latte,
    service::{self, Service, problem},
};
use futures::{StreamExt as _, stream::FuturesUnordered};
use reqwest::{RequestBuilder, Response};
use serde_json::json;
use service_kit::CapacityLimits;
use sqlx::Connection as _;
use std::time::Duration;

fn placing(service: &Service, key: &str) -> RequestBuilder {
    service.post("/api/v1/orders").header("idempotency-key", key).json(&latte())
}

async fn refused(response: Response) -> (u16, String) {
    assert!(response.headers().contains_key("retry-after"), "{response:?}");
    problem(response).await
}

#[tokio::test]
async fn a_placement_whose_caller_gave_up_is_not_committed_later() {
    let service = Service::start().await;
    let mut other = service.other_connection().await;
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let late =
        placing(&service, "late").header("x-request-timeout-ms", "100").send().await.unwrap();
    assert_eq!(refused(late).await, (503, "deadline_exceeded".to_owned()));
    held.rollback().await.unwrap();
    assert_eq!(service.place("next", &latte()).await["number"], 1);
    let (_, page) = service.list("").await;
    assert_eq!(page["orders"].as_array().unwrap().len(), 1, "{page}");
}

#[tokio::test]
async fn a_hundred_parallel_duplicates_while_overloaded_make_one_order() {
    let limits = CapacityLimits { max_in_flight: 4, ..CapacityLimits::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), limits).await;
    let mut other = service.other_connection().await;
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut answers: FuturesUnordered<_> =
        (0..100).map(|_| placing(&service, "k").send()).collect();
    for _ in 0..96 {
        let answer = answers.next().await.unwrap().unwrap();
        assert_eq!(answer.headers()["retry-after"], "1");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let (status, problem) = service::json(answer).await;
        assert_eq!((status.as_u16(), &problem["code"]), (503, &json!("overloaded")));
    }
    held.rollback().await.unwrap();
    let mut orders = Vec::new();
    while let Some(answer) = answers.next().await {
        let (status, order) = service::json(answer.unwrap()).await;
        orders.push((status.as_u16(), order));
    }
    orders.sort_by_key(|(status, _)| *status);
    assert_eq!(orders.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 200, 200, 201]);
    assert!(orders.iter().all(|(_, order)| *order == orders[0].1));
    let retried = placing(&service, "k").send().await.unwrap();
    assert_eq!(
        service::json(retried).await,
        (reqwest::StatusCode::OK, orders[0].1.clone()),
        "whoever was refused asks again"
    );
    let (_, page) = service.list("").await;
    assert_eq!(page["orders"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_reader_too_many_is_refused_and_the_others_read_on() {
    let limits = CapacityLimits { max_streams: 1, ..CapacityLimits::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), limits).await;
    let feed = service.get("/api/v1/orders/events?after=0-0").send().await.unwrap();
    let mut frames = feed.bytes_stream();
    frames.next().await.unwrap().unwrap();
    let second = service.get("/api/v1/orders/events").send().await.unwrap();
    assert_eq!(refused(second).await, (503, "too_many_streams".to_owned()));
    service.place("k", &latte()).await;
    let frame = tokio::time::timeout(Duration::from_secs(5), frames.next()).await.unwrap();
    assert!(!frame.unwrap().unwrap().is_empty());
}
