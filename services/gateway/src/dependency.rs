//! One service as the gateway sees it. Every call is bounded in time, in size and in how often it is tried, and it
//! always comes back as an answer or as one of few errors.

use crate::{
    call::{Call, Reply},
    config::{self, ConfigError, Limits, Place},
    discover::{self, Discover},
    endpoint::{Attempt, Endpoint},
    endpoints::Endpoints,
    error::{GatewayError, Unavailable},
    liveness,
    retry::{Repeat, RetryBudget},
    sse::{self, FeedError, Frames},
    status::DependencyStatus,
    trace,
    window::Window,
};
use bytes::BytesMut;
use futures::{
    StreamExt as _,
    stream::{self, FuturesUnordered},
};
use reqwest::{
    Client, Response, StatusCode,
    header::{ACCEPT, HOST, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout, timeout_at},
};

const CONNECT_DEADLINE: Duration = Duration::from_millis(500);
/// Below the 5 s after which a service closes an idle connection: a call on one that is just being closed is lost.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);
/// From connecting a feed to the head of its answer.
const FEED_DEADLINE: Duration = Duration::from_secs(2);
const PROBLEM_MAX_BYTES: usize = 64 * 1024;

/// Milliseconds that the caller goes on waiting: the service stops working on what nobody waits for.
const TIMEOUT_MS: HeaderName = HeaderName::from_static("x-request-timeout-ms");

pub(crate) struct Dependency {
    name: &'static str,
    client: Client,
    bulkhead: Semaphore,
    budget: RetryBudget,
    endpoints: Endpoints,
    window: Window,
    shed: AtomicU64,
    limits: Limits,
}

/// Follows where a service's endpoints are and whether each is alive, until it is dropped.
pub(crate) struct Watch {
    dependency: Arc<Dependency>,
    joined: Vec<Arc<Endpoint>>,
    parts: Vec<Box<dyn Discover>>,
}

/// Why one try failed.
enum Failure {
    Unavailable(Unavailable, Option<Duration>),
    Protocol(String),
}

impl Dependency {
    /// The dependency, and what has to run beside it. Fixed endpoints are known at once.
    pub fn new(name: &'static str, urls: &str, limits: Limits) -> Result<(Arc<Self>, Watch), ConfigError> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_DEADLINE)
            .pool_idle_timeout(IDLE_CONNECTION)
            .build()
            .map_err(ConfigError::Client)?;
        let Place { fixed, parts, path } = config::place(name, urls)?;
        let dependency = Arc::new(Self {
            name,
            client,
            bulkhead: Semaphore::new(limits.concurrency),
            budget: RetryBudget::new(),
            endpoints: Endpoints::new(name, path),
            window: Window::new(),
            shed: AtomicU64::new(0),
            limits,
        });
        let joined = dependency.endpoints.replace(&fixed);
        Ok((dependency.clone(), Watch { dependency, joined, parts }))
    }

    /// Makes the call and reads the answer: any below 500 but 429 is one. A failure is counted and logged here and
    /// nowhere else.
    pub async fn call<T>(
        &self,
        call: &Call,
        read: impl FnOnce(Reply) -> Result<T, GatewayError>,
    ) -> Result<T, GatewayError> {
        let result = self.tries(call).await.and_then(read);
        let outcome = match &result {
            Ok(_) | Err(GatewayError::Refused(_)) => "answered",
            Err(GatewayError::Unavailable { why: Unavailable::BreakerOpen, .. }) => "breaker_open",
            Err(GatewayError::Unavailable { why: Unavailable::Shed, .. }) => "shed",
            Err(GatewayError::Unavailable { .. }) => "unavailable",
            Err(GatewayError::Protocol { .. }) => "protocol",
        };
        metrics::counter!("gateway_calls_total", "dependency" => self.name, "outcome" => outcome)
            .increment(1);
        result.inspect_err(|error| error.log(&call.path))
    }

    async fn tries(&self, call: &Call) -> Result<Reply, GatewayError> {
        let Ok(_under_way) = self.bulkhead.try_acquire() else {
            self.shed.fetch_add(1, Ordering::Relaxed);
            return Err(self.unavailable(Unavailable::Shed));
        };
        let deadline = Instant::now() + call.deadline.unwrap_or(self.limits.deadline);
        let mut retries = self.budget.begin(call.repeat, deadline);
        let (mut tried, mut failed) = (Vec::new(), None);
        loop {
            let attempt = match self.endpoints.begin(&tried, call.repeat) {
                Ok(attempt) => attempt,
                Err(why) => return Err(self.unavailable(failed.unwrap_or(why))),
            };
            tried.push(attempt.endpoint.address.socket);
            let (why, asked) = match self.try_once(call, deadline, attempt).await {
                Ok(reply) => return Ok(reply),
                Err(Failure::Protocol(why)) => return Err(self.protocol(why)),
                Err(Failure::Unavailable(why, asked)) => (why, asked),
            };
            let pause = match self.endpoints.has_other(&tried) {
                true => retries.next_elsewhere(),
                false => retries.next_pause(asked),
            };
            let Some(pause) = pause else { return Err(self.unavailable(why)) };
            failed = Some(why);
            self.window.record_retry();
            metrics::counter!("gateway_retries_total", "dependency" => self.name).increment(1);
            sleep(pause).await;
        }
    }

    async fn try_once(&self, call: &Call, deadline: Instant, attempt: Attempt) -> Result<Reply, Failure> {
        let began = Instant::now();
        let until = deadline.min(began + self.limits.per_try);
        let result = timeout_at(until, self.exchange(call, &attempt.endpoint, until - began))
            .await
            .unwrap_or(Err(Failure::Unavailable(Unavailable::Deadline, None)));
        let endpoint = attempt.endpoint.clone();
        match &result {
            Ok(_) | Err(Failure::Protocol(_)) => attempt.succeeded(),
            Err(Failure::Unavailable(why, _)) => {
                attempt.failed(*why, self.limits.per_try);
                self.endpoints.judge(&endpoint);
            }
        }
        self.window.record(began.elapsed(), matches!(result, Err(Failure::Unavailable(..))));
        result
    }

    async fn exchange(&self, call: &Call, at: &Endpoint, left: Duration) -> Result<Reply, Failure> {
        let mut request = self
            .client
            .request(call.method.clone(), at.url(&call.path, &call.query))
            .headers(call.headers.clone())
            .header(HOST, at.host.clone())
            .header(TIMEOUT_MS, left.as_millis().to_string());
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        if let Some(traceparent) = trace::current() {
            request = request.header("traceparent", traceparent);
        }
        let response = request.send().await.map_err(|error| self.transport(&error))?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            let why = match status {
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => Unavailable::Overloaded,
                _ => Unavailable::Failed { status: status.as_u16() },
            };
            // "You, too much" is true at once again: no pause inside the deadline is long enough.
            let asked = match status {
                StatusCode::TOO_MANY_REQUESTS => Some(self.limits.deadline),
                _ => retry_after(response.headers()),
            };
            return Err(Failure::Unavailable(why, asked));
        }
        let headers = response.headers().clone();
        let body = self.read(response, call.max_bytes).await?;
        Ok(Reply { dependency: self.name, status, headers, body })
    }

    /// Reads the body, but no more than `max_bytes` of it.
    async fn read(&self, mut response: Response, max_bytes: usize) -> Result<bytes::Bytes, Failure> {
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.transport(&error))? {
            if body.len() + chunk.len() > max_bytes {
                return Err(Failure::Protocol(format!("a body of more than {max_bytes} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// Opens an event stream, which ends with its endpoint: when that leaves or its breaker opens, the reader has to
    /// go elsewhere. It is not retried; its owner backs off by itself.
    pub async fn feed(
        &self,
        path: &str,
        after: Option<String>,
        max_bytes: usize,
    ) -> Result<Frames, FeedError> {
        let attempt = self.endpoints.begin(&[], Repeat::Safe).map_err(FeedError::Nobody)?;
        let (endpoint, mut lost) = (attempt.endpoint.clone(), attempt.endpoint.lost());
        let mut request = self
            .client
            .get(endpoint.url(path, &[]))
            .header(HOST, endpoint.host.clone())
            .header(ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let response = match timeout(FEED_DEADLINE, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                attempt.failed(Unavailable::Connect, FEED_DEADLINE);
                return Err(sse::broken(error));
            }
            Err(_) => {
                attempt.failed(Unavailable::Deadline, FEED_DEADLINE);
                return Err(FeedError::Silence);
            }
        };
        let status = response.status();
        if status.is_server_error() {
            attempt.failed(Unavailable::Failed { status: status.as_u16() }, FEED_DEADLINE);
        } else {
            attempt.succeeded();
        }
        if status == StatusCode::OK {
            let lost = async move { lost.changed().await };
            let frames = sse::frames(response.bytes_stream(), max_bytes).take_until(Box::pin(lost));
            return Ok(frames.chain(stream::iter([Err(FeedError::EndpointLost)])).boxed());
        }
        let headers = response.headers().clone();
        let body = timeout(FEED_DEADLINE, self.read(response, PROBLEM_MAX_BYTES)).await;
        let Ok(Ok(body)) = body else { return Err(FeedError::Status(status.as_u16())) };
        match (Reply { dependency: self.name, status, headers, body }).refusal() {
            GatewayError::Refused(problem) => Err(FeedError::Refused(problem)),
            _ => Err(FeedError::Status(status.as_u16())),
        }
    }

    pub fn status(&self) -> DependencyStatus {
        DependencyStatus {
            name: self.name,
            endpoints: self.endpoints.list().iter().map(|endpoint| endpoint.status()).collect(),
            in_flight: self.limits.concurrency - self.bulkhead.available_permits(),
            limit: self.limits.concurrency,
            shed: self.shed.load(Ordering::Relaxed),
            recent: self.window.recent(),
            recent_retries: self.window.recent_retries(),
        }
    }

    pub fn unavailable(&self, why: Unavailable) -> GatewayError {
        GatewayError::Unavailable { dependency: self.name, why }
    }

    pub fn protocol(&self, why: impl Into<String>) -> GatewayError {
        GatewayError::Protocol { dependency: self.name, why: why.into() }
    }

    fn transport(&self, error: &reqwest::Error) -> Failure {
        tracing::debug!(dependency = self.name, ?error, "the connection failed");
        Failure::Unavailable(Unavailable::Connect, None)
    }
}

impl Watch {
    /// Never ends.
    pub async fn run(self) {
        let Self { dependency, mut joined, parts } = self;
        let mut changes = discover::union(parts);
        let mut watched = FuturesUnordered::new();
        loop {
            watched.extend(
                joined.drain(..).map(|endpoint| liveness::watch(endpoint, dependency.client.clone())),
            );
            tokio::select! {
                Some(addresses) = changes.next() => joined = dependency.endpoints.replace(&addresses),
                Some(()) = watched.next() => {}
                else => return,
            }
        }
    }
}

/// How long a service that is overloaded asks to be left alone; dates are not used between our services.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
#[path = "dependency_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "replicas_tests.rs"]
mod replicas;
