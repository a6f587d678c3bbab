//! A change at the counter reads its order once, in the transaction that changes it.
//!
//! This test has a process of its own, since it counts the statements of all connections.

#![expect(clippy::unwrap_used, reason = "a test, and its helpers outside of #[test]")]

#[expect(dead_code, reason = "shared with tests that do more")]
#[path = "common/orders.rs"]
mod orders;
#[expect(dead_code, reason = "shared with tests that do more")]
#[path = "common/service.rs"]
mod service;

use orders::latte;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service::Service;
use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Counts statements that read a single order.
#[derive(Clone, Default)]
struct OrderReads(Arc<AtomicUsize>);

impl OrderReads {
    fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

struct IsOrderRead(bool);

impl Visit for IsOrderRead {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        self.0 |= format!("{value:?}").contains("FROM orders WHERE id = ");
    }
}

impl Subscriber for OrderReads {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut read = IsOrderRead(false);
        event.record(&mut read);
        self.0.fetch_add(usize::from(read.0), Ordering::SeqCst);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_step_reads_its_order_once() {
    let reads = OrderReads::default();
    tracing::subscriber::set_global_default(reads.clone()).unwrap();
    let service = Service::start().await;
    let order = service.place("k", &latte()).await;
    let path = |end: &str| {
        format!("{}/api/v1/orders/{}{end}", service.base, order["id"].as_str().unwrap())
    };
    assert_eq!(reads.take(), 0, "a new order is not read back");
    service.client.get(path("")).send().await.unwrap();
    assert_eq!(reads.take(), 1, "what is counted");
    let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
    let tick = json!({ "actor": "staff", "line": { "index": 0, "done": true } });
    let cancel =
        json!({ "to": "cancelled", "expected_version": 3, "actor": "staff", "reason": "x" });
    for (method, end, body) in [
        (Method::POST, "/transitions", &accept),
        (Method::POST, "/transitions", &accept),
        (Method::PATCH, "", &tick),
        (Method::POST, "/block", &json!({})),
        (Method::DELETE, "/block", &json!({})),
        (Method::POST, "/transitions", &cancel),
        (Method::POST, "/erasure", &json!({ "actor": "staff" })),
    ] {
        let answer =
            service.client.request(method.clone(), path(end)).json(body).send().await.unwrap();
        assert!(
            [StatusCode::OK, StatusCode::NO_CONTENT].contains(&answer.status()),
            "{method} {end}"
        );
        assert_eq!(reads.take(), 1, "{method} {end}");
    }
}
