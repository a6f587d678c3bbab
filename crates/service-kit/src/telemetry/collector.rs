//! HTTP client for the collector: OTLP over plain HTTP, one connection per batch.
//!
//! It uses the HTTP library of the server, so that tracing adds no second one. A collector runs
//! inside the cluster or on the same machine; the collector is responsible for encryption beyond
//! that.

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{Request, Response, Uri, header};
use hyper_util::rt::TokioIo;
use opentelemetry_http::{HttpClient, HttpError};
use std::{str::FromStr, time::Duration};
use tokio::{net::TcpStream, runtime::Handle, time::timeout};

/// Timeout from connecting to the end of the response.
pub(crate) const DEADLINE: Duration = Duration::from_secs(2);
const ANSWER_MAX_BYTES: usize = 64 * 1024;

/// The address of a collector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectorEndpoint {
    base: String,
    authority: String,
}

/// The text is not the plain HTTP address of a collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidEndpoint;

impl std::fmt::Display for InvalidEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not as http://host:4318")
    }
}

impl std::error::Error for InvalidEndpoint {}

impl FromStr for CollectorEndpoint {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, InvalidEndpoint> {
        let uri: Uri = text.parse().map_err(|_| InvalidEndpoint)?;
        let host =
            uri.host().filter(|_| uri.scheme_str() == Some("http")).ok_or(InvalidEndpoint)?;
        let authority = format!("{host}:{}", uri.port_u16().unwrap_or(80));
        Ok(Self { base: text.trim_end_matches('/').to_owned(), authority })
    }
}

impl CollectorEndpoint {
    /// The URL for traces.
    pub fn traces_url(&self) -> String {
        format!("{}/v1/traces", self.base)
    }
}

/// The client that sends batches. The exporter has its own thread, and the connections run on the
/// runtime of the process.
#[derive(Debug)]
pub(crate) struct CollectorClient {
    pub runtime: Handle,
    pub to: CollectorEndpoint,
}

#[async_trait]
impl HttpClient for CollectorClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let authority = self.to.authority.clone();
        // The timer must be created on the runtime.
        let exchange = async move { timeout(DEADLINE, post_batch(authority, request)).await };
        self.runtime.spawn(exchange).await??
    }
}

async fn post_batch(
    authority: String,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, HttpError> {
    let stream = TcpStream::connect(&authority).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // The task ends when the sender is dropped.
    tokio::spawn(connection);
    let (mut head, body) = request.into_parts();
    head.headers.insert(header::HOST, authority.parse()?);
    if let Some(path) = head.uri.path_and_query() {
        head.uri = path.clone().into();
    }
    let response = sender.send_request(Request::from_parts(head, Body::from(body))).await?;
    let (head, body) = response.into_parts();
    Ok(Response::from_parts(head, to_bytes(Body::new(body), ANSWER_MAX_BYTES).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_plain_http_address() {
        let of = |text: &str| {
            text.parse::<CollectorEndpoint>().map(|at| (at.traces_url(), at.authority))
        };
        assert_eq!(
            of("http://collector:4318/"),
            Ok(("http://collector:4318/v1/traces".to_owned(), "collector:4318".to_owned()))
        );
        assert_eq!(of("http://[::1]").map(|at| at.1).as_deref(), Ok("[::1]:80"));
        for bad in ["https://collector:4318", "collector:4318", "", "http://"] {
            assert_eq!(of(bad), Err(InvalidEndpoint), "{bad}");
        }
    }
}
