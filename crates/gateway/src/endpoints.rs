//! All endpoints of one service, and the choice of one for each try: of two chosen at random the
//! one with the lower cost (power of two choices with Peak-EWMA). Every try chooses again, so that
//! no kept connection pins a caller to a replica.
//!
//! tower's balancer is not used: it owns its endpoints behind a queue, so a retry could not exclude
//! the endpoint that failed, and an open breaker would make callers wait instead of failing at
//! once.

use crate::{
    discover::EndpointAddress,
    endpoint::{CallAttempt, ServiceEndpoint},
    error::UnavailableReason,
    retry::RepeatPolicy,
};
use rand::seq::IndexedRandom as _;
use reqwest::{Url, header::HeaderValue};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
};

/// Least number of tries in the last ten seconds for which a success rate counts.
const ENOUGH: u64 = 10;

pub(crate) struct EndpointPool {
    dependency: &'static str,
    /// Path below which the service answers, such as `/menu`; empty for the root.
    path: String,
    list: RwLock<Arc<[Arc<ServiceEndpoint>]>>,
}

impl EndpointPool {
    pub fn new(dependency: &'static str, path: String) -> Self {
        Self { dependency, path, list: RwLock::default() }
    }

    pub fn current_endpoints(&self) -> Arc<[Arc<ServiceEndpoint>]> {
        self.list.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets endpoints join and leave; those that remain keep their state. Returns those that
    /// joined.
    pub fn update_addresses(
        &self,
        addresses: &BTreeSet<EndpointAddress>,
    ) -> Vec<Arc<ServiceEndpoint>> {
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        let mut joined = Vec::new();
        let next = addresses.iter().filter_map(|address| {
            let known = list.iter().find(|endpoint| endpoint.address == *address);
            known.cloned().or_else(|| {
                let endpoint = Arc::new(self.create_endpoint(address)?);
                joined.push(endpoint.clone());
                Some(endpoint)
            })
        });
        let next = next.collect();
        let left = list.iter().filter(|endpoint| !addresses.contains(&endpoint.address));
        left.for_each(|endpoint| endpoint.mark_left());
        *list = next;
        let sockets: Vec<_> = addresses.iter().map(|address| address.socket).collect();
        tracing::info!(dependency = self.dependency, endpoints = ?sockets, "endpoints");
        joined
    }

    /// Begins a try: at an endpoint that waits for its probe if the call may be repeated, else at
    /// the cheaper of two. An endpoint in `tried` is used again only if no other one admits the
    /// try.
    ///
    /// # Errors
    /// If no breaker admits the try, or there is no endpoint.
    pub fn begin_attempt(
        &self,
        tried: &[SocketAddr],
        repeat: RepeatPolicy,
    ) -> Result<CallAttempt, UnavailableReason> {
        let list = self.current_endpoints();
        if list.is_empty() {
            return Err(UnavailableReason::Unresolved);
        }
        let (again, fresh): (Vec<_>, Vec<_>) =
            list.iter().partition(|endpoint| tried.contains(&endpoint.address.socket));
        begin_attempt_among(&fresh, repeat)
            .or_else(|| begin_attempt_among(&again, repeat))
            .ok_or(UnavailableReason::BreakerOpen)
    }

    /// Whether an endpoint that is not in `tried` has a closed breaker.
    pub fn has_untried(&self, tried: &[SocketAddr]) -> bool {
        self.current_endpoints().iter().any(|endpoint| {
            !tried.contains(&endpoint.address.socket) && endpoint.has_closed_breaker()
        })
    }

    /// Outlier ejection: takes an endpoint out if it succeeds in less than half of its tries and
    /// another one in at least four fifths. If all do badly, taking one out would only burden the
    /// others.
    pub fn eject_if_outlier(&self, suspect: &ServiceEndpoint) {
        let recent = suspect.recent_stats();
        if recent.tries < ENOUGH || recent.failures * 2 <= recent.tries {
            return;
        }
        let is_well = |other: &Arc<ServiceEndpoint>| {
            let recent = other.recent_stats();
            other.address != suspect.address
                && other.has_closed_breaker()
                && recent.tries >= ENOUGH
                && recent.failures * 5 <= recent.tries
        };
        if self.current_endpoints().iter().any(is_well) {
            suspect.eject("most of its tries fail, and those of others do not");
        }
    }

    fn create_endpoint(&self, address: &EndpointAddress) -> Option<ServiceEndpoint> {
        let base = Url::parse(&format!("http://{}{}", address.socket, self.path)).ok()?;
        let host = HeaderValue::from_str(&address.host).ok()?;
        Some(ServiceEndpoint::new(self.dependency, address.clone(), base, host))
    }
}

fn begin_attempt_among(
    among: &[&Arc<ServiceEndpoint>],
    repeat: RepeatPolicy,
) -> Option<CallAttempt> {
    let (closed, rest): (Vec<_>, Vec<_>) = among
        .iter()
        .copied()
        .partition(|endpoint: &&Arc<ServiceEndpoint>| endpoint.has_closed_breaker());
    let probe = || rest.iter().find_map(|endpoint| endpoint.begin_attempt());
    let call = || {
        let two = closed.sample(&mut rand::rng(), 2);
        let cheaper = two.min_by(|a, b| a.expected_load().total_cmp(&b.expected_load()))?;
        cheaper.begin_attempt()
    };
    match repeat {
        RepeatPolicy::Safe => probe().or_else(call),
        RepeatPolicy::Never => call().or_else(probe),
    }
}
