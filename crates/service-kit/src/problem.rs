//! Error responses as RFC 9457 `application/problem+json`. A caller and the log get different
//! details: a 5xx shows a code and a request id, and its cause goes to the log.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

/// An error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    code: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(flatten)]
    more: Map<String, Value>,
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem with a stable `code` for programs to compare; the title is the code in words.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        let title = code.replace('_', " ");
        Self { status, code, title, detail: None, more: Map::new(), retry_after_s: None }
    }

    /// Sets `detail`: one sentence for the caller's developer.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Adds a member, such as the invalid line; omitted if it cannot be serialized.
    #[must_use]
    pub fn with_member(mut self, name: &str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.more.insert(name.to_owned(), value);
        }
        self
    }

    /// Sets `Retry-After`.
    #[must_use]
    pub fn with_retry_after_s(self, seconds: u32) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// 500 `internal`; `cause` is logged here and not shown.
    pub fn internal_error(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// 503 `unavailable`, retryable after one second; `cause` is logged here and not shown.
    pub fn service_unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::warn!(%cause, "unavailable");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable").with_retry_after_s(1)
    }

    /// 503 `overloaded`, retryable after one second. Not logged, since these come in large numbers
    /// during an overload.
    pub fn service_overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").with_retry_after_s(1)
    }

    /// 503 `storage_full`: writes fail until space is freed; `cause` is logged here and not shown.
    pub fn storage_full(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "the storage is full");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage_full").with_retry_after_s(5)
    }

    /// 503 `storage_read_only`: writes fail; `cause` is logged here and not shown.
    pub fn storage_read_only(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "the storage is read-only");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage_read_only").with_retry_after_s(5)
    }

    /// 404 `not_found`, with the detail `no such {what}`.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found").with_detail(format!("no such {what}"))
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        if let Some(id) = crate::observe::request_id() {
            self = self.with_member("request_id", id);
        }
        metrics::counter!("jumun_http_problems_total", "code" => self.code).increment(1);
        let mut response = (self.status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers
            .insert(HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_401_names_the_scheme_of_its_credentials_and_others_do_not() {
        for (status, challenge) in
            [(StatusCode::UNAUTHORIZED, Some("Bearer")), (StatusCode::FORBIDDEN, None)]
        {
            let response = Problem::new(status, "code").into_response();
            let header = response.headers().get(header::WWW_AUTHENTICATE);
            assert_eq!(header.and_then(|value| value.to_str().ok()), challenge);
        }
    }
}
