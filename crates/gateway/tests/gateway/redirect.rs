//! Tests that the gateway follows no redirect of a service.

use crate::fixture::{Folder, Process, gateway, nowhere};
use axum::{Router, http::header, response::IntoResponse as _};
use gateway::OrderPageQuery;
use order_api::OrderId;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

#[tokio::test]
async fn an_answer_that_points_elsewhere_is_not_followed() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let elsewhere = Process::start(Router::new().fallback(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        async { "{}" }
    }));
    let to = format!("{}/api/v1/orders", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let status = axum::http::StatusCode::from_u16(status).unwrap();
        let points = Process::start(Router::new().fallback(move || {
            let to = to.clone();
            async move { (status, [(header::LOCATION, to)]).into_response() }
        }));
        let folder = Folder::new();
        let gateway = gateway(nowhere(), points.url(), folder.path());
        assert!(gateway.fetch_order(OrderId(uuid::Uuid::nil())).await.is_err(), "{status}");
        assert!(gateway.list_orders(&OrderPageQuery::default()).await.is_err(), "{status}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
