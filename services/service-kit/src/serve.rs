//! Serving until told to stop, then draining with a deadline.

use crate::{Problem, Shutdown, observe::observe};
use axum::{Router, extract::DefaultBodyLimit, middleware};
use http::StatusCode;
use std::{future::IntoFuture, io, time::Duration};
use tokio::net::TcpListener;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;
/// How long a handler may take to begin its answer.
const HANDLER_DEADLINE: Duration = Duration::from_secs(10);
/// How long open requests may take to end after the signal.
const DRAIN_DEADLINE: Duration = Duration::from_secs(4);

/// The layers every router gets: body limit, deadline, panic as 500, request id and metrics.
pub fn layered(router: Router) -> Router {
    router
        .fallback(|| async { Problem::not_found("path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, HANDLER_DEADLINE))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(observe))
}

/// Serves `router` until `shutdown`, then lets open requests end, for 4 s at most. Long streams must end by
/// themselves when [`Shutdown::begun`] resolves.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, router: Router, shutdown: Shutdown) -> io::Result<()> {
    let begun = shutdown.clone();
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { begun.begun().await });
    let hard_stop = async {
        shutdown.begun().await;
        tokio::time::sleep(DRAIN_DEADLINE).await;
    };
    tokio::pin!(hard_stop);
    match futures::future::select(std::pin::pin!(server.into_future()), hard_stop).await {
        futures::future::Either::Left((result, _)) => result,
        futures::future::Either::Right(_) => {
            tracing::warn!("open requests were cut off after {DRAIN_DEADLINE:?}");
            Ok(())
        }
    }
}

/// Listens on `address`.
///
/// # Errors
/// A sentence that names the address and the mend.
pub async fn listen(address: std::net::SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let mend = if error.kind() == io::ErrorKind::AddrInUse {
            "; end what listens there or choose another --listen"
        } else {
            ""
        };
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}{mend}"))
    })
}
