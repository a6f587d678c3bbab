//! [`PathId`], the parsed id of a path.

use axum::extract::{FromRequestParts, Path};
use http::{StatusCode, request::Parts};
use service_kit::Problem;
use std::str::FromStr;

/// The only parameter of the path; a malformed one is refused with 400 `invalid_id`.
pub struct PathId<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await.ok();
        path.and_then(|Path(text)| text.parse().ok()).map(Self).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "invalid_id").detail(menu_api::InvalidId.to_string())
        })
    }
}
