//! Serving until told to stop, then draining with a deadline.
//!
//! The accept loop is our own for the sake of slow and many clients: a head has a deadline, connections have a bound,
//! and whoever no longer takes what it is sent is let go.

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

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;
/// The largest of those few that hold a whole menu or a picture.
pub const LARGE_BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Connections open at the same time. The next ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 10_000;
/// File descriptors that connections leave for databases, listeners and logs.
const FILES_RESERVED: usize = 128;
/// After an error such as "too many open files", which a connection that ends mends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(250);
/// How long open requests may take to end after the signal.
const DRAIN_DEADLINE: Duration = Duration::from_secs(4);

/// As [`layered_within`] with the default limits.
pub fn layered(router: Router) -> Door {
    layered_within(router, &Limits::default())
}

/// A whole process that waits for no other service. What writes takes fifteen sixteenths of the places at most: when far
/// too much comes at once, those who are refused wait for those who were let in before.
pub fn layered_within(router: Router, limits: &Limits) -> Door {
    layered_taking_large(router, limits, |_| false)
}

/// The same, with paths whose routes are [`large`].
pub fn layered_taking_large(router: Router, limits: &Limits, takes_large: fn(path: &str) -> bool) -> Door {
    let (most, writes) = (limits.max_in_flight, (limits.max_in_flight * 15).div_ceil(16));
    let allow: AllowBody = Arc::new(move |request| match takes_large(request.uri().path()) {
        true => BodyAllowance::Large,
        false => BodyAllowance::Usual,
    });
    let in_flight = InFlight::fair(most, writes, allow, AddressShares::none(), Waiting::default);
    Door::new(layers(router, in_flight.clone()), in_flight, Manners::default())
}

/// A route to which bodies of up to [`LARGE_BODY_LIMIT`] may be sent.
pub fn large<S: Clone + Send + Sync + 'static>(route: MethodRouter<S>) -> MethodRouter<S> {
    route.layer(DefaultBodyLimit::max(LARGE_BODY_LIMIT))
}

/// The layers every router gets: request id and metrics, what is worked on, panic as 500, deadline, body limit. Before them
/// stands a [`Door`].
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

/// A browser takes no answer for anything but what it says it is, and keeps none that does not say that it may be kept.
async fn complete(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// 500 as any other one: the cause is for the log alone.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied();
    let text = text.or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    Problem::internal(format_args!("a handler panicked: {}", text.unwrap_or("no text"))).into_response()
}

/// Serves what is behind `door` until `shutdown`, then lets open requests end, for 4 s at most; a service manager is told. Long streams must end by
/// themselves when [`Shutdown::begun`] resolves.
///
/// # Errors
/// None today: whatever happens to one connection or one attempt to accept is survived.
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

/// As many as the system allows this process to have, which is asked to be as many as it may be.
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
/// A sentence that names the address and the mend.
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
