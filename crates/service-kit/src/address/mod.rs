//! Fair shares per client address. One address cannot take more than its share of connections,
//! bodies being received, open streams, requests in flight and large uploads. It cannot place
//! orders or open streams faster than a room full of people does. A request over a share is refused
//! at once with 429 `address_share`, without an effect on other addresses.
//!
//! [`TrustedProxies::client_of`] determines the address once, at the
//! [`AdmissionLayer`](crate::overload::AdmissionLayer); later layers read it from the request's
//! extensions.

mod client;
mod limits;
mod rate;
mod share;

pub use client::{ClientIp, TrustedProxies};
pub use limits::{AddressLimits, OptionalRate};
pub use rate::{AddressRate, BurstRate};
pub use share::{AddressShare, SharePermit};

use crate::{CapacityLimits, Problem};
use axum::{
    extract::{ConnectInfo, Request},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use std::{net::SocketAddr, time::Duration};

/// `Retry-After` of a full share; when a part of it becomes free is unknown.
pub const SHARE_RETRY: Duration = Duration::from_secs(1);
/// Minimum share of large uploads, so that a second tablet behind the same address need not wait
/// for the first.
const LEAST_UPLOADS: usize = 2;

/// The shares of every address in the capacity of one process.
#[derive(Debug, Clone, Default)]
pub struct AddressShares {
    proxies: TrustedProxies,
    /// An address gets one of this many parts; 1 means no limit.
    parts: usize,
    pub(crate) bodies: AddressShare,
    pub(crate) uploads: AddressShare,
    pub(crate) in_flight: AddressShare,
    rates: Vec<RequestRate>,
}

/// A rate limit per address for certain requests.
#[derive(Debug, Clone)]
struct RequestRate {
    /// Selects the requests that are limited.
    covers: fn(&Request) -> bool,
    rate: AddressRate,
}

impl AddressShares {
    /// No limits. Services use this, since their few callers are the surfaces.
    pub fn without_limits() -> Self {
        Self::default()
    }

    /// From the flags of a process that is reachable by the public.
    pub fn new(address: &AddressLimits, limits: &CapacityLimits) -> Self {
        let share = |total| AddressShare::part_of(total, address.address_share);
        let uploads = crate::overload::MOST_LARGE_BODIES;
        Self {
            proxies: address.trusted_proxy.clone(),
            parts: address.address_share,
            bodies: share(crate::overload::MOST_BODIES),
            uploads: share(uploads).at_least(LEAST_UPLOADS),
            in_flight: share(limits.max_in_flight),
            rates: Vec::new(),
        }
    }

    /// Adds the limit `rate` for requests that `covers` selects.
    #[must_use]
    pub fn with_rate(mut self, covers: fn(&Request) -> bool, rate: OptionalRate) -> Self {
        self.rates.extend(rate.0.map(|rate| RequestRate { covers, rate: AddressRate::new(rate) }));
        self
    }

    /// Stores the client's address in the request's extensions and returns it; `None` if the
    /// request came over no connection.
    pub(crate) fn identify_client(&self, request: &mut Request) -> Option<ClientIp> {
        let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        let client = self.proxies.client_of(peer.ip(), request.headers());
        request.extensions_mut().insert(client);
        Some(client)
    }

    /// Counts the request against the rate limits that cover it.
    ///
    /// # Errors
    /// The time to wait before the next attempt.
    pub(crate) fn charge_request(
        &self,
        client: ClientIp,
        request: &Request,
    ) -> Result<(), Duration> {
        self.rates
            .iter()
            .filter(|bound| (bound.covers)(request))
            .try_for_each(|bound| bound.rate.charge_action(client))
    }

    /// The shares of at most `most` connections.
    pub(crate) fn connection_shares(&self, most: usize) -> ConnectionShares {
        ConnectionShares {
            proxies: self.proxies.clone(),
            share: AddressShare::part_of(most, self.parts),
        }
    }
}

/// The shares of open connections, which are counted before the first request.
pub(crate) struct ConnectionShares {
    proxies: TrustedProxies,
    share: AddressShare,
}

impl ConnectionShares {
    /// Counts a connection; `None` if the peer has its share. A trusted proxy is exempt, since it
    /// carries the connections of many clients.
    pub(crate) fn try_acquire(&self, peer: SocketAddr) -> Option<SharePermit> {
        if self.proxies.is_trusted(peer.ip()) {
            return Some(SharePermit::without_count());
        }
        self.share.try_acquire(ClientIp::new(peer.ip()))
    }
}

/// The problem 429 `address_share`, with `wait` rounded up to seconds as `Retry-After`. Counts the
/// refusal.
pub fn over_share_problem(wait: Duration) -> Problem {
    metrics::counter!("jumun_http_requests_over_share_total").increment(1);
    let seconds =
        u32::try_from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).unwrap_or(u32::MAX);
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "address_share").with_retry_after_s(seconds.max(1))
}

pub(crate) fn over_share_response(wait: Duration) -> Response {
    over_share_problem(wait).into_response()
}

#[cfg(test)]
mod tests;
