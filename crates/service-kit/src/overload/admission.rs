//! Admission before all other layers. At five times the load that a process can carry, four of five
//! requests are refused here, and their cost is lost for the fifth.

use super::{InFlight, is_never_shed, overload_response};
use crate::{
    Problem,
    address::{ConnectionShares, SHARE_RETRY, over_share_response},
};
use axum::{
    Router,
    extract::Request,
    response::{IntoResponse as _, Response},
    routing::future::RouteFuture,
};
use futures::{
    FutureExt as _,
    future::{Either, Map, Ready, ready},
};
use std::{
    convert::Infallible,
    task::{Context, Poll},
    time::Duration,
};
use tokio::task::{JoinError, JoinHandle};
use tower::Service;

/// The outermost service of a process: its router behind admission control by [`InFlight`].
#[derive(Clone)]
pub struct AdmissionLayer {
    router: Router,
    in_flight: InFlight,
    manners: ShedPolicy,
}

/// The parts of admission that differ between processes.
#[derive(Debug, Clone, Copy)]
pub struct ShedPolicy {
    /// Selects paths that cost almost nothing and are always admitted.
    pub passes: fn(path: &str) -> bool,
    /// Makes the response to a refused request.
    pub refusal: fn(&Request, ShedReason) -> Response,
    /// Selects requests that run to their end even if the peer disconnects.
    pub detaches: fn(&Request) -> bool,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShedReason {
    /// The process is overloaded.
    Overloaded,
    /// The address has used its share; holds the time to wait.
    AddressShare(Duration),
}

impl ShedReason {
    /// The problem response.
    pub fn problem_response(self) -> Response {
        match self {
            Self::Overloaded => overload_response(),
            Self::AddressShare(wait) => over_share_response(wait),
        }
    }
}

impl Default for ShedPolicy {
    fn default() -> Self {
        Self {
            passes: |_| false,
            refusal: |_, refused| refused.problem_response(),
            detaches: |_| false,
        }
    }
}

impl AdmissionLayer {
    /// Admission in front of `router`, whose layers count its requests in `in_flight`.
    pub fn new(router: Router, in_flight: InFlight, manners: ShedPolicy) -> Self {
        Self { router, in_flight, manners }
    }

    /// The shares of at most `most` connections.
    pub(crate) fn connection_shares(&self, most: usize) -> ConnectionShares {
        self.in_flight.address_shares().connection_shares(most)
    }

    /// Decides about a request. The address's share is checked before the process's limit, since an
    /// exceeded share is not a sign of overload. A refused request is not counted against a rate.
    fn check_admission(&self, request: &mut Request) -> Result<(), ShedReason> {
        let shares = self.in_flight.address_shares();
        let client = shares.identify_client(request);
        if is_never_shed(request) || (self.manners.passes)(request.uri().path()) {
            return Ok(());
        }
        if client.is_some_and(|client| !shares.in_flight.has_room(client)) {
            return Err(ShedReason::AddressShare(SHARE_RETRY));
        }
        if self.in_flight.try_acquire(request.method()).is_none() {
            return Err(ShedReason::Overloaded);
        }
        client
            .map_or(Ok(()), |client| shares.charge_request(client, request))
            .map_err(ShedReason::AddressShare)
    }
}

type Served = Result<Response, Infallible>;

/// The response of a detached request.
type DetachedResponse = Map<JoinHandle<Served>, fn(Result<Served, JoinError>) -> Served>;

fn recover_join_error(outcome: Result<Served, JoinError>) -> Served {
    outcome.unwrap_or_else(|error| Ok(Problem::internal_error(error).into_response()))
}

impl Service<Request> for AdmissionLayer {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Served>, Either<RouteFuture<Infallible>, DetachedResponse>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    /// A detached request is spawned here and not in the returned future: if a request and the end
    /// of its connection arrive together, hyper drops that future before its first poll.
    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Err(refused) = self.check_admission(&mut request) {
            return Either::Left(ready(Ok((self.manners.refusal)(&request, refused))));
        }
        let detaches = (self.manners.detaches)(&request);
        let response = self.router.call(request);
        Either::Right(match detaches {
            true => Either::Right(tokio::spawn(response).map(recover_join_error as fn(_) -> _)),
            false => Either::Left(response),
        })
    }
}
