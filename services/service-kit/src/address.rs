//! One address cannot take more than its share of anything: of connections, of bodies that are being received, of open
//! streams, of requests in flight, of large uploads; nor place orders or open streams faster than a room full of people
//! does. What is over a share is refused at once with 429 `address_share`, and nobody else notices.
//!
//! Which address that is, is decided in one place, [`TrustedProxies::client_of`], at the [`Door`](crate::overload::Door);
//! from there on it is an extension of the request.

mod client;
mod limits;
mod rate;
mod share;

pub use client::{ClientAddress, TrustedProxies};
pub use limits::{AddressLimits, OptionalRate};
pub use rate::{AddressRate, BurstRate};
pub use share::{AddressShare, SharePermit};

use crate::{Limits, Problem};
use axum::{
    extract::{ConnectInfo, Request},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use std::{net::SocketAddr, time::Duration};

/// Until something of a share is free again nobody knows.
pub const SHARE_RETRY: Duration = Duration::from_secs(1);
/// Of the few large uploads: a second tablet behind the same address need not wait for the first.
const LEAST_UPLOADS: usize = 2;

/// The shares of every address in what one process takes on.
#[derive(Debug, Clone, Default)]
pub struct AddressShares {
    proxies: TrustedProxies,
    /// One of so many parts is an address's; 1 leaves it everything.
    parts: usize,
    pub(crate) bodies: AddressShare,
    pub(crate) uploads: AddressShare,
    pub(crate) in_flight: AddressShare,
    rates: Vec<RequestRate>,
}

/// How often an address may send certain requests.
#[derive(Debug, Clone)]
struct RequestRate {
    covers: fn(&Request) -> bool,
    rate: AddressRate,
}

impl AddressShares {
    /// None: every caller may take everything. Services have it so, since their few callers are the surfaces.
    pub fn none() -> Self {
        Self::default()
    }

    /// By the flags of a process that the public reaches.
    pub fn new(address: &AddressLimits, limits: &Limits) -> Self {
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

    /// The same, with requests that `covers` names bound to `rate`.
    #[must_use]
    pub fn with_rate(mut self, covers: fn(&Request) -> bool, rate: OptionalRate) -> Self {
        self.rates.extend(rate.0.map(|rate| RequestRate { covers, rate: AddressRate::new(rate) }));
        self
    }

    /// Notes in the request whose it is; `None` when it came over no connection.
    pub(crate) fn identify(&self, request: &mut Request) -> Option<ClientAddress> {
        let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        let client = self.proxies.client_of(peer.ip(), request.headers());
        request.extensions_mut().insert(client);
        Some(client)
    }

    /// Counts the request against what it is bound to.
    ///
    /// # Errors
    /// How long to wait.
    pub(crate) fn spend(&self, client: ClientAddress, request: &Request) -> Result<(), Duration> {
        self.rates
            .iter()
            .filter(|bound| (bound.covers)(request))
            .try_for_each(|bound| bound.rate.take(client))
    }

    /// The shares of `most` connections.
    pub(crate) fn of_connections(&self, most: usize) -> ConnectionShares {
        ConnectionShares { proxies: self.proxies.clone(), share: AddressShare::part_of(most, self.parts) }
    }
}

/// The shares of open connections, which are counted before anything was heard of them.
pub(crate) struct ConnectionShares {
    proxies: TrustedProxies,
    share: AddressShare,
}

impl ConnectionShares {
    /// `None` when it has too many. A trusted proxy has those of many.
    pub(crate) fn enter(&self, peer: SocketAddr) -> Option<SharePermit> {
        if self.proxies.trust(peer.ip()) {
            return Some(SharePermit::free());
        }
        self.share.enter(ClientAddress::new(peer.ip()))
    }
}

/// What is over a share is told.
pub fn over_share(wait: Duration) -> Problem {
    metrics::counter!("jumun_http_requests_over_share_total").increment(1);
    let seconds = u32::try_from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).unwrap_or(u32::MAX);
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "address_share").retry_after_s(seconds.max(1))
}

pub(crate) fn refuse_over_share(wait: Duration) -> Response {
    over_share(wait).into_response()
}

#[cfg(test)]
mod tests;
