//! A service that checks sessions against the roster, and the newest version that it was given.

use crate::{call::ServiceCall, dependency::ServiceDependency, error::GatewayError};
use reqwest::Method;
use staff_api::SignedRoster;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const PATH: &str = "/api/v1/staff-roster";
const MAX_BYTES: usize = 1024 * 1024;

pub(crate) struct RosterRecipient {
    service: Arc<ServiceDependency>,
    version: AtomicI64,
}

impl RosterRecipient {
    pub fn new(service: Arc<ServiceDependency>) -> Self {
        Self { service, version: AtomicI64::new(i64::MIN) }
    }

    /// Whether it was given a roster of this version or a newer one.
    pub fn has_version(&self, version: i64) -> bool {
        self.version.load(Ordering::Relaxed) >= version
    }

    /// Hands the roster over; returns the one that the service then uses.
    pub async fn put_roster(
        &self,
        version: i64,
        signed: &SignedRoster,
    ) -> Result<SignedRoster, GatewayError> {
        let call = ServiceCall::post(PATH, signed, MAX_BYTES);
        let call = call.map_err(|error| {
            self.service.protocol_error(format!("the request cannot be written: {error}"))
        })?;
        let call = ServiceCall { method: Method::PUT, ..call.allow_repeats() };
        let counts = self.service.call(&call, |reply| reply.decode_json()).await?;
        self.version.fetch_max(version, Ordering::Relaxed);
        Ok(counts)
    }

    /// The roster that the service uses, if it has one.
    pub async fn fetch_roster(&self) -> Result<Option<SignedRoster>, GatewayError> {
        match self
            .service
            .call(&ServiceCall::get(PATH, MAX_BYTES), |reply| reply.decode_json())
            .await
        {
            Err(GatewayError::Refused(problem)) if problem.status == 404 => Ok(None),
            other => other.map(Some),
        }
    }
}
