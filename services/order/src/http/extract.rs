//! Extractor of the idempotency key in the header.

use crate::domain::IdempotencyKey;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use service_kit::Problem;

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let bad = |code| Problem::new(StatusCode::BAD_REQUEST, code);
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let value = values.next().ok_or_else(|| {
            bad("idempotency_key_missing")
                .with_detail("a placement carries an Idempotency-Key header")
        })?;
        let invalid = |detail: String| bad("idempotency_key_invalid").with_detail(detail);
        if values.next().is_some() {
            return Err(invalid("there is more than one Idempotency-Key header".to_owned()));
        }
        let text = value.to_str().unwrap_or_default();
        Self::parse(text).map_err(|error| invalid(error.to_string()))
    }
}
