//! One request to a service and its answer, before the answer is interpreted.

use crate::{
    error::{self, GatewayError, ServiceProblem},
    retry::RepeatPolicy,
};
use bytes::Bytes;
use reqwest::{
    Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Code of a refusal that asks for a recently typed PIN.
const PIN_NEEDED: &str = "pin_needed";

/// On whose behalf calls are made: a signed staff session goes along as a bearer token, a
/// customer's session as a claim of the surface's own token. The service that owns the data decides
/// whether they may.
#[derive(Clone, Default)]
pub(crate) struct CallCredentials {
    staff: Option<HeaderValue>,
    customer: Option<Arc<str>>,
    pin_needed: PinNeeded,
}

/// Whether a service has asked for the PIN in a call for one request, so that the surface learns it
/// even if the page did not pass the refusal on. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct PinNeeded(Arc<AtomicBool>);

impl PinNeeded {
    /// Whether a service has asked for the PIN.
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn record_refusal(&self, error: &GatewayError) {
        if error.refusal_code() == Some(PIN_NEEDED) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

impl CallCredentials {
    /// Acts for a staff session; a text that is not a valid header value counts as no session.
    pub fn new(session: &str) -> Self {
        let value = HeaderValue::from_str(&format!("Bearer {session}")).ok();
        let staff = value.map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Self { staff, ..Self::default() }
    }

    /// Acts for the customer with this session.
    pub fn for_customer(session: &str) -> Self {
        Self { customer: Some(session.into()), ..Self::default() }
    }

    /// The same, recording in `pin_needed` when a refusal asks for the PIN.
    pub fn with_pin_needed(self, pin_needed: PinNeeded) -> Self {
        Self { pin_needed, ..self }
    }
}

/// Bound on the number of calls under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BulkheadScope {
    /// The dependency's own permits; without a free one the call is shed.
    Dependency,
    /// The caller's own bound. Such calls are bulk transfers beside the service's work: a slow or
    /// failed one says nothing about the endpoint, and must not open its breaker for the others.
    Callers,
}

#[derive(Debug, Clone)]
pub(crate) struct ServiceCall {
    pub method: Method,
    pub path: String,
    pub query: Vec<(&'static str, String)>,
    pub headers: HeaderMap,
    /// Session of the customer on whose behalf the call is made.
    pub customer: Option<Arc<str>>,
    /// Where a refusal that asks for the PIN is recorded.
    pub pin_needed: PinNeeded,
    pub body: Option<Bytes>,
    /// Largest answer that is read, in bytes.
    pub max_bytes: usize,
    pub repeat: RepeatPolicy,
    pub bulkhead: BulkheadScope,
    /// Replaces the dependency's own deadline.
    pub deadline: Option<Duration>,
    /// Replaces the dependency's own time for one try.
    pub per_try: Option<Duration>,
}

impl ServiceCall {
    /// A read, which is repeated when it fails.
    pub fn get(path: impl Into<String>, max_bytes: usize) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            customer: None,
            pin_needed: PinNeeded::default(),
            body: None,
            max_bytes,
            repeat: RepeatPolicy::Safe,
            bulkhead: BulkheadScope::Dependency,
            deadline: None,
            per_try: None,
        }
    }

    /// A write, which is not repeated unless [`Call::allow_repeats`] says that it is idempotent.
    pub fn post(
        path: impl Into<String>,
        body: &impl Serialize,
        max_bytes: usize,
    ) -> serde_json::Result<Self> {
        let body = Bytes::from(serde_json::to_vec(body)?);
        let call = Self {
            method: Method::POST,
            body: Some(body),
            repeat: RepeatPolicy::Never,
            ..Self::get(path, max_bytes)
        };
        Ok(call.with_header(CONTENT_TYPE, HeaderValue::from_static("application/json")))
    }

    pub fn allow_repeats(self) -> Self {
        Self { repeat: RepeatPolicy::Safe, ..self }
    }

    /// Adds on whose behalf the call is made.
    pub fn with_credentials(self, bearer: &CallCredentials) -> Self {
        let customer = bearer.customer.clone();
        let pin_needed = bearer.pin_needed.clone();
        let call = Self { customer, pin_needed, ..self };
        match &bearer.staff {
            Some(session) => call.with_header(AUTHORIZATION, session.clone()),
            None => call,
        }
    }

    /// Records whether a refusal asks for the bearer's PIN.
    pub fn record_refusal(&self, error: &GatewayError) {
        self.pin_needed.record_refusal(error);
    }

    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

#[derive(Debug)]
pub(crate) struct ServiceReply {
    pub dependency: &'static str,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Whether an earlier try of this call may have done what it asks for.
    pub may_be_repeated: bool,
}

impl ServiceReply {
    /// Whether this is a refusal that concerns the caller and not the service, such as 429 after
    /// too many guesses.
    pub fn is_caller_refusal(&self) -> bool {
        matches!(self.to_error(), GatewayError::Refused(problem) if problem.code != "overloaded")
    }

    /// The body of a 2xx, or the reason why there is none.
    pub fn decode_json<T: DeserializeOwned>(&self) -> Result<T, GatewayError> {
        if !self.status.is_success() {
            return Err(self.to_error());
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            self.protocol_error(format!("the body is {}", error::describe_json_error(&error)))
        })
    }

    /// The error of an answer that is not a success: a refusal for a 4xx with a problem, otherwise
    /// a protocol error.
    pub fn to_error(&self) -> GatewayError {
        let is_problem = self.status.is_client_error()
            && self
                .headers
                .get(CONTENT_TYPE)
                .is_some_and(|value| value.as_bytes().starts_with(b"application/problem+json"));
        match serde_json::from_slice::<ServiceProblem>(&self.body) {
            Ok(problem) if is_problem => {
                GatewayError::Refused(ServiceProblem { status: self.status.as_u16(), ..problem })
            }
            _ => self.protocol_error(format!("{} without a problem", self.status)),
        }
    }

    fn protocol_error(&self, why: String) -> GatewayError {
        GatewayError::Protocol { dependency: self.dependency, why }
    }
}
