//! Extractors for the order id in the path and the idempotency key in the header.

use crate::domain::IdempotencyKey;
use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
};
use order_api::OrderId;
use service_kit::Problem;

/// Length of a UUID with its hyphens.
const HYPHENATED: usize = 36;

/// The `{id}` of the path.
pub(super) struct PathId(pub(super) OrderId);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let invalid =
            || Problem::new(StatusCode::BAD_REQUEST, "invalid_id").detail("an order's id is a UUID");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| invalid())?;
        // Accept only the hyphenated form: other spellings of the UUID would be more names of the
        // same order.
        if text.len() != HYPHENATED {
            return Err(invalid());
        }
        text.parse().map(Self).map_err(|_| invalid())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let bad = |code| Problem::new(StatusCode::BAD_REQUEST, code);
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let value = values.next().ok_or_else(|| {
            bad("idempotency_key_missing").detail("a placement carries an Idempotency-Key header")
        })?;
        let invalid = |detail: String| bad("idempotency_key_invalid").detail(detail);
        if values.next().is_some() {
            return Err(invalid("there is more than one Idempotency-Key header".to_owned()));
        }
        let text = value.to_str().unwrap_or_default();
        Self::parse(text).map_err(|error| invalid(error.to_string()))
    }
}
