use crate::service::Service;
use db_kit::audit::ChangeAuthor;
use futures::StreamExt as _;
use jiff::Timestamp;
use menu_api::{Menu, StoreId};
use reqwest::{Method, header};
use serde_json::json;
use std::time::Duration;

/// Server-sent events as they arrive. Waiting for one that never comes fails the test.
struct Frames(futures::stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>, String);

impl Frames {
    async fn open(service: &Service, last_event_id: Option<&str>) -> Self {
        let mut request = service.request(Method::GET, "/menu/events");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self(response.bytes_stream().boxed(), String::new())
    }

    /// The lines of the next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<Vec<String>> {
        loop {
            if let Some((frame, rest)) = self.1.split_once("\n\n") {
                let frame = frame.lines().map(str::to_owned).collect();
                self.1 = rest.to_owned();
                return Some(frame);
            }
            let chunk =
                tokio::time::timeout(Duration::from_secs(10), self.0.next()).await.unwrap()?;
            self.1.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    }

    async fn version(&mut self) -> i64 {
        let mut frame = self.next().await.unwrap();
        frame.sort();
        let id = frame[2].strip_prefix("id: ").unwrap().to_owned();
        assert_eq!(frame[..2], [format!("data: {{\"version\":{id}}}"), "event: menu".to_owned()]);
        id.parse().unwrap()
    }
}

#[tokio::test]
async fn the_current_version_comes_first_and_then_each_change() {
    let service = Service::start().await;
    let mut frames = Frames::open(&service, None).await;
    assert_eq!(frames.version().await, 1);
    service.put("/admin/options/oat-milk/availability", json!({"state": "sold_out"})).await;
    assert_eq!(frames.version().await, 2);
    service.patch("/admin/items/americano", 2, json!({"price_minor": 4800})).await;
    assert_eq!(frames.version().await, 3);
}

#[tokio::test]
async fn whoever_comes_back_learns_the_current_version_whatever_it_saw_last() {
    let service = Service::start().await;
    service.put("/admin/items/americano/availability", json!({"state": "hidden"})).await;
    for last in ["2", "1", "nonsense"] {
        assert_eq!(Frames::open(&service, Some(last)).await.version().await, 2);
    }
}

#[tokio::test]
async fn a_change_by_another_replica_arrives_too() {
    let service = Service::start().await;
    let mut frames = Frames::open(&service, None).await;
    assert_eq!(frames.version().await, 1);
    let pause = |menu: &mut Menu| {
        menu.store.lead_time_s += 60;
        Ok(())
    };
    service
        .other_replica()
        .await
        .change_menu(
            &StoreId::default(),
            None,
            &pause,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap();
    assert_eq!(frames.version().await, 2);
}

#[tokio::test]
async fn open_streams_end_at_shutdown_and_do_not_hold_it_up() {
    let service = Service::start().await;
    let mut frames = Frames::open(&service, None).await;
    assert_eq!(frames.version().await, 1);
    service.shutdown.begin_shutdown();
    assert_eq!(frames.next().await, None);
    drop(frames);
    tokio::time::timeout(Duration::from_secs(3), service.serving).await.unwrap().unwrap().unwrap();
}
