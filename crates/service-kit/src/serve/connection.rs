//! One HTTP connection, from its first byte to its end.

use crate::{ShutdownSignal, overload::AdmissionLayer};
use axum::{body::Body, extract::ConnectInfo};
use futures::future::Either;
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io::Write as _, net::SocketAddr, pin::pin, time::Duration};
use tokio::net::TcpStream;
use tower::Service as _;

/// Maximum time for a request's head to arrive, which is also the maximum idle time of a keep-alive
/// connection.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
/// Maximum size of a head, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;
/// Maximum time for which sent data may stay unacknowledged or unread. Otherwise a reader that
/// vanished silently would keep its stream until the system gives up after a quarter of an hour.
#[cfg(target_os = "linux")]
const SEND_DEADLINE: Duration = Duration::from_secs(30);

/// Answers requests until the peer disconnects or violates the protocol, or the process shuts down.
pub(super) async fn handle_connection(
    stream: TcpStream,
    peer: SocketAddr,
    door: AdmissionLayer,
    shutdown: ShutdownSignal,
) {
    set_socket_options(&stream);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        // Not in a future: see `AdmissionLayer::call`.
        door.clone().call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_DEADLINE).max_buf_size(HEAD_LIMIT);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended =
        match futures::future::select(connection.as_mut(), pin!(shutdown.wait_until_begun())).await
        {
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

/// Closes a connection of an address over its share. The answer is written only if the system
/// accepts it at once; the server does not wait for a refused peer.
pub(super) fn refuse_connection(stream: TcpStream) {
    const REFUSED: &[u8] =
        b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\nconnection: close\r\n\
        content-type: application/problem+json\r\n\r\n\
        {\"status\":429,\"code\":\"address_share\",\"title\":\"address share\"}";
    metrics::counter!("jumun_http_connections_over_share_total").increment(1);
    if let Ok(mut stream) = stream.into_std() {
        let _perhaps = stream.write(REFUSED);
    }
}

/// Sets socket options: small frames are sent at once. An option that cannot be set is ignored.
fn set_socket_options(stream: &TcpStream) {
    let _slower = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let _kept_longer = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(SEND_DEADLINE));
}
