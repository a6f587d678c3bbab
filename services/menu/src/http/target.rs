//! `?draft=true`: applies an edit to the draft instead of the menu.

use crate::app::ChangeTarget;
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::Deserialize;
use service_kit::{Problem, QueryParams};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditQuery {
    #[serde(default)]
    draft: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for ChangeTarget {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let QueryParams(EditQuery { draft }) =
            QueryParams::from_request_parts(parts, state).await?;
        Ok(if draft { Self::Draft } else { Self::Menu })
    }
}
