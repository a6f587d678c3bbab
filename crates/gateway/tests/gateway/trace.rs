//! Tests of trace propagation: one id for a request in the logs of every process.

use crate::{
    fake_order,
    fixture::{Folder, Process, gateway, nowhere},
};
use axum::{
    Router,
    http::{HeaderMap, StatusCode},
};
use order_api::OrderId;
use std::sync::{Arc, Mutex};

const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[tokio::test]
async fn the_traceparent_of_a_scope_arrives_and_none_outside_of_it() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let folder = Folder::new();
    let heard = seen.clone();
    let order = Process::start(Router::new().fallback(move |headers: HeaderMap| async move {
        heard.lock().unwrap().push(headers.get("traceparent").cloned());
        fake_order::problem(StatusCode::NOT_FOUND, "not_found")
    }));
    let gateway = gateway(nowhere(), order.url(), folder.path());
    let ask = || gateway.fetch_order(OrderId(uuid::Uuid::max()));
    assert_eq!(
        gateway::trace::with_traceparent(|| Some(TRACEPARENT.to_owned()), ask()).await,
        Ok(None)
    );
    assert_eq!(ask().await, Ok(None));
    assert_eq!(
        gateway::trace::with_traceparent(|| Some("no\nheader".to_owned()), ask()).await,
        Ok(None)
    );
    assert_eq!(gateway::trace::with_traceparent(|| None, ask()).await, Ok(None));
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen, [Some(TRACEPARENT.parse().unwrap()), None, None, None]);
}
