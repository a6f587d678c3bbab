//! The manifest and the service worker, which make the customer's surface an app that can be
//! installed and opens without a network. The worker's source is among the other assets, so they
//! are released together.

mod manifest;
mod worker;

pub use worker::ServiceWorker;

use crate::{
    assets::{self, WORKER},
    state::SurfaceState,
};
use axum::{Router, response::IntoResponse, routing::get};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

const MANIFEST: &str = "/client/manifest.webmanifest";
/// Addresses of both files, for the access tests.
#[cfg(test)]
pub const WAYS: [&str; 2] = [WORKER, MANIFEST];

/// Serves both files, compressed.
pub fn pwa_router(worker: Option<ServiceWorker>, site: &SurfaceState) -> Router {
    let worker = worker.map(Arc::new);
    let gateway = site.gateway.clone();
    let secure = site.secure;
    let pkg = assets::pkg_path(&site.options);
    Router::new()
        .route(
            WORKER,
            get(move |headers: HeaderMap| async move { serve_worker(worker.as_deref(), &headers) }),
        )
        .route(
            MANIFEST,
            get(move |headers: HeaderMap| async move {
                manifest::serve_manifest(&pkg, &gateway, &headers, secure)
            }),
        )
        .layer(CompressionLayer::new())
}

/// Browsers ask with every page whether the worker has changed, and mostly get 304. Without a
/// worker the answer is 404, after which a worker of another release removes itself from its phone.
fn serve_worker(worker: Option<&ServiceWorker>, headers: &HeaderMap) -> axum::response::Response {
    let Some(worker) = worker else { return StatusCode::NOT_FOUND.into_response() };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == worker.tag);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::ETAG, worker.tag.clone()),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
        ),
        // The default scope is the worker's folder `/client/`, which leaves out the menu at
        // `/client`.
        (HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/client")),
    ];
    if known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, worker.script.clone()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_is_still_the_same_is_not_sent_again() {
        let worker = ServiceWorker::self_removing().unwrap();
        let answer = |headers: &HeaderMap| serve_worker(Some(&worker), headers).status();
        assert_eq!(answer(&HeaderMap::new()), StatusCode::OK);
        let known = |tag: HeaderValue| HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        assert_eq!(answer(&known(worker.tag.clone())), StatusCode::NOT_MODIFIED);
        assert_eq!(answer(&known(HeaderValue::from_static("W/\"other\""))), StatusCode::OK);
        assert_eq!(serve_worker(None, &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
    }
}
