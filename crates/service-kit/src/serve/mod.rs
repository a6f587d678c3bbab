//! HTTP server: accepts connections until shutdown, then drains them with a deadline.
//!
//! It has its own accept loop because of slow and numerous clients: a request head has a deadline,
//! the number of connections is limited, and a client that stops reading is disconnected.

mod connection;

use crate::{
    Problem, ShutdownSignal,
    address::AddressShares,
    deadline,
    observe::observe_request,
    overload::{
        self, AdmissionLayer, AllowBody, BodyAllowance, CapacityLimits, InFlight, ShedPolicy,
        WaitingCounts,
    },
    service_manager,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::{IntoResponse as _, Response},
    routing::MethodRouter,
};
use http::{HeaderValue, StatusCode, header};
use std::{any::Any, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tower_http::catch_panic::CatchPanicLayer;

/// Maximum size of a request body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;
/// Maximum size of the few bodies that hold a whole menu or a picture, in bytes.
pub const LARGE_BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Maximum number of open connections; further ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 10_000;
/// File descriptors reserved for databases, listeners and logs.
const FILES_RESERVED: usize = 128;
/// Pause after an error such as "too many open files", which the end of a connection resolves.
const ACCEPT_PAUSE: Duration = Duration::from_millis(250);
/// Time that open requests get after the signal.
const DRAIN_DEADLINE: Duration = Duration::from_secs(4);

/// As [`wrap_router_within`] with the default limits.
pub fn wrap_router(router: Router) -> AdmissionLayer {
    wrap_router_within(router, &CapacityLimits::default())
}

/// All layers of a process that waits for no other service. Writes take at most fifteen sixteenths
/// of the places: under a heavy overload, clients that are refused depend on the requests that were
/// admitted before.
pub fn wrap_router_within(router: Router, limits: &CapacityLimits) -> AdmissionLayer {
    wrap_router_taking_large(router, limits, |_| false)
}

/// As [`wrap_router_within`]; `takes_large` selects the paths whose routes are
/// [`allow_large_body`].
pub fn wrap_router_taking_large(
    router: Router,
    limits: &CapacityLimits,
    takes_large: fn(path: &str) -> bool,
) -> AdmissionLayer {
    let most = limits.max_in_flight;
    let writes = (limits.max_in_flight * 15).div_ceil(16);
    let allow: AllowBody = Arc::new(move |request| match takes_large(request.uri().path()) {
        true => BodyAllowance::Large,
        false => BodyAllowance::Usual,
    });
    let in_flight = InFlight::with_shares(
        most,
        writes,
        allow,
        AddressShares::without_limits(),
        WaitingCounts::default,
    );
    AdmissionLayer::new(add_layers(router, in_flight.clone()), in_flight, ShedPolicy::default())
}

/// Allows bodies of up to [`LARGE_BODY_LIMIT`] on a route.
pub fn allow_large_body<S: Clone + Send + Sync + 'static>(
    route: MethodRouter<S>,
) -> MethodRouter<S> {
    route.layer(DefaultBodyLimit::max(LARGE_BODY_LIMIT))
}

/// Adds the layers of every router: request id and metrics, requests in flight, panic as 500,
/// deadline, body limit. An [`AdmissionLayer`] goes in front of them.
pub fn add_layers(router: Router, in_flight: InFlight) -> Router {
    router
        .fallback(|| async { Problem::not_found("path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(deadline::enforce_deadline))
        .layer(CatchPanicLayer::custom(panic_response))
        .layer(middleware::from_fn_with_state(in_flight, overload::limit_in_flight))
        .layer(middleware::from_fn(observe_request))
        .layer(middleware::map_response(set_default_headers))
}

/// Adds default headers: browsers must not sniff the content type, and must not store responses
/// unless these allow it.
async fn set_default_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The 500 for a panic; as with any other 500, the cause is only logged.
fn panic_response(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied();
    let text = text.or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    Problem::internal_error(format_args!("a handler panicked: {}", text.unwrap_or("no text")))
        .into_response()
}

/// Serves `door` until `shutdown`, then gives open requests up to 4 s to end. Notifies the service
/// manager. Long streams must end by themselves when [`ShutdownSignal::wait_until_begun`] resolves.
///
/// # Errors
/// None today: errors of single connections and of accepting are survived.
pub async fn serve_until_shutdown(
    listener: TcpListener,
    door: AdmissionLayer,
    shutdown: ShutdownSignal,
) -> io::Result<()> {
    let serving = serve_at_most(most_connections(), listener, door, shutdown.clone());
    futures::future::join(serving, service_manager::report_lifecycle(shutdown)).await;
    Ok(())
}

async fn serve_at_most(
    most: usize,
    listener: TcpListener,
    door: AdmissionLayer,
    shutdown: ShutdownSignal,
) {
    let places = Arc::new(Semaphore::new(most));
    let shares = door.connection_shares(most);
    let mut open = JoinSet::new();
    {
        let mut begun = std::pin::pin!(shutdown.wait_until_begun());
        while let Some((stream, peer, place)) =
            run_unless(begun.as_mut(), accept_connection(&listener, &places)).await
        {
            let Some(share) = shares.try_acquire(peer) else {
                connection::refuse_connection(stream);
                continue;
            };
            let answered =
                connection::handle_connection(stream, peer, door.clone(), shutdown.clone());
            open.spawn(async move {
                answered.await;
                drop((place, share));
            });
            while open.try_join_next().is_some() {}
        }
    }
    drop(listener);
    drain_connections(open).await;
}

async fn run_unless<T>(
    stop: impl Future<Output = ()> + Unpin,
    work: impl Future<Output = T>,
) -> Option<T> {
    match futures::future::select(stop, std::pin::pin!(work)).await {
        futures::future::Either::Left(_) => None,
        futures::future::Either::Right((done, _)) => Some(done),
    }
}

async fn accept_connection(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if is_connection_error(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection now");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_connection_error(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn drain_connections(mut open: JoinSet<()>) {
    let ending = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN_DEADLINE, ending).await.is_err() {
        tracing::warn!(
            connections = open.len(),
            "open requests were cut off after {DRAIN_DEADLINE:?}"
        );
        open.shutdown().await;
    }
}

/// The maximum number of connections. Raises the process's limit of open files as far as the system
/// allows, and stays below it.
fn most_connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
    let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
    files.map_or(MOST_CONNECTIONS, |files| {
        MOST_CONNECTIONS.min(files - FILES_RESERVED.min(files / 2))
    })
}

/// Listens on `address`.
///
/// # Errors
/// A sentence with the address and a remedy.
pub async fn bind_listener(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let mend = if error.kind() == io::ErrorKind::AddrInUse {
            "; end what listens there or choose another --listen"
        } else {
            ""
        };
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}{mend}"))
    })
}

#[cfg(test)]
mod tests;
