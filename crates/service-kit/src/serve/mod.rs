//! HTTP server: accepts connections until shutdown, then drains them with a deadline.
//!
//! It has its own accept loop because of slow and numerous clients: a request head has a deadline,
//! the number of connections is limited, and a client that stops reading is disconnected.

mod connection;

use crate::{
    Problem, Shutdown,
    address::AddressShares,
    deadline,
    observe::observe,
    overload::{self, AllowBody, BodyAllowance, Door, InFlight, Limits, Manners, Waiting},
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

/// As [`layered_within`] with the default limits.
pub fn layered(router: Router) -> Door {
    layered_within(router, &Limits::default())
}

/// All layers of a process that waits for no other service. Writes take at most fifteen sixteenths
/// of the places: under a heavy overload, clients that are refused depend on the requests that were
/// admitted before.
pub fn layered_within(router: Router, limits: &Limits) -> Door {
    layered_taking_large(router, limits, |_| false)
}

/// As [`layered_within`]; `takes_large` selects the paths whose routes are [`large`].
pub fn layered_taking_large(router: Router, limits: &Limits, takes_large: fn(path: &str) -> bool) -> Door {
    let (most, writes) = (limits.max_in_flight, (limits.max_in_flight * 15).div_ceil(16));
    let allow: AllowBody = Arc::new(move |request| match takes_large(request.uri().path()) {
        true => BodyAllowance::Large,
        false => BodyAllowance::Usual,
    });
    let in_flight = InFlight::fair(most, writes, allow, AddressShares::none(), Waiting::default);
    Door::new(layers(router, in_flight.clone()), in_flight, Manners::default())
}

/// Allows bodies of up to [`LARGE_BODY_LIMIT`] on a route.
pub fn large<S: Clone + Send + Sync + 'static>(route: MethodRouter<S>) -> MethodRouter<S> {
    route.layer(DefaultBodyLimit::max(LARGE_BODY_LIMIT))
}

/// Adds the layers of every router: request id and metrics, requests in flight, panic as 500,
/// deadline, body limit. A [`Door`] goes in front of them.
pub fn layers(router: Router, in_flight: InFlight) -> Router {
    router
        .fallback(|| async { Problem::not_found("path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(deadline::give_up_in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(in_flight, overload::work_on))
        .layer(middleware::from_fn(observe))
        .layer(middleware::map_response(complete))
}

/// Adds default headers: browsers must not sniff the content type, and must not store responses
/// unless these allow it.
async fn complete(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The 500 for a panic; as with any other 500, the cause is only logged.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied();
    let text = text.or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    Problem::internal(format_args!("a handler panicked: {}", text.unwrap_or("no text"))).into_response()
}

/// Serves `door` until `shutdown`, then gives open requests up to 4 s to end. Notifies the service
/// manager. Long streams must end by themselves when [`Shutdown::begun`] resolves.
///
/// # Errors
/// None today: errors of single connections and of accepting are survived.
pub async fn serve(listener: TcpListener, door: Door, shutdown: Shutdown) -> io::Result<()> {
    let serving = serve_at_most(most_connections(), listener, door, shutdown.clone());
    futures::future::join(serving, service_manager::keep_informed(shutdown)).await;
    Ok(())
}

async fn serve_at_most(most: usize, listener: TcpListener, door: Door, shutdown: Shutdown) {
    let (places, shares) = (Arc::new(Semaphore::new(most)), door.connection_shares(most));
    let mut open = JoinSet::new();
    {
        let mut begun = std::pin::pin!(shutdown.begun());
        while let Some((stream, peer, place)) = unless(begun.as_mut(), accept(&listener, &places)).await {
            let Some(share) = shares.enter(peer) else {
                connection::refuse(stream);
                continue;
            };
            let answered = connection::answer(stream, peer, door.clone(), shutdown.clone());
            open.spawn(async move {
                answered.await;
                drop((place, share));
            });
            while open.try_join_next().is_some() {}
        }
    }
    drop(listener);
    drain(open).await;
}

async fn unless<T>(stop: impl Future<Output = ()> + Unpin, work: impl Future<Output = T>) -> Option<T> {
    match futures::future::select(stop, std::pin::pin!(work)).await {
        futures::future::Either::Left(_) => None,
        futures::future::Either::Right((done, _)) => Some(done),
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection now");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn drain(mut open: JoinSet<()>) {
    let ending = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN_DEADLINE, ending).await.is_err() {
        tracing::warn!(connections = open.len(), "open requests were cut off after {DRAIN_DEADLINE:?}");
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
    files.map_or(MOST_CONNECTIONS, |files| MOST_CONNECTIONS.min(files - FILES_RESERVED.min(files / 2)))
}

/// Listens on `address`.
///
/// # Errors
/// A sentence with the address and a remedy.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
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
