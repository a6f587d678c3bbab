//! A service that checks sessions against the roster, and the newest version that it was given.

use crate::{call::Call, dependency::Dependency, error::GatewayError};
use reqwest::Method;
use staff_api::SignedRoster;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const PATH: &str = "/api/v1/staff-roster";
const MAX_BYTES: usize = 1024 * 1024;

pub(crate) struct RosterHolder {
    service: Arc<Dependency>,
    version: AtomicI64,
}

impl RosterHolder {
    pub fn new(service: Arc<Dependency>) -> Self {
        Self { service, version: AtomicI64::new(i64::MIN) }
    }

    /// Whether it was given a roster of this version or a newer one.
    pub fn has(&self, version: i64) -> bool {
        self.version.load(Ordering::Relaxed) >= version
    }

    /// Hands the roster over; returns the one that the service then uses.
    pub async fn hand_over(&self, version: i64, signed: &SignedRoster) -> Result<SignedRoster, GatewayError> {
        let call = Call::post(PATH, signed, MAX_BYTES);
        let call =
            call.map_err(|error| self.service.protocol(format!("the request cannot be written: {error}")))?;
        let call = Call { method: Method::PUT, ..call.repeatable() };
        let counts = self.service.call(&call, |reply| reply.json()).await?;
        self.version.fetch_max(version, Ordering::Relaxed);
        Ok(counts)
    }

    /// The roster that the service uses, if it has one.
    pub async fn fetch(&self) -> Result<Option<SignedRoster>, GatewayError> {
        match self.service.call(&Call::get(PATH, MAX_BYTES), |reply| reply.json()).await {
            Err(GatewayError::Refused(problem)) if problem.status == 404 => Ok(None),
            other => other.map(Some),
        }
    }
}
