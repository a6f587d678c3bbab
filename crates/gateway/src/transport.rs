//! HTTP exchanges with one endpoint: sends a request and classifies the answer.

use crate::{
    call::{ServiceCall, ServiceReply},
    endpoint::ServiceEndpoint,
    error::{GatewayError, ServiceProblem, UnavailableReason},
    proof::SurfaceProof,
    sse::{self, FeedError},
    trace,
};
use bytes::{Bytes, BytesMut};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, HOST, HeaderName, HeaderValue},
    redirect,
};
use staff_token::surface::SURFACE_TOKEN;
use std::time::Duration;
use tokio::time::timeout;

const CONNECT_DEADLINE: Duration = Duration::from_millis(500);
/// Below the 5 s after which a service closes an idle connection: a call on one that is just being
/// closed is lost.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);
/// From connecting a feed to the head of its answer.
pub(crate) const FEED_DEADLINE: Duration = Duration::from_secs(2);
const PROBLEM_MAX_BYTES: usize = 64 * 1024;
/// Milliseconds that the caller still waits, so that the service stops working on abandoned calls.
const TIMEOUT_MS: HeaderName = HeaderName::from_static("x-request-timeout-ms");

/// Why one try failed.
pub(crate) enum AttemptFailure {
    Unavailable(UnavailableReason),
    Protocol(String),
}

impl AttemptFailure {
    /// Its name in spans.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Protocol(_) => "protocol",
            Self::Unavailable(why) => why.error_type(),
        }
    }
}

/// The connections to one service.
pub(crate) struct ServiceTransport {
    dependency: &'static str,
    client: Client,
    proof: Option<SurfaceProof>,
}

impl ServiceTransport {
    /// Without a `proof`, for a service that asks for none.
    pub fn new(dependency: &'static str, proof: Option<SurfaceProof>) -> reqwest::Result<Self> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_DEADLINE)
            .pool_idle_timeout(IDLE_CONNECTION)
            .build()?;
        Ok(Self { dependency, client, proof })
    }

    /// Makes the call and reads the answer, once more if the service refused the token for its
    /// time. The service is given `left` as its timeout; the caller enforces it.
    pub async fn send_call(
        &self,
        call: &ServiceCall,
        at: &ServiceEndpoint,
        left: Duration,
    ) -> Result<ServiceReply, AttemptFailure> {
        let reply = self.send_call_once(call, at, left).await?;
        match &self.proof {
            Some(proof) if proof.learn_clock(at, &reply) => {
                self.send_call_once(call, at, left).await
            }
            _ => Ok(reply),
        }
    }

    async fn send_call_once(
        &self,
        call: &ServiceCall,
        at: &ServiceEndpoint,
        left: Duration,
    ) -> Result<ServiceReply, AttemptFailure> {
        let mut request = self
            .build_signed_request(
                call.method.clone(),
                at,
                &call.path,
                &call.query,
                call.customer.as_deref(),
            )
            .headers(call.headers.clone())
            .header(TIMEOUT_MS, left.as_millis().to_string());
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        if let Some(traceparent) = trace::current_traceparent() {
            request = request.header("traceparent", traceparent);
        }
        let response = request.send().await.map_err(|error| self.connection_failure(&error))?;
        let status = response.status();
        match classify_status(status) {
            Some(_) if status == StatusCode::SERVICE_UNAVAILABLE => {
                Err(AttemptFailure::Unavailable(self.classify_503(response).await))
            }
            Some(why) if status == StatusCode::TOO_MANY_REQUESTS => self
                .read_reply(response, PROBLEM_MAX_BYTES)
                .await
                .ok()
                .filter(ServiceReply::is_caller_refusal)
                .ok_or(AttemptFailure::Unavailable(why)),
            Some(why) => Err(AttemptFailure::Unavailable(why)),
            None => self.read_reply(response, call.max_bytes).await,
        }
    }

    async fn read_reply(
        &self,
        response: Response,
        max_bytes: usize,
    ) -> Result<ServiceReply, AttemptFailure> {
        let status = response.status();
        let headers = response.headers().clone();
        let body = self.read_body(response, max_bytes).await?;
        Ok(ServiceReply {
            dependency: self.dependency,
            status,
            headers,
            body,
            may_be_repeated: false,
        })
    }

    /// Classifies a 503 by its problem's code, as far as people are shown different messages for
    /// it.
    async fn classify_503(&self, response: Response) -> UnavailableReason {
        let body = self.read_body(response, PROBLEM_MAX_BYTES).await.unwrap_or_default();
        let problem = serde_json::from_slice::<ServiceProblem>(&body);
        match problem.as_ref().map(|problem| problem.code.as_str()) {
            Ok("storage_full" | "storage_read_only") => UnavailableReason::Storage,
            Ok("deadline_exceeded" | "unavailable") => UnavailableReason::GaveUp,
            _ => UnavailableReason::Overloaded,
        }
    }

    /// Opens an event stream and returns the head of the answer, which may be a refusal.
    pub async fn open_stream(
        &self,
        at: &ServiceEndpoint,
        path: &str,
        after: Option<String>,
    ) -> Result<Response, (UnavailableReason, FeedError)> {
        let mut request = self
            .build_signed_request(Method::GET, at, path, &[], None)
            .header(TIMEOUT_MS, FEED_DEADLINE.as_millis().to_string())
            .header(ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let response = match timeout(FEED_DEADLINE, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                return Err((UnavailableReason::Connect, sse::connection_error(error)));
            }
            Err(_) => return Err((UnavailableReason::Deadline, FeedError::Silence)),
        };
        match classify_status(response.status()) {
            Some(why) => Err((why, FeedError::Status(response.status().as_u16()))),
            None => Ok(response),
        }
    }

    /// The error of an answer to [`ServiceTransport::open`] that is not a stream; `true` if it may
    /// be opened again at once with a new token.
    pub async fn feed_refusal(
        &self,
        response: Response,
        at: &ServiceEndpoint,
    ) -> (FeedError, bool) {
        let error = self.refusal_of(response).await;
        let may_open = match (&error, &self.proof) {
            (FeedError::Refused(problem), Some(proof)) => proof.learn_clock_of(at, problem),
            _ => false,
        };
        (error, may_open)
    }

    async fn refusal_of(&self, response: Response) -> FeedError {
        let status = response.status().as_u16();
        let reply = timeout(FEED_DEADLINE, self.read_reply(response, PROBLEM_MAX_BYTES)).await;
        match reply.map(|reply| reply.map(|reply| reply.to_error())) {
            Ok(Ok(GatewayError::Refused(problem))) => FeedError::Refused(problem),
            _ => FeedError::Status(status),
        }
    }

    /// Whether the endpoint answers anything at all within `answer`.
    pub async fn is_alive(&self, at: &ServiceEndpoint, answer: Duration) -> bool {
        let request = self.build_request(Method::GET, at, "/livez", &[]);
        matches!(timeout(answer, request.send()).await, Ok(Ok(_)))
    }

    /// A request with the surface's token.
    fn build_signed_request(
        &self,
        method: Method,
        at: &ServiceEndpoint,
        path: &str,
        query: &[(&'static str, String)],
        customer: Option<&str>,
    ) -> RequestBuilder {
        let request = self.build_request(method, at, path, query);
        match self.proof.as_ref().and_then(|proof| proof.sign_token(at, customer)) {
            Some(token) => request.header(SURFACE_TOKEN, token),
            None => request,
        }
    }

    fn build_request(
        &self,
        method: Method,
        at: &ServiceEndpoint,
        path: &str,
        query: &[(&'static str, String)],
    ) -> RequestBuilder {
        self.client.request(method, at.url_for(path, query)).header(HOST, at.host.clone())
    }

    /// Reads the body, but no more than `max_bytes` of it.
    async fn read_body(
        &self,
        mut response: Response,
        max_bytes: usize,
    ) -> Result<Bytes, AttemptFailure> {
        let mut body = BytesMut::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| self.connection_failure(&error))?
        {
            if body.len() + chunk.len() > max_bytes {
                return Err(AttemptFailure::Protocol(format!(
                    "a body of more than {max_bytes} bytes"
                )));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn connection_failure(&self, error: &reqwest::Error) -> AttemptFailure {
        tracing::debug!(dependency = self.dependency, ?error, "the connection failed");
        AttemptFailure::Unavailable(if error.is_connect() {
            UnavailableReason::Connect
        } else {
            UnavailableReason::Broken
        })
    }
}

/// The failure that a status means, unless it is an answer.
fn classify_status(status: StatusCode) -> Option<UnavailableReason> {
    match status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            Some(UnavailableReason::Overloaded)
        }
        status if status.is_server_error() => {
            Some(UnavailableReason::Failed { status: status.as_u16() })
        }
        _ => None,
    }
}
