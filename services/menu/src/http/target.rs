//! `?draft=true`: applies an edit to the draft instead of the menu.

use crate::app::Target;
use axum::extract::{FromRequestParts, Query};
use http::{StatusCode, request::Parts};
use serde::Deserialize;
use service_kit::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    draft: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Target {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let asked = Query::<Asked>::from_request_parts(parts, state).await;
        let Query(Asked { draft }) = asked.map_err(|error| {
            Problem::new(StatusCode::BAD_REQUEST, "invalid_query").detail(error.body_text())
        })?;
        Ok(if draft { Self::Draft } else { Self::Menu })
    }
}
