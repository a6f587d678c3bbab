//! Where a process turns away what it cannot do: before everything else, since at five times the load that it can carry
//! four of five requests end here, and what they cost is missing to the fifth.

use super::{InFlight, is_never_shed, refusal};
use crate::address::{ConnectionShares, SHARE_RETRY, refuse_over_share};
use axum::{Router, extract::Request, response::Response, routing::future::RouteFuture};
use futures::future::{Either, Ready, ready};
use std::{
    convert::Infallible,
    task::{Context, Poll},
    time::Duration,
};
use tower::Service;

/// A whole process: its router, and the door before it that lets in as many as [`InFlight`] allows.
#[derive(Clone)]
pub struct Door {
    router: Router,
    in_flight: InFlight,
    manners: Manners,
}

/// What differs between processes at the door.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// Paths that cost next to nothing, and pass.
    pub passes: fn(path: &str) -> bool,
    /// What a request that is turned away is answered.
    pub refusal: fn(&Request, Refused) -> Response,
}

/// Why a request is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The process has too much to do.
    Overloaded,
    /// Its address has its share; how long until it may have more.
    AddressShare(Duration),
}

impl Refused {
    /// The problem that says so.
    pub fn problem(self) -> Response {
        match self {
            Self::Overloaded => refusal(),
            Self::AddressShare(wait) => refuse_over_share(wait),
        }
    }
}

impl Default for Manners {
    fn default() -> Self {
        Self { passes: |_| false, refusal: |_, refused| refused.problem() }
    }
}

impl Door {
    /// Before `router`, which counts what it works on in `in_flight`.
    pub fn new(router: Router, in_flight: InFlight, manners: Manners) -> Self {
        Self { router, in_flight, manners }
    }

    /// The shares of `most` connections.
    pub(crate) fn connection_shares(&self, most: usize) -> ConnectionShares {
        self.in_flight.shares().of_connections(most)
    }

    /// Whose share is used up is told before the process is asked: it is no sign of an overload. What is refused because of
    /// one is not counted against a rate.
    fn judge(&self, request: &mut Request) -> Result<(), Refused> {
        let shares = self.in_flight.shares();
        let client = shares.identify(request);
        if is_never_shed(request) || (self.manners.passes)(request.uri().path()) {
            return Ok(());
        }
        if client.is_some_and(|client| !shares.in_flight.has_room(client)) {
            return Err(Refused::AddressShare(SHARE_RETRY));
        }
        if self.in_flight.enter(request.method()).is_none() {
            return Err(Refused::Overloaded);
        }
        client.map_or(Ok(()), |client| shares.spend(client, request)).map_err(Refused::AddressShare)
    }
}

impl Service<Request> for Door {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        match self.judge(&mut request) {
            Err(refused) => Either::Left(ready(Ok((self.manners.refusal)(&request, refused)))),
            Ok(()) => Either::Right(self.router.call(request)),
        }
    }
}
