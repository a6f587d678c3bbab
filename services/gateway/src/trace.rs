//! Carries the W3C `traceparent` of the request that is being answered to every call that is made for it, so that one
//! id finds it in the logs of all processes.

use reqwest::header::HeaderValue;
use std::future::Future;

tokio::task_local! {
    static TRACEPARENT: Option<HeaderValue>;
}

/// Every call to a service that `future` makes in its own task carries `traceparent`; text that no header can carry
/// is as none.
pub async fn scope<F: Future>(traceparent: String, future: F) -> F::Output {
    TRACEPARENT.scope(HeaderValue::try_from(traceparent).ok(), future).await
}

pub(crate) fn current() -> Option<HeaderValue> {
    TRACEPARENT.try_with(Clone::clone).ok().flatten()
}
