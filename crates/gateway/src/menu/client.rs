//! Calls to the endpoints of the menu service.

use super::{Decision, DraftStep, Edit, PictureSize, Target};
use crate::{
    call::{Bearer, Bulkhead, Call, Reply},
    dependency::Dependency,
    error::GatewayError,
    retry::Repeat,
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

pub(crate) struct MenuClient(pub Arc<Dependency>);

/// How hard to try.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Effort {
    /// Within the dependency's deadline, with retries.
    Full,
    /// One try within this time, while a customer waits.
    Quick(Duration),
}

impl MenuClient {
    /// The menu, or `None` if it still has version `known`.
    pub async fn menu_fetch(&self, known: Option<i64>, effort: Effort) -> Result<Option<Menu>, GatewayError> {
        let mut call = Call::get("/api/v1/menu", MENU_MAX_BYTES);
        if let Effort::Quick(deadline) = effort {
            (call.repeat, call.deadline) = (Repeat::Never, Some(deadline));
        }
        if let Some(tag) = known.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok()) {
            call = call.header(IF_NONE_MATCH, tag);
        }
        let unchanged = |reply: &Reply| reply.status == StatusCode::NOT_MODIFIED && known.is_some();
        self.0.call(&call, |reply| if unchanged(&reply) { Ok(None) } else { reply.json().map(Some) }).await
    }

    /// A picture, or `None` if there is none with this id. The caller bounds how many are fetched
    /// at once.
    pub async fn picture_fetch(
        &self,
        id: &PictureId,
        size: PictureSize,
        deadline: Instant,
    ) -> Result<Option<Bytes>, GatewayError> {
        let call = Call {
            bulkhead: Bulkhead::Callers,
            deadline: Some(deadline.saturating_duration_since(Instant::now())),
            ..Call::get(format!("/api/v1/{}/{id}", size.path()), PICTURE_MAX_BYTES)
        };
        let found = |reply: Reply| match reply.status {
            StatusCode::OK => Ok(Some(reply.body)),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(reply.refusal()),
        };
        self.0.call(&call, found).await
    }

    /// Sends a decision of the counter.
    pub async fn decide(&self, decision: &Decision, by: &Bearer) -> Result<(), GatewayError> {
        let call = self.change(Method::PUT, decision.path(), &decision.body())?.repeatable().by(by);
        self.0.call(&call, |reply| reply.json::<IgnoredAny>().map(drop)).await
    }

    /// Changes the store's settings, if the menu still has this version.
    pub async fn store_patch(&self, version: i64, patch: &Value, by: &Bearer) -> Result<(), GatewayError> {
        let call = self.seen(version, Method::PATCH, "/api/v1/admin/store".to_owned(), patch)?.by(by);
        self.0.call(&call, |reply| reply.json::<IgnoredAny>().map(drop)).await
    }

    /// The menu as the draft would make it, or `None` while no draft is open.
    pub async fn draft_fetch(&self, by: &Bearer) -> Result<Option<Menu>, GatewayError> {
        let call = Call::get("/api/v1/admin/draft", MENU_MAX_BYTES).by(by);
        let found = |reply: Reply| match reply.status {
            StatusCode::NOT_FOUND => Ok(None),
            _ => reply.json().map(Some),
        };
        self.0.call(&call, found).await
    }

    /// One page of the audit log.
    pub async fn audit(&self, call: &Call) -> Result<AuditPage, GatewayError> {
        self.0.call(call, |reply| reply.json()).await
    }

    /// Opens or ends the draft.
    pub async fn draft_step(&self, step: DraftStep, by: &Bearer) -> Result<(), GatewayError> {
        let call = self.seen(step.version(), step.method(), step.path().to_owned(), &Value::Null)?.by(by);
        let call = Call { deadline: Some(WHOLE_MENU), per_try: Some(WHOLE_MENU), ..call };
        self.0.call(&call, |reply| reply.json::<IgnoredAny>().map(drop)).await
    }

    /// Changes the menu or the draft, if it still has this version.
    pub async fn edit(
        &self,
        target: Target,
        version: i64,
        edit: &Edit,
        by: &Bearer,
    ) -> Result<(), GatewayError> {
        let mut call = self.seen(version, edit.method(), edit.path(), edit.body())?.by(by);
        if target == Target::Draft {
            call.query.push(("draft", "true".to_owned()));
        }
        let call = match edit {
            Edit::Picture(_, file) => Call { body: Some(file.clone()), ..call }
                .header(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
            _ => call,
        };
        let patience = edit.patience();
        let call = Call { deadline: patience, per_try: patience, ..call };
        self.0.call(&call, |reply| reply.json::<IgnoredAny>().map(drop)).await
    }

    fn seen(&self, version: i64, method: Method, path: String, body: &Value) -> Result<Call, GatewayError> {
        let tag = HeaderValue::from_str(&format!("\"{version}\""));
        let tag = tag.map_err(|error| self.0.protocol(format!("the version cannot be written: {error}")))?;
        Ok(self.change(method, path, body)?.header(IF_MATCH, tag))
    }

    fn change(&self, method: Method, path: String, body: &Value) -> Result<Call, GatewayError> {
        let call = Call::post(path, body, FRAME_MAX_BYTES);
        let call =
            call.map_err(|error| self.0.protocol(format!("the request cannot be written: {error}")))?;
        Ok(Call { method, ..call })
    }

    /// Counts a call that is shed because too many are under way.
    pub fn shed(&self) -> GatewayError {
        self.0.shed()
    }

    pub fn status(&self) -> DependencyStatus {
        self.0.status()
    }

    pub fn in_flight(&self) -> usize {
        self.0.in_flight()
    }

    /// The feed: one frame for every newer menu.
    pub async fn menu_feed(&self) -> Result<Frames, FeedError> {
        self.0.feed("/api/v1/menu/events", None, FRAME_MAX_BYTES).await
    }
}
