//! [`PathId`], the parsed id of a path.

use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
};
use service_kit::Problem;
use uuid::Uuid;

/// The length of a UUID with its hyphens.
const HYPHENATED: usize = 36;

/// The `{id}` of the path, a UUID; anything else is refused with 400 `invalid_id`.
pub(super) struct PathId(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let invalid = || Problem::new(StatusCode::BAD_REQUEST, "invalid_id").detail("this id is a UUID");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| invalid())?;
        // Only with hyphens: other spellings of a UUID would be further names of the same thing.
        if text.len() != HYPHENATED {
            return Err(invalid());
        }
        text.parse().map(Self).map_err(|_| invalid())
    }
}
