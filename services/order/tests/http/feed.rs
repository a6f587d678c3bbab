use crate::{
    orders::latte,
    service::{Service, problem},
};
use futures::{StreamExt as _, stream::BoxStream};
use order_api::FeedSnapshot;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sse_stream::{Sse, SseByteStream};
use std::time::Duration;

struct Feed(BoxStream<'static, Sse>);

impl Feed {
    async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let frames = SseByteStream::new(response.bytes_stream());
        Self(
            frames
                .filter_map(|frame| async { frame.ok().filter(|frame| frame.data.is_some()) })
                .boxed(),
        )
    }

    async fn next_frame(&mut self) -> Sse {
        tokio::time::timeout(Duration::from_secs(10), self.0.next()).await.unwrap().unwrap()
    }

    /// Event type, id and data of the next frame.
    async fn next(&mut self) -> (String, String, Value) {
        let frame = self.next_frame().await;
        let data = serde_json::from_str(&frame.data.unwrap()).unwrap();
        (frame.event.unwrap(), frame.id.unwrap(), data)
    }

    async fn next_order(&mut self) -> (i64, i64, String) {
        let (event, id, data) = self.next().await;
        assert_eq!(event, "order");
        (data["order"]["number"].as_i64().unwrap(), data["order"]["version"].as_i64().unwrap(), id)
    }
}

async fn accept(service: &Service, order: &Value) {
    let body = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    assert_eq!(service.transition(order, body).await.0, 200);
}

#[tokio::test]
async fn a_new_reader_gets_a_snapshot_and_then_whatever_happens() {
    let service = Service::start().await;
    let first = service.place("a", &latte()).await;
    let mut feed = Feed::open(service.get("/api/v1/orders/events")).await;
    let (event, id, data) = feed.next().await;
    assert_eq!(
        (event.as_str(), id.as_str(), data),
        ("snapshot", "0-1", json!({ "orders": [first], "more": false }))
    );
    accept(&service, &first).await;
    let second = service.place("b", &latte()).await;
    let (event, id, data) = feed.next().await;
    assert_eq!((event.as_str(), id.as_str()), ("order", "0-2"));
    assert_eq!((&data["kind"], &data["actor"]), (&json!("status_changed"), &json!("staff")));
    assert_eq!(
        (&data["order"]["status"], &data["at"]),
        (&json!("accepted"), &json!("2025-07-12T03:00:00Z"))
    );
    let (_, _, data) = feed.next().await;
    assert_eq!((&data["kind"], &data["order"]), (&json!("placed"), &second));
}

#[tokio::test]
async fn an_empty_café_begins_with_an_empty_snapshot() {
    let service = Service::start().await;
    let mut feed = Feed::open(service.get("/api/v1/orders/events")).await;
    let (event, id, data) = feed.next().await;
    assert_eq!((event.as_str(), id.as_str()), ("snapshot", "0-0"));
    assert_eq!(data, json!({ "orders": [], "more": false }));
    service.place("a", &latte()).await;
    assert_eq!(feed.next_order().await.0, 1, "and with that one alone");
}

#[tokio::test]
async fn a_large_snapshot_comes_in_parts_and_the_last_alone_has_a_position() {
    let service = Service::start().await;
    for i in 1..=101 {
        service.place(&format!("k{i}"), &latte()).await;
    }
    let mut feed = Feed::open(service.get("/api/v1/orders/events")).await;
    let mut parts = Vec::new();
    for _ in 0..3 {
        let frame = feed.next_frame().await;
        assert_eq!(frame.event.as_deref(), Some("snapshot"));
        let part: FeedSnapshot = serde_json::from_str(&frame.data.unwrap()).unwrap();
        parts.push((part.orders.len(), part.more, frame.id));
    }
    assert_eq!(parts, [(50, true, None), (50, true, None), (1, false, Some("0-101".to_owned()))]);
    service.place("next", &latte()).await;
    assert_eq!(feed.next_order().await.0, 102);
}

#[tokio::test]
async fn a_reader_resumes_behind_its_position_without_a_snapshot() {
    let service = Service::start().await;
    // More than one page of events.
    for i in 1..=450 {
        service.place(&format!("k{i}"), &latte()).await;
    }
    let url = "/api/v1/orders/events";
    let mut from_start = Feed::open(service.get(&format!("{url}?after=0-0"))).await;
    for number in 1..=450 {
        assert_eq!(from_start.next_order().await, (number, 1, format!("0-{number}")));
    }
    let mut by_query = Feed::open(service.get(&format!("{url}?after=0-448"))).await;
    let mut by_header =
        Feed::open(service.get(&format!("{url}?after=0-0")).header("last-event-id", "0-448")).await;
    for feed in [&mut by_query, &mut by_header] {
        assert_eq!(feed.next_order().await.0, 449);
        assert_eq!(feed.next_order().await.0, 450);
    }
    let mut at_the_head = Feed::open(service.get(&format!("{url}?after=0-450"))).await;
    service.place("next", &latte()).await;
    for feed in [&mut from_start, &mut by_query, &mut by_header, &mut at_the_head] {
        assert_eq!(feed.next_order().await.0, 451);
    }
}

#[tokio::test]
async fn a_position_of_another_database_begins_anew_instead_of_waiting_for_ever() {
    let service = Service::start().await;
    service.place("a", &latte()).await;
    let mut feed = Feed::open(service.get("/api/v1/orders/events?after=0-2")).await;
    let (event, id, _) = feed.next().await;
    assert_eq!((event.as_str(), id.as_str()), ("snapshot", "0-1"));
}

#[tokio::test]
async fn a_position_that_is_none_is_refused() {
    let service = Service::start().await;
    for after in ["x", "", "0", "-1-0", "1-99999999999999999999"] {
        let request = service.get(&format!("/api/v1/orders/events?after={after}"));
        assert_eq!(
            problem(request.send().await.unwrap()).await,
            (400, "invalid_cursor".to_owned()),
            "{after}"
        );
    }
    let request = service.get("/api/v1/orders/events?after=0-0").header("last-event-id", "x");
    assert_eq!(problem(request.send().await.unwrap()).await, (400, "invalid_cursor".to_owned()));
    let request = service.get("/api/v1/orders/events?after=x").header("last-event-id", "0-0");
    assert_eq!(problem(request.send().await.unwrap()).await, (400, "invalid_cursor".to_owned()));
    let request = service.get("/api/v1/orders/events").header("last-event-id", "");
    assert_eq!(request.send().await.unwrap().status(), 200, "an empty header says nothing");
}

#[tokio::test]
async fn a_feed_begins_with_a_heartbeat_and_ends_with_the_process() {
    let service = Service::start().await;
    let response = service.get("/api/v1/orders/events?after=0-0").send().await.unwrap();
    let mut bytes = response.bytes_stream();
    let opening = bytes.next().await.unwrap().unwrap();
    assert_eq!(&opening[..], b": heartbeat\n\n");
    service.shutdown.begin_shutdown();
    let rest =
        tokio::time::timeout(Duration::from_secs(5), bytes.collect::<Vec<_>>()).await.unwrap();
    assert!(rest.iter().all(Result::is_ok), "it ends, it is not torn off");
}

#[tokio::test]
async fn a_feed_that_cannot_read_ends_so_that_its_reader_comes_back() {
    let service = Service::start().await;
    let mut feed = Feed::open(service.get("/api/v1/orders/events")).await;
    feed.next().await;
    service.store.close().await;
    assert!(tokio::time::timeout(Duration::from_secs(10), feed.0.next()).await.unwrap().is_none());
    let again = service.get("/api/v1/orders/events").send().await.unwrap();
    assert_eq!(problem(again).await, (503, "unavailable".to_owned()));
}
