//! Calls to the endpoints of the menu service.

use super::{CounterDecision, DraftStep, MenuEdit, MenuEditTarget, PictureSize};
use crate::{
    call::{BulkheadScope, CallCredentials, ServiceCall, ServiceReply},
    dependency::ServiceDependency,
    error::GatewayError,
    retry::RepeatPolicy,
    sse::{FeedError, Frames},
    status::DependencyStatus,
};
use bytes::Bytes;
use menu_api::{Menu, PictureId};
use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, HeaderValue, IF_MATCH, IF_NONE_MATCH},
};
use serde::de::IgnoredAny;
use serde_json::Value;
use staff_api::AuditPage;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

const MENU_MAX_BYTES: usize = 4 * 1024 * 1024;
const PICTURE_MAX_BYTES: usize = 1024 * 1024;
const FRAME_MAX_BYTES: usize = 64 * 1024;
/// Deadline for a change of the whole menu, which is a thousand rows.
pub(super) const WHOLE_MENU: Duration = Duration::from_secs(8);

pub(crate) struct MenuClient(pub Arc<ServiceDependency>);

/// How hard to try.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FetchEffort {
    /// Within the dependency's deadline, with retries.
    Full,
    /// One try within this time, while a customer waits.
    Quick(Duration),
}

impl MenuClient {
    /// The menu, or `None` if it still has version `known`.
    pub async fn fetch_menu(
        &self,
        known: Option<i64>,
        effort: FetchEffort,
    ) -> Result<Option<Menu>, GatewayError> {
        let mut call = ServiceCall::get("/api/v1/menu", MENU_MAX_BYTES);
        if let FetchEffort::Quick(deadline) = effort {
            (call.repeat, call.deadline) = (RepeatPolicy::Never, Some(deadline));
        }
        if let Some(tag) =
            known.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok())
        {
            call = call.with_header(IF_NONE_MATCH, tag);
        }
        let unchanged =
            |reply: &ServiceReply| reply.status == StatusCode::NOT_MODIFIED && known.is_some();
        self.0
            .call(
                &call,
                |reply| if unchanged(&reply) { Ok(None) } else { reply.decode_json().map(Some) },
            )
            .await
    }

    /// A picture, or `None` if there is none with this id. The caller bounds how many are fetched
    /// at once.
    pub async fn fetch_picture(
        &self,
        id: &PictureId,
        size: PictureSize,
        deadline: Instant,
    ) -> Result<Option<Bytes>, GatewayError> {
        let call = ServiceCall {
            bulkhead: BulkheadScope::Callers,
            deadline: Some(deadline.saturating_duration_since(Instant::now())),
            ..ServiceCall::get(format!("/api/v1/{}/{id}", size.path_segment()), PICTURE_MAX_BYTES)
        };
        let found = |reply: ServiceReply| match reply.status {
            StatusCode::OK => Ok(Some(reply.body)),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(reply.to_error()),
        };
        self.0.call(&call, found).await
    }

    /// Sends a decision of the counter.
    pub async fn send_decision(
        &self,
        decision: &CounterDecision,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let call = self
            .build_change_call(Method::PUT, decision.request_path(), &decision.request_body())?
            .allow_repeats()
            .with_credentials(by);
        self.0.call(&call, |reply| reply.decode_json::<IgnoredAny>().map(drop)).await
    }

    /// Changes the store's settings, if the menu still has this version.
    pub async fn patch_store(
        &self,
        version: i64,
        patch: &Value,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let call = self
            .build_versioned_call(version, Method::PATCH, "/api/v1/admin/store".to_owned(), patch)?
            .with_credentials(by);
        self.0.call(&call, |reply| reply.decode_json::<IgnoredAny>().map(drop)).await
    }

    /// The menu as the draft would make it, or `None` while no draft is open.
    pub async fn fetch_draft(&self, by: &CallCredentials) -> Result<Option<Menu>, GatewayError> {
        let call = ServiceCall::get("/api/v1/admin/draft", MENU_MAX_BYTES).with_credentials(by);
        let found = |reply: ServiceReply| match reply.status {
            StatusCode::NOT_FOUND => Ok(None),
            _ => reply.decode_json().map(Some),
        };
        self.0.call(&call, found).await
    }

    /// One page of the audit log.
    pub async fn fetch_audit_page(&self, call: &ServiceCall) -> Result<AuditPage, GatewayError> {
        self.0.call(call, |reply| reply.decode_json()).await
    }

    /// Opens or ends the draft.
    pub async fn apply_draft_step(
        &self,
        step: DraftStep,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let call = self
            .build_versioned_call(
                step.expected_version(),
                step.http_method(),
                step.request_path().to_owned(),
                &Value::Null,
            )?
            .with_credentials(by);
        let call = ServiceCall { deadline: Some(WHOLE_MENU), per_try: Some(WHOLE_MENU), ..call };
        self.0.call(&call, |reply| reply.decode_json::<IgnoredAny>().map(drop)).await
    }

    /// Changes the menu or the draft, if it still has this version.
    pub async fn edit_menu(
        &self,
        target: MenuEditTarget,
        version: i64,
        edit: &MenuEdit,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let mut call = self
            .build_versioned_call(
                version,
                edit.http_method(),
                edit.request_path(),
                edit.request_body(),
            )?
            .with_credentials(by);
        if target == MenuEditTarget::Draft {
            call.query.push(("draft", "true".to_owned()));
        }
        let call = match edit {
            MenuEdit::Picture(_, file) => ServiceCall { body: Some(file.clone()), ..call }
                .with_header(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
            _ => call,
        };
        let patience = edit.extended_deadline();
        let call = ServiceCall { deadline: patience, per_try: patience, ..call };
        self.0.call(&call, |reply| reply.decode_json::<IgnoredAny>().map(drop)).await
    }

    fn build_versioned_call(
        &self,
        version: i64,
        method: Method,
        path: String,
        body: &Value,
    ) -> Result<ServiceCall, GatewayError> {
        let tag = HeaderValue::from_str(&format!("\"{version}\""));
        let tag = tag.map_err(|error| {
            self.0.protocol_error(format!("the version cannot be written: {error}"))
        })?;
        Ok(self.build_change_call(method, path, body)?.with_header(IF_MATCH, tag))
    }

    fn build_change_call(
        &self,
        method: Method,
        path: String,
        body: &Value,
    ) -> Result<ServiceCall, GatewayError> {
        let call = ServiceCall::post(path, body, FRAME_MAX_BYTES);
        let call = call.map_err(|error| {
            self.0.protocol_error(format!("the request cannot be written: {error}"))
        })?;
        Ok(ServiceCall { method, ..call })
    }

    /// Counts a call that is shed because too many are under way.
    pub fn shed_call(&self) -> GatewayError {
        self.0.shed_call()
    }

    pub fn dependency_status(&self) -> DependencyStatus {
        self.0.status()
    }

    pub fn in_flight(&self) -> usize {
        self.0.in_flight()
    }

    /// The feed: one frame for every newer menu.
    pub async fn menu_feed(&self) -> Result<Frames, FeedError> {
        self.0.open_feed("/api/v1/menu/events", None, FRAME_MAX_BYTES).await
    }
}
