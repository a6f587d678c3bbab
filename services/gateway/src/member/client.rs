//! The member service's endpoints.

use crate::{
    call::{Bearer, Call},
    dependency::Dependency,
    error::GatewayError,
    status::DependencyStatus,
};
use member_api::{
    DeviceId, NewPerson, PersonId, PersonPatch, PinAgain, PinChange, SharedActivityKey, SignIn, SignedIn,
    SignedRoster,
};
use reqwest::{
    Method, StatusCode,
    header::{ETAG, HeaderValue, IF_NONE_MATCH},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

const MAX_BYTES: usize = 1024 * 1024;
/// A person who signs out does not wait for long; the end is told again later.
const END_DEADLINE: Duration = Duration::from_secs(1);

/// What a manager changes about who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staffing {
    /// Somebody new.
    Add(NewPerson),
    /// Another name, role or PIN.
    Change(PersonId, PersonPatch),
    /// Somebody leaves.
    Remove(PersonId),
    /// Ends the sessions of one person, or everybody's.
    SignOut(Option<PersonId>),
    /// Ends the session on a device.
    SignDeviceOut(DeviceId),
    /// A device is nobody's any more.
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

pub(crate) struct MemberClient(pub Arc<Dependency>);

impl MemberClient {
    /// Signs somebody in. Not repeated: each try counts as a guess.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        let call = self.written(Call::post("/api/v1/sessions", asked, MAX_BYTES))?;
        self.0.call(&call, |reply| reply.json()).await
    }

    /// Sets the own PIN. Not repeated: each try counts as a guess.
    pub async fn change_pin(&self, change: &PinChange, by: &Bearer) -> Result<SignedIn, GatewayError> {
        let call = self.written(Call::post("/api/v1/me/pin", change, MAX_BYTES))?.by(by);
        self.0.call(&call, |reply| reply.json()).await
    }

    /// Takes the PIN once more. Not repeated: each try counts as a guess.
    pub async fn renew_session(&self, again: &PinAgain, by: &Bearer) -> Result<SignedIn, GatewayError> {
        let call = self.written(Call::post("/api/v1/me/session", again, MAX_BYTES))?.by(by);
        self.0.call(&call, |reply| reply.json()).await
    }

    /// Ends the session that is the bearer. Twice is as once.
    pub async fn end_session(&self, session: &Bearer) -> Result<(), GatewayError> {
        let call = self.written(Call::post("/api/v1/sessions/end", &json!({}), MAX_BYTES))?;
        let call = Call { deadline: Some(END_DEADLINE), ..call.repeatable().by(session) };
        let read =
            |reply: crate::call::Reply| if reply.status.is_success() { Ok(()) } else { Err(reply.refusal()) };
        self.0.call(&call, read).await
    }

    /// The key of activity stamps.
    pub async fn activity_key(&self) -> Result<SharedActivityKey, GatewayError> {
        self.0.call(&Call::get("/api/v1/activity-key", MAX_BYTES), |reply| reply.json()).await
    }

    /// The roster and its tag, or `None` when it is still the one with `known`.
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

    /// Changes who works here.
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
