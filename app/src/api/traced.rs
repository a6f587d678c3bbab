//! The trace of a person's tap begins in the browser: what the tablet asks and what every process did about it have one id.

use futures::{Sink, Stream};
use leptos::server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};
use web_sys::js_sys::Math;

/// The browser's own client, with a W3C `traceparent` in every request.
pub struct Traced;

impl<E: FromServerFnError, I: FromServerFnError, O: FromServerFnError> Client<E, I, O> for Traced {
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: BrowserRequest) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        request.headers().set("traceparent", &traceparent());
        <BrowserClient as Client<E, I, O>>::send(request)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(work: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(work);
    }
}

/// Not recorded as far as the browser knows: whether it is, the surface decides.
fn traceparent() -> String {
    // An id of zeros only is none.
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
