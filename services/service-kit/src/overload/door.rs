//! Where a process turns away what it cannot do: before everything else, since at five times the load that it can carry
//! four of five requests end here, and what they cost is missing to the fifth.

use super::{InFlight, is_never_shed, refusal};
use axum::{Router, extract::Request, response::Response, routing::future::RouteFuture};
use futures::future::{Either, Ready, ready};
use std::{
    convert::Infallible,
    task::{Context, Poll},
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
    /// What whoever is turned away is told.
    pub refusal: fn(&Request) -> Response,
}

impl Default for Manners {
    fn default() -> Self {
        Self { passes: |_| false, refusal: |_| refusal() }
    }
}

impl Door {
    /// Before `router`, which counts what it works on in `in_flight`.
    pub fn new(router: Router, in_flight: InFlight, manners: Manners) -> Self {
        Self { router, in_flight, manners }
    }

    fn is_closed_to(&self, request: &Request) -> bool {
        self.in_flight.enter(request.method()).is_none()
            && !is_never_shed(request)
            && !(self.manners.passes)(request.uri().path())
    }
}

impl Service<Request> for Door {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if self.is_closed_to(&request) {
            Either::Left(ready(Ok((self.manners.refusal)(&request))))
        } else {
            Either::Right(self.router.call(request))
        }
    }
}
