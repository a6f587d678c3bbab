//! One service as the gateway sees it. Every call is bounded in time, in size and in how often it is tried, and it
//! always comes back as an answer or as one of few errors.

use crate::{
    breaker::{Breaker, Permit},
    call::{Call, Reply},
    config::{ConfigError, Limits, service_url},
    error::{GatewayError, Unavailable},
    retry::RetryBudget,
    sse::{self, FeedError, Frames},
    trace,
};
use bytes::BytesMut;
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{ACCEPT, HeaderMap, HeaderValue, RETRY_AFTER},
    redirect,
};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};

const CONNECT_DEADLINE: Duration = Duration::from_millis(500);
const IDLE_CONNECTION: Duration = Duration::from_secs(30);
/// From connecting a feed to the head of its answer.
const FEED_DEADLINE: Duration = Duration::from_secs(2);
const PROBLEM_MAX_BYTES: usize = 64 * 1024;

pub(crate) struct Dependency {
    name: &'static str,
    base: Url,
    client: Client,
    breaker: Breaker,
    budget: RetryBudget,
    limits: Limits,
}

/// Why one try failed.
enum Failure {
    Unavailable(Unavailable, Option<Duration>),
    Protocol(String),
}

impl Dependency {
    pub fn new(name: &'static str, url: &str, limits: Limits) -> Result<Self, ConfigError> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_DEADLINE)
            .pool_idle_timeout(IDLE_CONNECTION)
            .build()
            .map_err(ConfigError::Client)?;
        let base = service_url(name, url)?;
        Ok(Self { name, base, client, breaker: Breaker::new(name), budget: RetryBudget::new(), limits })
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
            Err(GatewayError::Unavailable { .. }) => "unavailable",
            Err(GatewayError::Protocol { .. }) => "protocol",
        };
        metrics::counter!("gateway_calls_total", "dependency" => self.name, "outcome" => outcome)
            .increment(1);
        result.inspect_err(|error| error.log(&call.path))
    }

    async fn tries(&self, call: &Call) -> Result<Reply, GatewayError> {
        let deadline = Instant::now() + call.deadline.unwrap_or(self.limits.deadline);
        let mut retries = self.budget.begin(call.repeat, deadline);
        let mut failed = Unavailable::BreakerOpen;
        while let Some(permit) = self.breaker.admit() {
            let (why, asked) = match self.try_once(call, deadline, permit).await {
                Ok(reply) => return Ok(reply),
                Err(Failure::Protocol(why)) => return Err(self.protocol(why)),
                Err(Failure::Unavailable(why, asked)) => (why, asked),
            };
            failed = why;
            let Some(pause) = retries.next_pause(asked) else { break };
            metrics::counter!("gateway_retries_total", "dependency" => self.name).increment(1);
            sleep(pause).await;
        }
        Err(self.unavailable(failed))
    }

    async fn try_once(&self, call: &Call, deadline: Instant, permit: Permit<'_>) -> Result<Reply, Failure> {
        let until = deadline.min(Instant::now() + self.limits.per_try);
        let result = timeout_at(until, self.exchange(call))
            .await
            .unwrap_or(Err(Failure::Unavailable(Unavailable::Deadline, None)));
        match &result {
            Err(Failure::Unavailable(..)) => permit.failed(),
            Ok(_) | Err(Failure::Protocol(_)) => permit.succeeded(),
        }
        match result {
            // No failure of the service, and beating it on would be one of ours: no retry fits this pause.
            Ok(reply) if reply.status == StatusCode::TOO_MANY_REQUESTS => {
                Err(Failure::Unavailable(Unavailable::Overloaded, Some(self.limits.deadline)))
            }
            other => other,
        }
    }

    async fn exchange(&self, call: &Call) -> Result<Reply, Failure> {
        let mut request = self
            .client
            .request(call.method.clone(), self.url(&call.path, &call.query))
            .headers(call.headers.clone());
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        if let Some(traceparent) = trace::current() {
            request = request.header("traceparent", traceparent);
        }
        let response = request.send().await.map_err(|error| self.transport(&error))?;
        let status = response.status();
        if status.is_server_error() {
            let why = match status {
                StatusCode::SERVICE_UNAVAILABLE => Unavailable::Overloaded,
                _ => Unavailable::Failed { status: status.as_u16() },
            };
            return Err(Failure::Unavailable(why, retry_after(response.headers())));
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

    /// Opens an event stream. Neither breaker nor budget hold it up: its owner backs off by itself, and a feed that
    /// connects is how a service that came back is noticed early.
    pub async fn feed(
        &self,
        path: &str,
        after: Option<String>,
        max_bytes: usize,
    ) -> Result<Frames, FeedError> {
        let mut request = self
            .client
            .get(self.url(path, &[]))
            .header(ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let response = timeout(FEED_DEADLINE, request.send())
            .await
            .map_err(|_| FeedError::Silence)?
            .map_err(sse::broken)?;
        let status = response.status();
        if status == StatusCode::OK {
            self.breaker.sign_of_life();
            return Ok(sse::frames(response.bytes_stream(), max_bytes));
        }
        let headers = response.headers().clone();
        let body = timeout(FEED_DEADLINE, self.read(response, PROBLEM_MAX_BYTES)).await;
        let Ok(Ok(body)) = body else { return Err(FeedError::Status(status.as_u16())) };
        match (Reply { dependency: self.name, status, headers, body }).refusal() {
            GatewayError::Refused(problem) => Err(FeedError::Refused(problem)),
            _ => Err(FeedError::Status(status.as_u16())),
        }
    }

    pub fn unavailable(&self, why: Unavailable) -> GatewayError {
        GatewayError::Unavailable { dependency: self.name, why }
    }

    pub fn protocol(&self, why: impl Into<String>) -> GatewayError {
        GatewayError::Protocol { dependency: self.name, why: why.into() }
    }

    fn url(&self, path: &str, query: &[(&'static str, String)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    fn transport(&self, error: &reqwest::Error) -> Failure {
        tracing::debug!(dependency = self.name, ?error, "the connection failed");
        Failure::Unavailable(Unavailable::Connect, None)
    }
}

/// How long a service that is overloaded asks to be left alone; dates are not used between our services.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
#[path = "dependency_tests.rs"]
mod tests;
