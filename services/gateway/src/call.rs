//! One request to a service and its answer, before anybody knows what it means.

use crate::{
    error::{self, GatewayError, ServiceProblem},
    retry::Repeat,
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

/// The code of what takes a PIN that was typed lately.
const PIN_NEEDED: &str = "pin_needed";

/// On whose behalf calls are made: the signed session of staff goes along as a bearer token, a customer's as a claim of the surface's
/// own token. The service that owns the data decides whether they may.
#[derive(Clone, Default)]
pub(crate) struct Bearer {
    staff: Option<HeaderValue>,
    customer: Option<Arc<str>>,
    pin_needed: PinNeeded,
}

/// Whether a service has asked for the PIN in a call for one request: whoever answers it hears of that, whatever the pages made of
/// the refusal on the way. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct PinNeeded(Arc<AtomicBool>);

impl PinNeeded {
    /// Whether it has.
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn note(&self, error: &GatewayError) {
        if error.refusal_code() == Some(PIN_NEEDED) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

impl Bearer {
    /// Of staff; a text that cannot stand in a header is as none.
    pub fn new(session: &str) -> Self {
        let value = HeaderValue::from_str(&format!("Bearer {session}")).ok();
        let staff = value.map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Self { staff, ..Self::default() }
    }

    /// Of the customer with this session.
    pub fn customer(session: &str) -> Self {
        Self { customer: Some(session.into()), ..Self::default() }
    }

    /// Whose refusals are noted there.
    pub fn noting(self, pin_needed: PinNeeded) -> Self {
        Self { pin_needed, ..self }
    }
}

/// What bounds how many calls are under way at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bulkhead {
    /// The dependency's own places; without a free one the call is shed.
    Dependency,
    /// The caller's. Such calls are a bulk beside the service's work: that one is slow or fails by itself says nothing of the
    /// endpoint, and must not open its breaker for the others.
    Callers,
}

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub method: Method,
    pub path: String,
    pub query: Vec<(&'static str, String)>,
    pub headers: HeaderMap,
    /// The session of the customer for whom it is made.
    pub customer: Option<Arc<str>>,
    /// Where it is noted that the PIN is needed.
    pub pin_needed: PinNeeded,
    pub body: Option<Bytes>,
    /// The largest answer that is read.
    pub max_bytes: usize,
    pub repeat: Repeat,
    pub bulkhead: Bulkhead,
    /// Instead of the dependency's own.
    pub deadline: Option<Duration>,
    /// Likewise of one try.
    pub per_try: Option<Duration>,
}

impl Call {
    /// A read; repeated when it fails.
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
            repeat: Repeat::Safe,
            bulkhead: Bulkhead::Dependency,
            deadline: None,
            per_try: None,
        }
    }

    /// A write; not repeated unless [`Call::repeatable`] says that twice is as once.
    pub fn post(
        path: impl Into<String>,
        body: &impl Serialize,
        max_bytes: usize,
    ) -> serde_json::Result<Self> {
        let body = Bytes::from(serde_json::to_vec(body)?);
        let call = Self {
            method: Method::POST,
            body: Some(body),
            repeat: Repeat::Never,
            ..Self::get(path, max_bytes)
        };
        Ok(call.header(CONTENT_TYPE, HeaderValue::from_static("application/json")))
    }

    pub fn repeatable(self) -> Self {
        Self { repeat: Repeat::Safe, ..self }
    }

    /// For whom it is made.
    pub fn by(self, bearer: &Bearer) -> Self {
        let (customer, pin_needed) = (bearer.customer.clone(), bearer.pin_needed.clone());
        let call = Self { customer, pin_needed, ..self };
        match &bearer.staff {
            Some(session) => call.header(AUTHORIZATION, session.clone()),
            None => call,
        }
    }

    /// Notes what a refusal says of the bearer.
    pub fn note(&self, error: &GatewayError) {
        self.pin_needed.note(error);
    }

    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub dependency: &'static str,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// A refusal that says something of whoever asks and nothing of the service, such as 429 to who guesses too often.
    pub fn is_of_the_caller(&self) -> bool {
        matches!(self.refusal(), GatewayError::Refused(problem) if problem.code != "overloaded")
    }

    /// The body of a 2xx, or why there is none.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, GatewayError> {
        if !self.status.is_success() {
            return Err(self.refusal());
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| self.protocol(format!("the body is {}", error::misfit(&error))))
    }

    /// What an answer that is no success says; without a problem in it, it is no service of ours that answered.
    pub fn refusal(&self) -> GatewayError {
        let is_problem = self.status.is_client_error()
            && self
                .headers
                .get(CONTENT_TYPE)
                .is_some_and(|value| value.as_bytes().starts_with(b"application/problem+json"));
        match serde_json::from_slice::<ServiceProblem>(&self.body) {
            Ok(problem) if is_problem => {
                GatewayError::Refused(ServiceProblem { status: self.status.as_u16(), ..problem })
            }
            _ => self.protocol(format!("{} without a problem", self.status)),
        }
    }

    fn protocol(&self, why: String) -> GatewayError {
        GatewayError::Protocol { dependency: self.dependency, why }
    }
}
