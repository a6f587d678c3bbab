//! One connection, from its first byte to its end.

use crate::{Shutdown, overload::Door};
use axum::{body::Body, extract::ConnectInfo};
use futures::future::Either;
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io::Write as _, net::SocketAddr, pin::pin, time::Duration};
use tokio::net::TcpStream;
use tower::ServiceExt as _;

/// How long a request's head may take to come, and a kept connection may be idle between two.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
/// The largest head, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;
/// How long the peer may leave what it was sent unacknowledged, or take none of it: else a reader that vanished
/// without a word keeps its stream until the system gives up, a quarter of an hour later.
#[cfg(target_os = "linux")]
const SEND_DEADLINE: Duration = Duration::from_secs(30);

/// Answers requests until the peer goes, misbehaves, or the process shall end.
pub(super) async fn answer(stream: TcpStream, peer: SocketAddr, door: Door, shutdown: Shutdown) {
    prepare(&stream);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        door.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_DEADLINE).max_buf_size(HEAD_LIMIT);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = match futures::future::select(connection.as_mut(), pin!(shutdown.begun())).await {
        Either::Left((ended, _)) => ended,
        Either::Right(_) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %peer, "a connection broke");
    }
}

/// Ends a connection of an address that has its share of them. The answer is written if the system takes it at once; nobody
/// waits for a peer that is refused.
pub(super) fn refuse(stream: TcpStream) {
    const REFUSED: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\nconnection: close\r\n\
        content-type: application/problem+json\r\n\r\n\
        {\"status\":429,\"code\":\"address_share\",\"title\":\"address share\"}";
    metrics::counter!("jumun_http_connections_over_share_total").increment(1);
    if let Ok(mut stream) = stream.into_std() {
        let _perhaps = stream.write(REFUSED);
    }
}

/// Small frames leave at once; what cannot be set is no reason to refuse the connection.
fn prepare(stream: &TcpStream) {
    let _slower = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let _kept_longer = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(SEND_DEADLINE));
}
