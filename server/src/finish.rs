//! Finishes every change. A browser that leaves its page closes the connection, which would drop
//! the handler midway: staff who tap and move on would have changed nothing.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use service_kit::Problem;

/// Middleware around everything that has a deadline: a request that changes something runs to its
/// end in its own task, even when its client is gone.
pub async fn what_was_sent(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let work = tokio::spawn(next.run(request));
    work.await.unwrap_or_else(|error| Problem::internal(error).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware, routing::any};
    use http::Method;
    use std::sync::Arc;
    use tokio::sync::{Notify, mpsc};
    use tower::ServiceExt as _;

    /// Whether a handler finishes although its client disconnects after it has begun.
    async fn is_done(method: Method) -> bool {
        let (says, mut heard) = mpsc::unbounded_channel();
        let go_on = Arc::new(Notify::new());
        let waits = go_on.clone();
        let handler = move || async move {
            let _heard = says.send("begun");
            waits.notified().await;
            let _heard = says.send("done");
        };
        let router = Router::new().fallback(any(handler)).layer(middleware::from_fn(what_was_sent));
        let request = Request::builder().method(method).body(Body::empty()).unwrap();
        let answer = Box::pin(router.oneshot(request));
        let begun = Box::pin(heard.recv());
        let left = futures::future::select(answer, begun).await;
        assert!(matches!(&left, futures::future::Either::Right((Some("begun"), _))));
        drop(left);
        go_on.notify_one();
        heard.recv().await == Some("done")
    }

    #[tokio::test]
    async fn a_change_is_done_although_its_page_is_left_and_a_page_is_not_made_for_nobody() {
        for (method, done) in [(Method::POST, true), (Method::PUT, true), (Method::GET, false)] {
            assert_eq!(is_done(method.clone()).await, done, "{method}");
        }
    }
}
