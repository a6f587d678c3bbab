//! Calls to the endpoints of the staff service.

use crate::{
    call::{Bearer, Call},
    dependency::Dependency,
    error::GatewayError,
    status::DependencyStatus,
};
use reqwest::{
    Method, StatusCode,
    header::{ETAG, HeaderValue, IF_NONE_MATCH},
};
use serde_json::json;
use staff_api::{
    DeviceId, NewPerson, PersonId, PersonPatch, PinAgain, PinChange, SharedActivityKey, SignIn, SignedIn,
    SignedRoster,
};
use std::{sync::Arc, time::Duration};

const MAX_BYTES: usize = 1024 * 1024;
/// A person who signs out waits no longer than this; the end of the session is reported again
/// later.
const END_DEADLINE: Duration = Duration::from_secs(1);

/// A manager's change of people, devices or sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staffing {
    /// A new person.
    Add(NewPerson),
    /// Another name, role or PIN.
    Change(PersonId, PersonPatch),
    /// Removes a person.
    Remove(PersonId),
    /// Ends the sessions of one person, or of all people.
    SignOut(Option<PersonId>),
    /// Ends the session on a device.
    SignDeviceOut(DeviceId),
    /// Removes the enrolment of a device.
    RemoveDevice(DeviceId),
}

impl Staffing {
    fn call(&self) -> serde_json::Result<Call> {
        let post = |path: String| Call::post(path, &json!({}), MAX_BYTES);
        let delete = |path: String| Ok(Call { method: Method::DELETE, ..Call::get(path, MAX_BYTES) });
        match self {
            Self::Add(new) => Call::post("/api/v1/admin/people", new, MAX_BYTES),
            Self::Change(id, patch) => {
                let call = Call::post(format!("/api/v1/admin/people/{id}"), patch, MAX_BYTES)?;
                Ok(Call { method: Method::PATCH, ..call.repeatable() })
            }
            Self::Remove(id) => delete(format!("/api/v1/admin/people/{id}")),
            Self::SignOut(Some(id)) => {
                post(format!("/api/v1/admin/people/{id}/sign-out")).map(Call::repeatable)
            }
            Self::SignOut(None) => post("/api/v1/admin/sign-out".to_owned()).map(Call::repeatable),
            Self::SignDeviceOut(id) => {
                post(format!("/api/v1/admin/devices/{id}/sign-out")).map(Call::repeatable)
            }
            Self::RemoveDevice(id) => delete(format!("/api/v1/admin/devices/{id}")),
        }
    }
}

pub(crate) struct StaffClient(pub Arc<Dependency>);

impl StaffClient {
    /// Signs a person in. Not retried: each try counts as a guess.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        let call = self.written(Call::post("/api/v1/sessions", asked, MAX_BYTES))?;
        self.0.call(&call, |reply| reply.json()).await
    }

    /// Sets the bearer's own PIN. Not retried: each try counts as a guess.
    pub async fn change_pin(&self, change: &PinChange, by: &Bearer) -> Result<SignedIn, GatewayError> {
        let call = self.written(Call::post("/api/v1/me/pin", change, MAX_BYTES))?.by(by);
        self.0.call(&call, |reply| reply.json()).await
    }

    /// Checks the bearer's PIN again. Not retried: each try counts as a guess.
    pub async fn renew_session(&self, again: &PinAgain, by: &Bearer) -> Result<SignedIn, GatewayError> {
        let call = self.written(Call::post("/api/v1/me/session", again, MAX_BYTES))?.by(by);
        self.0.call(&call, |reply| reply.json()).await
    }

    /// Ends the bearer's session; idempotent.
    pub async fn end_session(&self, session: &Bearer) -> Result<(), GatewayError> {
        let call = self.written(Call::post("/api/v1/sessions/end", &json!({}), MAX_BYTES))?;
        let call = Call { deadline: Some(END_DEADLINE), ..call.repeatable().by(session) };
        let read =
            |reply: crate::call::Reply| if reply.status.is_success() { Ok(()) } else { Err(reply.refusal()) };
        self.0.call(&call, read).await
    }

    /// The shared key of activity stamps.
    pub async fn activity_key(&self) -> Result<SharedActivityKey, GatewayError> {
        self.0.call(&Call::get("/api/v1/activity-key", MAX_BYTES), |reply| reply.json()).await
    }

    /// The roster and its entity tag, or `None` if it is still the one with the tag `known`.
    pub async fn roster(
        &self,
        known: Option<&HeaderValue>,
    ) -> Result<Option<(SignedRoster, Option<HeaderValue>)>, GatewayError> {
        let mut call = Call::get("/api/v1/roster", MAX_BYTES);
        if let Some(known) = known {
            call = call.header(IF_NONE_MATCH, known.clone());
        }
        let read = |reply: crate::call::Reply| match reply.status {
            StatusCode::NOT_MODIFIED => Ok(None),
            _ => Ok(Some((reply.json()?, reply.headers.get(ETAG).cloned()))),
        };
        self.0.call(&call, read).await
    }

    /// Changes people, devices or sessions.
    pub async fn change(&self, staffing: &Staffing, by: &Bearer) -> Result<(), GatewayError> {
        let call = self.written(staffing.call())?.by(by);
        let read =
            |reply: crate::call::Reply| if reply.status.is_success() { Ok(()) } else { Err(reply.refusal()) };
        self.0.call(&call, read).await
    }

    fn written(&self, call: serde_json::Result<Call>) -> Result<Call, GatewayError> {
        call.map_err(|error| self.0.protocol(format!("the request cannot be written: {error}")))
    }

    pub fn status(&self) -> DependencyStatus {
        self.0.status()
    }

    pub fn in_flight(&self) -> usize {
        self.0.in_flight()
    }
}
