//! `?draft=true`: applies an edit to the draft instead of the menu.

use crate::app::Target;
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::Deserialize;
use service_kit::{Problem, Query};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditQuery {
    #[serde(default)]
    draft: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Target {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(EditQuery { draft }) = Query::from_request_parts(parts, state).await?;
        Ok(if draft { Self::Draft } else { Self::Menu })
    }
}
