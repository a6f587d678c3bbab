//! The tablet's HTTP client. The trace starts at the tap in the browser, so one id covers the work
//! of every process. A request is sent even if its page is left.

use futures::{Sink, Stream};
use leptos::server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::{BrowserRequest, Request},
    response::browser::BrowserResponse,
};
use std::mem;
use web_sys::{
    RequestInit,
    js_sys::{Math, Reflect},
};

/// The browser's client with a W3C `traceparent` header and `keepalive` on every request.
pub struct TracedClient;

impl<E: FromServerFnError, I: FromServerFnError, O: FromServerFnError> Client<E, I, O>
    for TracedClient
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(
        mut request: BrowserRequest,
    ) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        request.headers().set("traceparent", &new_traceparent());
        if let Ok(blank) = Request::get("/").build() {
            *request = with_keepalive(mem::replace(&mut *request, blank).into());
        }
        <BrowserClient as Client<E, I, O>>::send(request)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(work: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(work);
    }
}

/// The request with `keepalive`, so that it outlives its page where the browser supports that.
fn with_keepalive(request: web_sys::Request) -> Request {
    let asks = RequestInit::new();
    let _ = Reflect::set(&asks, &"keepalive".into(), &true.into());
    web_sys::Request::new_with_request_and_init(&request, &asks).unwrap_or(request).into()
}

/// The `sampled` flag is 0: the surface decides whether the trace is recorded.
fn new_traceparent() -> String {
    // An id of only zeros is invalid.
    let digits = || (Math::random() * f64::from(u32::MAX)) as u32 | 1;
    format!(
        "00-{:08x}{:08x}{:08x}{:08x}-{:08x}{:08x}-00",
        digits(),
        digits(),
        digits(),
        digits(),
        digits(),
        digits()
    )
}
