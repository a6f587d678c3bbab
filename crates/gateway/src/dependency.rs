//! One service as the gateway sees it. Every call is bounded in time, in size and in its number of
//! tries, and it always ends with an answer or one of a few errors.

use crate::{
    call::{Bulkhead, Call, Reply},
    config::{self, ConfigError, Limits, Place},
    discover::{self, Discover},
    endpoint::{Attempt, Endpoint},
    endpoints::Endpoints,
    error::{GatewayError, Unavailable},
    liveness, measure,
    proof::Proof,
    retry::{Repeat, Retries, RetryBudget},
    sse::{self, FeedError, Frames},
    status::DependencyStatus,
    trace,
    transport::{FEED_DEADLINE, Failure, Wire},
    window::Window,
};
use futures::{
    StreamExt as _,
    stream::{self, FuturesUnordered},
};
use reqwest::{Response, StatusCode};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};
use tracing::Instrument as _;

pub(crate) struct Dependency {
    name: &'static str,
    wire: Wire,
    bulkhead: Semaphore,
    budget: RetryBudget,
    endpoints: Endpoints,
    window: Window,
    shed: AtomicU64,
    limits: Limits,
}

/// Background task of a dependency: discovers its endpoints and checks that they are alive, until
/// dropped.
pub(crate) struct Watch {
    dependency: Arc<Dependency>,
    joined: Vec<Arc<Endpoint>>,
    parts: Vec<Box<dyn Discover>>,
}

impl Dependency {
    /// The dependency, and the task that has to run beside it. Fixed endpoints are known at once.
    /// Calls carry a token from `proof`, if there is one.
    pub fn new(
        name: &'static str,
        urls: &str,
        limits: Limits,
        proof: Option<Proof>,
    ) -> Result<(Arc<Self>, Watch), ConfigError> {
        let Place { fixed, parts, path } = config::place(name, urls)?;
        let dependency = Arc::new(Self {
            name,
            wire: Wire::new(name, proof).map_err(ConfigError::Client)?,
            bulkhead: Semaphore::new(limits.concurrency),
            budget: RetryBudget::new(),
            endpoints: Endpoints::new(name, path),
            window: Window::new(),
            shed: AtomicU64::new(0),
            limits,
        });
        measure::begin(name);
        let joined = dependency.endpoints.replace(&fixed);
        Ok((dependency.clone(), Watch { dependency, joined, parts }))
    }

    /// Makes the call and reads the answer: every status below 500 but 429 is one. A failure is
    /// counted and logged here and nowhere else.
    pub async fn call<T>(
        &self,
        call: &Call,
        read: impl FnOnce(Reply) -> Result<T, GatewayError>,
    ) -> Result<T, GatewayError> {
        let began = Instant::now();
        let result = self.tries(call).await.and_then(read);
        let outcome = match &result {
            Ok(_) | Err(GatewayError::Refused(_)) => "answered",
            Err(GatewayError::Unavailable { why: Unavailable::BreakerOpen, .. }) => "breaker_open",
            Err(GatewayError::Unavailable { why: Unavailable::Shed, .. }) => "shed",
            Err(GatewayError::Unavailable { .. }) => "unavailable",
            Err(GatewayError::Protocol { .. }) => "protocol",
        };
        measure::call(self.name, outcome, began.elapsed());
        result.inspect_err(|error| {
            call.note(error);
            error.log(&call.path);
        })
    }

    async fn tries(&self, call: &Call) -> Result<Reply, GatewayError> {
        let _under_way = match call.bulkhead {
            Bulkhead::Dependency => Some(self.bulkhead.try_acquire().map_err(|_full| self.count_shed())?),
            Bulkhead::Callers => None,
        };
        let deadline = Instant::now() + call.deadline.unwrap_or(self.limits.deadline);
        let mut retries = self.budget.begin(call.repeat, deadline);
        let mut tried = Vec::new();
        let mut attempt = self.endpoints.begin(&tried, call.repeat).map_err(|why| self.unavailable(why))?;
        let mut failed: Option<Unavailable> = None;
        loop {
            tried.push(attempt.endpoint.address.socket);
            let why = match self.try_once(call, deadline, attempt, tried.len() - 1).await {
                Ok(reply) => {
                    let may_be_repeated = failed.is_some_and(Unavailable::is_unknown);
                    return Ok(Reply { may_be_repeated, ..reply });
                }
                Err(Failure::Protocol(why)) => return Err(self.protocol(why)),
                Err(Failure::Unavailable(why)) => why,
            };
            // Of several failures the caller gets the first one after which the request may have
            // been done.
            let told = failed.filter(|before| before.is_unknown()).unwrap_or(why);
            failed = Some(told);
            attempt = match self.try_again(call.repeat, &tried, why, &mut retries).await {
                Some(attempt) => attempt,
                None => return Err(self.unavailable(told)),
            };
        }
    }

    /// Waits for the pause that the retry budget gives and begins the next try, if one is allowed.
    async fn try_again(
        &self,
        repeat: Repeat,
        tried: &[SocketAddr],
        why: Unavailable,
        retries: &mut Retries<'_>,
    ) -> Option<Attempt> {
        let pause = match self.endpoints.has_other(tried) {
            true => retries.next_elsewhere()?,
            false if why.is_busy() => return None,
            false => retries.next_pause()?,
        };
        sleep(pause).await;
        let attempt = self.endpoints.begin(tried, repeat).ok()?;
        self.window.record_retry();
        measure::retry(self.name);
        Some(attempt)
    }

    /// Makes one try, after `before` other ones.
    async fn try_once(
        &self,
        call: &Call,
        deadline: Instant,
        attempt: Attempt,
        before: usize,
    ) -> Result<Reply, Failure> {
        let (began, endpoint) = (Instant::now(), attempt.endpoint.clone());
        let per_try = call.per_try.unwrap_or(self.limits.per_try);
        let until = deadline.min(began + per_try);
        let span = trace::try_span(self.name, call, &endpoint, before);
        let exchange = self.wire.exchange(call, &endpoint, until - began).instrument(span.clone());
        let result = timeout_at(until, exchange).await;
        let result = result.unwrap_or(Err(Failure::Unavailable(Unavailable::Deadline)));
        trace::ended(&span, &result);
        self.window.record(began.elapsed(), matches!(result, Err(Failure::Unavailable(_))));
        match &result {
            Ok(_) | Err(Failure::Protocol(_)) => attempt.succeeded(),
            // The call's deadline left less than half of a try's time, so this says nothing about
            // the endpoint.
            Err(Failure::Unavailable(Unavailable::Deadline)) if until - began < per_try / 2 => {}
            Err(Failure::Unavailable(Unavailable::Deadline | Unavailable::Failed { .. }))
                if call.bulkhead == Bulkhead::Callers => {}
            Err(Failure::Unavailable(why)) => {
                attempt.failed(*why, per_try);
                self.endpoints.judge(&endpoint);
            }
        }
        result
    }

    /// Opens an event stream, which ends with its endpoint: when the endpoint leaves or its breaker
    /// opens, the reader has to connect elsewhere. The stream is not retried here; its owner backs
    /// off by itself.
    pub async fn feed(
        &self,
        path: &str,
        after: Option<String>,
        max_bytes: usize,
    ) -> Result<Frames, FeedError> {
        let attempt = self.endpoints.begin(&[], Repeat::Safe).map_err(FeedError::Nobody)?;
        let (mut lost, endpoint) = (attempt.endpoint.lost(), attempt.endpoint.clone());
        let response = match self.open(&endpoint, path, after).await {
            Ok(response) => response,
            Err((why, error)) => {
                match why {
                    Some(why) => attempt.failed(why, FEED_DEADLINE),
                    None => attempt.succeeded(),
                }
                return Err(error);
            }
        };
        attempt.succeeded();
        let lost = Box::pin(async move { lost.changed().await });
        let frames = sse::frames(response.bytes_stream(), max_bytes).take_until(lost);
        Ok(frames.chain(stream::iter([Err(FeedError::EndpointLost)])).boxed())
    }

    /// Opens the stream, once more if only the token's time was refused. `Err` holds the endpoint's
    /// failure, if it has failed, and the error.
    async fn open(
        &self,
        at: &Endpoint,
        path: &str,
        after: Option<String>,
    ) -> Result<Response, (Option<Unavailable>, FeedError)> {
        let mut may_open = true;
        loop {
            let opened = self.wire.open(at, path, after.clone()).await;
            let response = opened.map_err(|(why, error)| (Some(why), error))?;
            if response.status() == StatusCode::OK {
                return Ok(response);
            }
            let (error, was_of_other_time) = self.wire.refused_feed(response, at).await;
            if !std::mem::replace(&mut may_open, false) || !was_of_other_time {
                return Err((None, error));
            }
        }
    }

    /// Calls under way.
    pub fn in_flight(&self) -> usize {
        self.limits.concurrency - self.bulkhead.available_permits()
    }

    pub fn status(&self) -> DependencyStatus {
        DependencyStatus {
            name: self.name,
            endpoints: self.endpoints.list().iter().map(|endpoint| endpoint.status()).collect(),
            in_flight: self.in_flight(),
            limit: self.limits.concurrency,
            shed: self.shed.load(Ordering::Relaxed),
            recent: self.window.recent(),
            recent_retries: self.window.recent_retries(),
        }
    }

    /// Counts a call that its caller sheds because too many are under way.
    pub fn shed(&self) -> GatewayError {
        measure::call(self.name, "shed", Duration::ZERO);
        self.count_shed()
    }

    fn count_shed(&self) -> GatewayError {
        self.shed.fetch_add(1, Ordering::Relaxed);
        self.unavailable(Unavailable::Shed)
    }

    pub fn unavailable(&self, why: Unavailable) -> GatewayError {
        GatewayError::Unavailable { dependency: self.name, why }
    }

    pub fn protocol(&self, why: impl Into<String>) -> GatewayError {
        GatewayError::Protocol { dependency: self.name, why: why.into() }
    }
}

impl Watch {
    /// Runs until it is dropped.
    pub async fn run(self) {
        let Self { dependency, mut joined, parts } = self;
        let mut changes = discover::union(parts);
        let mut watched = FuturesUnordered::new();
        loop {
            let watch = |endpoint| liveness::watch(endpoint, &dependency.endpoints, &dependency.wire);
            watched.extend(joined.drain(..).map(watch));
            tokio::select! {
                Some(addresses) = changes.next() => joined = dependency.endpoints.replace(&addresses),
                Some(()) = watched.next() => {}
                else => return,
            }
        }
    }
}

// `#[path]` keeps these tests beside this file; the default is a folder `dependency/`.
#[cfg(test)]
#[path = "dependency_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "replicas_tests.rs"]
mod replicas;
