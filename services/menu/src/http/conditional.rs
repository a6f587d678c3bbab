//! Conditional requests (RFC 9110): `If-None-Match` spares a reader the version that it has,
//! `If-Match` is optimistic concurrency for editors.

use axum::{
    body::Body,
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode, header, request::Parts};
use service_kit::Problem;

/// The `ETag` header with `"version"`.
pub fn version_etag(version: i64) -> (HeaderName, String) {
    (header::ETAG, format!("\"{version}\""))
}

/// `json` with its `ETag`, or 304 when the reader has this version.
pub fn json_or_not_modified(headers: &HeaderMap, version: i64, json: Bytes) -> Response {
    let fresh = [version_etag(version), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if reader_has(headers, version) {
        return (StatusCode::NOT_MODIFIED, fresh).into_response();
    }
    (fresh, [(header::CONTENT_TYPE, "application/json")], Body::from(json)).into_response()
}

fn reader_has(headers: &HeaderMap, version: i64) -> bool {
    let current = version_etag(version).1;
    entity_tags(headers, &header::IF_NONE_MATCH)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == current)
}

fn entity_tags<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|tag| !tag.is_empty())
}

/// The version that an editor has seen, from `If-Match: "version"`. A request without it is refused
/// with 428.
pub struct IfMatch(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut sent = entity_tags(&parts.headers, &header::IF_MATCH);
        let Some(first) = sent.next() else {
            return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_missing")
                .with_detail("send If-Match with the ETag of the menu that you have seen"));
        };
        // Anything other than one strong tag of ours, such as `*` or a weak tag, becomes a version
        // that is never current.
        let version = first.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')?.parse().ok());
        Ok(Self(version.filter(|_| sent.next().is_none()).unwrap_or(-1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(value: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, value.parse().unwrap())]);
        reader_has(&headers, 17)
    }

    #[test]
    fn a_reader_has_it_when_any_of_its_tags_is_the_version() {
        assert!(has("\"17\"") && has("\"3\", \"17\"") && has("W/\"17\"") && has("*"));
        assert!(!has("\"16\"") && !has("17") && !has("\"117\"") && !has(""));
    }
}
