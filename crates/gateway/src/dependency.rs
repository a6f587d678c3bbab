//! One service as the gateway sees it. Every call is bounded in time, in size and in its number of
//! tries, and it always ends with an answer or one of a few errors.

use crate::{
    call::{BulkheadScope, ServiceCall, ServiceReply},
    config::{self, CallLimits, ConfigError, ServiceUrls},
    discover::{self, EndpointDiscovery},
    endpoint::{CallAttempt, ServiceEndpoint},
    endpoints::EndpointPool,
    error::{GatewayError, UnavailableReason},
    liveness, measure,
    proof::SurfaceProof,
    retry::{CallRetries, RepeatPolicy, RetryBudget},
    sse::{self, FeedError, Frames},
    status::DependencyStatus,
    trace,
    transport::{AttemptFailure, FEED_DEADLINE, ServiceTransport},
    window::TryWindow,
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

pub(crate) struct ServiceDependency {
    name: &'static str,
    wire: ServiceTransport,
    bulkhead: Semaphore,
    budget: RetryBudget,
    endpoints: EndpointPool,
    window: TryWindow,
    shed: AtomicU64,
    limits: CallLimits,
}

/// Background task of a dependency: discovers its endpoints and checks that they are alive, until
/// dropped.
pub(crate) struct EndpointWatcher {
    dependency: Arc<ServiceDependency>,
    joined: Vec<Arc<ServiceEndpoint>>,
    parts: Vec<Box<dyn EndpointDiscovery>>,
}

impl ServiceDependency {
    /// The dependency, and the task that has to run beside it. Fixed endpoints are known at once.
    /// Calls carry a token from `proof`, if there is one.
    pub fn new(
        name: &'static str,
        urls: &str,
        limits: CallLimits,
        proof: Option<SurfaceProof>,
    ) -> Result<(Arc<Self>, EndpointWatcher), ConfigError> {
        let ServiceUrls { fixed, parts, path } = config::parse_service_urls(name, urls)?;
        let dependency = Arc::new(Self {
            name,
            wire: ServiceTransport::new(name, proof).map_err(ConfigError::Client)?,
            bulkhead: Semaphore::new(limits.concurrency),
            budget: RetryBudget::new(),
            endpoints: EndpointPool::new(name, path),
            window: TryWindow::new(),
            shed: AtomicU64::new(0),
            limits,
        });
        measure::init_series(name);
        let joined = dependency.endpoints.update_addresses(&fixed);
        Ok((dependency.clone(), EndpointWatcher { dependency, joined, parts }))
    }

    /// Makes the call and reads the answer: every status below 500 but 429 is one. A failure is
    /// counted and logged here and nowhere else.
    pub async fn call<T>(
        &self,
        call: &ServiceCall,
        read: impl FnOnce(ServiceReply) -> Result<T, GatewayError>,
    ) -> Result<T, GatewayError> {
        let began = Instant::now();
        let result = self.call_with_retries(call).await.and_then(read);
        let outcome = match &result {
            Ok(_) | Err(GatewayError::Refused(_)) => "answered",
            Err(GatewayError::Unavailable { why: UnavailableReason::BreakerOpen, .. }) => {
                "breaker_open"
            }
            Err(GatewayError::Unavailable { why: UnavailableReason::Shed, .. }) => "shed",
            Err(GatewayError::Unavailable { .. }) => "unavailable",
            Err(GatewayError::Protocol { .. }) => "protocol",
        };
        measure::record_call(self.name, outcome, began.elapsed());
        result.inspect_err(|error| {
            call.record_refusal(error);
            error.log_failure(&call.path);
        })
    }

    async fn call_with_retries(&self, call: &ServiceCall) -> Result<ServiceReply, GatewayError> {
        let _under_way = match call.bulkhead {
            BulkheadScope::Dependency => {
                Some(self.bulkhead.try_acquire().map_err(|_full| self.count_shed())?)
            }
            BulkheadScope::Callers => None,
        };
        let deadline = Instant::now() + call.deadline.unwrap_or(self.limits.deadline);
        let mut retries = self.budget.begin_call(call.repeat, deadline);
        let mut tried = Vec::new();
        let mut attempt = self
            .endpoints
            .begin_attempt(&tried, call.repeat)
            .map_err(|why| self.unavailable_error(why))?;
        let mut failed: Option<UnavailableReason> = None;
        loop {
            tried.push(attempt.endpoint.address.socket);
            let why = match self.try_once(call, deadline, attempt, tried.len() - 1).await {
                Ok(reply) => {
                    let may_be_repeated = failed.is_some_and(UnavailableReason::is_outcome_unknown);
                    return Ok(ServiceReply { may_be_repeated, ..reply });
                }
                Err(AttemptFailure::Protocol(why)) => return Err(self.protocol_error(why)),
                Err(AttemptFailure::Unavailable(why)) => why,
            };
            // Of several failures the caller gets the first one after which the request may have
            // been done.
            let told = failed.filter(|before| before.is_outcome_unknown()).unwrap_or(why);
            failed = Some(told);
            attempt = match self.try_again(call.repeat, &tried, why, &mut retries).await {
                Some(attempt) => attempt,
                None => return Err(self.unavailable_error(told)),
            };
        }
    }

    /// Waits for the pause that the retry budget gives and begins the next try, if one is allowed.
    async fn try_again(
        &self,
        repeat: RepeatPolicy,
        tried: &[SocketAddr],
        why: UnavailableReason,
        retries: &mut CallRetries<'_>,
    ) -> Option<CallAttempt> {
        let pause = match self.endpoints.has_untried(tried) {
            true => retries.next_elsewhere()?,
            false if why.is_busy() => return None,
            false => retries.next_pause()?,
        };
        sleep(pause).await;
        let attempt = self.endpoints.begin_attempt(tried, repeat).ok()?;
        self.window.record_retry();
        measure::count_retry(self.name);
        Some(attempt)
    }

    /// Makes one try, after `before` other ones.
    async fn try_once(
        &self,
        call: &ServiceCall,
        deadline: Instant,
        attempt: CallAttempt,
        before: usize,
    ) -> Result<ServiceReply, AttemptFailure> {
        let began = Instant::now();
        let endpoint = attempt.endpoint.clone();
        let per_try = call.per_try.unwrap_or(self.limits.per_try);
        let until = deadline.min(began + per_try);
        let span = trace::try_span(self.name, call, &endpoint, before);
        let exchange = self.wire.send_call(call, &endpoint, until - began).instrument(span.clone());
        let result = timeout_at(until, exchange).await;
        let result =
            result.unwrap_or(Err(AttemptFailure::Unavailable(UnavailableReason::Deadline)));
        trace::record_outcome(&span, &result);
        self.window
            .record_try(began.elapsed(), matches!(result, Err(AttemptFailure::Unavailable(_))));
        match &result {
            Ok(_) | Err(AttemptFailure::Protocol(_)) => attempt.record_success(),
            // The call's deadline left less than half of a try's time, so this says nothing about
            // the endpoint.
            Err(AttemptFailure::Unavailable(UnavailableReason::Deadline))
                if until - began < per_try / 2 => {}
            Err(AttemptFailure::Unavailable(
                UnavailableReason::Deadline | UnavailableReason::Failed { .. },
            )) if call.bulkhead == BulkheadScope::Callers => {}
            Err(AttemptFailure::Unavailable(why)) => {
                attempt.record_failure(*why, per_try);
                self.endpoints.eject_if_outlier(&endpoint);
            }
        }
        result
    }

    /// Opens an event stream, which ends with its endpoint: when the endpoint leaves or its breaker
    /// opens, the reader has to connect elsewhere. The stream is not retried here; its owner backs
    /// off by itself.
    pub async fn open_feed(
        &self,
        path: &str,
        after: Option<String>,
        max_bytes: usize,
    ) -> Result<Frames, FeedError> {
        let attempt =
            self.endpoints.begin_attempt(&[], RepeatPolicy::Safe).map_err(FeedError::Nobody)?;
        let mut lost = attempt.endpoint.subscribe_disconnect();
        let endpoint = attempt.endpoint.clone();
        let response = match self.open_stream(&endpoint, path, after).await {
            Ok(response) => response,
            Err((why, error)) => {
                match why {
                    Some(why) => attempt.record_failure(why, FEED_DEADLINE),
                    None => attempt.record_success(),
                }
                return Err(error);
            }
        };
        attempt.record_success();
        let lost = Box::pin(async move { lost.changed().await });
        let frames = sse::read_frames(response.bytes_stream(), max_bytes).take_until(lost);
        Ok(frames.chain(stream::iter([Err(FeedError::EndpointLost)])).boxed())
    }

    /// Opens the stream, once more if only the token's time was refused. `Err` holds the endpoint's
    /// failure, if it has failed, and the error.
    async fn open_stream(
        &self,
        at: &ServiceEndpoint,
        path: &str,
        after: Option<String>,
    ) -> Result<Response, (Option<UnavailableReason>, FeedError)> {
        let mut may_open = true;
        loop {
            let opened = self.wire.open_stream(at, path, after.clone()).await;
            let response = opened.map_err(|(why, error)| (Some(why), error))?;
            if response.status() == StatusCode::OK {
                return Ok(response);
            }
            let (error, was_of_other_time) = self.wire.feed_refusal(response, at).await;
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
            endpoints: self
                .endpoints
                .current_endpoints()
                .iter()
                .map(|endpoint| endpoint.status())
                .collect(),
            in_flight: self.in_flight(),
            limit: self.limits.concurrency,
            shed: self.shed.load(Ordering::Relaxed),
            recent: self.window.recent_stats(),
            recent_retries: self.window.recent_retries(),
        }
    }

    /// Counts a call that its caller sheds because too many are under way.
    pub fn shed_call(&self) -> GatewayError {
        measure::record_call(self.name, "shed", Duration::ZERO);
        self.count_shed()
    }

    fn count_shed(&self) -> GatewayError {
        self.shed.fetch_add(1, Ordering::Relaxed);
        self.unavailable_error(UnavailableReason::Shed)
    }

    pub fn unavailable_error(&self, why: UnavailableReason) -> GatewayError {
        GatewayError::Unavailable { dependency: self.name, why }
    }

    pub fn protocol_error(&self, why: impl Into<String>) -> GatewayError {
        GatewayError::Protocol { dependency: self.name, why: why.into() }
    }
}

impl EndpointWatcher {
    /// Runs until it is dropped.
    pub async fn run(self) {
        let Self { dependency, mut joined, parts } = self;
        let mut changes = discover::merge_addresses(parts);
        let mut watched = FuturesUnordered::new();
        loop {
            let watch = |endpoint| {
                liveness::watch_endpoint(endpoint, &dependency.endpoints, &dependency.wire)
            };
            watched.extend(joined.drain(..).map(watch));
            tokio::select! {
                Some(addresses) = changes.next() => joined = dependency.endpoints.update_addresses(&addresses),
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
