//! Limits for request bodies that are being received: a maximum number at once, a deadline and a
//! size limit for each, and a share per address. The size limit is chosen by the request's head,
//! before the body is read.

use super::overload_response;
use crate::{
    Problem,
    address::{AddressShare, AddressShares, ClientIp, SHARE_RETRY, over_share_response},
    serve::{BODY_LIMIT, LARGE_BODY_LIMIT},
};
use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::Request,
    response::{IntoResponse as _, Response},
};
use futures::StreamExt as _;
use http::StatusCode;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// Maximum number of bytes of a too large body that are read and discarded, so that its sender
/// reads the answer.
const MOST_DRAINED: usize = 8 * LARGE_BODY_LIMIT;
/// Time within which a body must arrive.
pub(crate) const BODY_DEADLINE: Duration = Duration::from_secs(5);
const LARGE_BODY_DEADLINE: Duration = Duration::from_secs(20);
/// Maximum size of a form from an unauthenticated sender to a closed surface, in bytes.
pub const SMALL_BODY_LIMIT: usize = 4 * 1024;
/// Maximum number of bodies received at once; with [`BODY_LIMIT`] each, 64 MB.
pub(crate) const MOST_BODIES: usize = 1_024;
/// Maximum number of large bodies received at once; with [`LARGE_BODY_LIMIT`] each, 32 MB.
pub(crate) const MOST_LARGE_BODIES: usize = 4;

/// How much of a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyAllowance {
    /// Nothing: the handler sees an empty body and refuses the request by its head.
    Unread,
    /// Up to [`SMALL_BODY_LIMIT`].
    Small,
    /// Up to [`BODY_LIMIT`].
    Usual,
    /// Up to [`LARGE_BODY_LIMIT`], for only a few requests at once.
    Large,
}

/// Chooses the allowance by a request's head; it may store findings in the request's extensions for
/// later layers.
pub type AllowBody = Arc<dyn Fn(&mut Request) -> BodyAllowance + Send + Sync>;

/// The permits for bodies that are being received.
pub(super) struct BodyPermits {
    allow: AllowBody,
    usual: BodyPermitPool,
    large: BodyPermitPool,
}

struct BodyPermitPool {
    all: Semaphore,
    share: AddressShare,
    deadline: Duration,
}

impl BodyPermits {
    pub(super) fn new(allow: AllowBody, shares: &AddressShares) -> Self {
        let places =
            |most, share, deadline| BodyPermitPool { all: Semaphore::new(most), share, deadline };
        Self {
            allow,
            usual: places(MOST_BODIES, shares.bodies.clone(), BODY_DEADLINE),
            large: places(MOST_LARGE_BODIES, shares.uploads.clone(), LARGE_BODY_DEADLINE),
        }
    }

    /// Receives the body, as far as it is allowed, and returns the request with it.
    pub(super) async fn receive_body(
        &self,
        mut request: Request,
        client: Option<ClientIp>,
    ) -> Result<Request, Response> {
        if request.body().is_end_stream() {
            return Ok(request);
        }
        let (places, most) = match (self.allow)(&mut request) {
            BodyAllowance::Unread => return Ok(request.map(|_unread| Body::empty())),
            BodyAllowance::Small => (&self.usual, SMALL_BODY_LIMIT),
            BodyAllowance::Usual => (&self.usual, BODY_LIMIT),
            BodyAllowance::Large => (&self.large, LARGE_BODY_LIMIT),
        };
        let share = client.map(|client| places.share.try_acquire(client));
        if matches!(share, Some(None)) {
            return Err(over_share_response(SHARE_RETRY));
        }
        let Ok(_reading) = places.all.try_acquire() else { return Err(overload_response()) };
        let (parts, body) = request.into_parts();
        if body.size_hint().lower() > most as u64 {
            // A client that is still sending does not read the answer.
            let _in_time = timeout(places.deadline, drain_body(body)).await;
            return Err(
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large").into_response()
            );
        }
        match timeout(places.deadline, to_bytes(body, most)).await {
            Ok(Ok(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
            // The error may also mean that the sender disconnected; then the answer does not
            // matter.
            Ok(Err(_)) => {
                Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large")
                    .into_response())
            }
            Err(_) => {
                Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow").into_response())
            }
        }
    }
}

async fn drain_body(body: Body) {
    let mut parts = body.into_data_stream();
    let mut drained = 0;
    while let Some(Ok(part)) = parts.next().await {
        drained += part.len();
        if drained > MOST_DRAINED {
            return;
        }
    }
}
