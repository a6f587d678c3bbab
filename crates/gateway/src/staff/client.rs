//! Calls to the endpoints of the staff service.

use crate::{
    call::{CallCredentials, ServiceCall},
    dependency::ServiceDependency,
    error::GatewayError,
    status::DependencyStatus,
};
use reqwest::{
    Method, StatusCode,
    header::{ETAG, HeaderValue, IF_NONE_MATCH},
};
use serde_json::json;
use staff_api::{
    DeviceId, NewPerson, PersonId, PersonPatch, PinAgain, PinChange, SharedActivityKey, SignIn,
    SignedIn, SignedRoster,
};
use std::{sync::Arc, time::Duration};

const MAX_BYTES: usize = 1024 * 1024;
/// A person who signs out waits no longer than this; the end of the session is reported again
/// later.
const END_DEADLINE: Duration = Duration::from_secs(1);

/// A manager's change of people, devices or sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffChange {
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

impl StaffChange {
    fn call(&self) -> serde_json::Result<ServiceCall> {
        let post = |path: String| ServiceCall::post(path, &json!({}), MAX_BYTES);
        let delete = |path: String| {
            Ok(ServiceCall { method: Method::DELETE, ..ServiceCall::get(path, MAX_BYTES) })
        };
        match self {
            Self::Add(new) => ServiceCall::post("/api/v1/admin/people", new, MAX_BYTES),
            Self::Change(id, patch) => {
                let call =
                    ServiceCall::post(format!("/api/v1/admin/people/{id}"), patch, MAX_BYTES)?;
                Ok(ServiceCall { method: Method::PATCH, ..call.allow_repeats() })
            }
            Self::Remove(id) => delete(format!("/api/v1/admin/people/{id}")),
            Self::SignOut(Some(id)) => {
                post(format!("/api/v1/admin/people/{id}/sign-out")).map(ServiceCall::allow_repeats)
            }
            Self::SignOut(None) => {
                post("/api/v1/admin/sign-out".to_owned()).map(ServiceCall::allow_repeats)
            }
            Self::SignDeviceOut(id) => {
                post(format!("/api/v1/admin/devices/{id}/sign-out")).map(ServiceCall::allow_repeats)
            }
            Self::RemoveDevice(id) => delete(format!("/api/v1/admin/devices/{id}")),
        }
    }
}

pub(crate) struct StaffClient(pub Arc<ServiceDependency>);

impl StaffClient {
    /// Signs a person in. Not retried: each try counts as a guess.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        let call =
            self.map_encode_error(ServiceCall::post("/api/v1/sessions", asked, MAX_BYTES))?;
        self.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Sets the bearer's own PIN. Not retried: each try counts as a guess.
    pub async fn change_pin(
        &self,
        change: &PinChange,
        by: &CallCredentials,
    ) -> Result<SignedIn, GatewayError> {
        let call = self
            .map_encode_error(ServiceCall::post("/api/v1/me/pin", change, MAX_BYTES))?
            .with_credentials(by);
        self.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Checks the bearer's PIN again. Not retried: each try counts as a guess.
    pub async fn renew_session(
        &self,
        again: &PinAgain,
        by: &CallCredentials,
    ) -> Result<SignedIn, GatewayError> {
        let call = self
            .map_encode_error(ServiceCall::post("/api/v1/me/session", again, MAX_BYTES))?
            .with_credentials(by);
        self.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Ends the bearer's session; idempotent.
    pub async fn end_session(&self, session: &CallCredentials) -> Result<(), GatewayError> {
        let call = self.map_encode_error(ServiceCall::post(
            "/api/v1/sessions/end",
            &json!({}),
            MAX_BYTES,
        ))?;
        let call = ServiceCall {
            deadline: Some(END_DEADLINE),
            ..call.allow_repeats().with_credentials(session)
        };
        let read = |reply: crate::call::ServiceReply| {
            if reply.status.is_success() { Ok(()) } else { Err(reply.to_error()) }
        };
        self.0.call(&call, read).await
    }

    /// The shared key of activity stamps.
    pub async fn fetch_activity_key(&self) -> Result<SharedActivityKey, GatewayError> {
        self.0
            .call(&ServiceCall::get("/api/v1/activity-key", MAX_BYTES), |reply| reply.decode_json())
            .await
    }

    /// The roster and its entity tag, or `None` if it is still the one with the tag `known`.
    pub async fn fetch_roster(
        &self,
        known: Option<&HeaderValue>,
    ) -> Result<Option<(SignedRoster, Option<HeaderValue>)>, GatewayError> {
        let mut call = ServiceCall::get("/api/v1/roster", MAX_BYTES);
        if let Some(known) = known {
            call = call.with_header(IF_NONE_MATCH, known.clone());
        }
        let read = |reply: crate::call::ServiceReply| match reply.status {
            StatusCode::NOT_MODIFIED => Ok(None),
            _ => Ok(Some((reply.decode_json()?, reply.headers.get(ETAG).cloned()))),
        };
        self.0.call(&call, read).await
    }

    /// Changes people, devices or sessions.
    pub async fn change_staff(
        &self,
        staffing: &StaffChange,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let call = self.map_encode_error(staffing.call())?.with_credentials(by);
        let read = |reply: crate::call::ServiceReply| {
            if reply.status.is_success() { Ok(()) } else { Err(reply.to_error()) }
        };
        self.0.call(&call, read).await
    }

    fn map_encode_error(
        &self,
        call: serde_json::Result<ServiceCall>,
    ) -> Result<ServiceCall, GatewayError> {
        call.map_err(|error| {
            self.0.protocol_error(format!("the request cannot be written: {error}"))
        })
    }

    pub fn dependency_status(&self) -> DependencyStatus {
        self.0.status()
    }

    pub fn in_flight(&self) -> usize {
        self.0.in_flight()
    }
}
