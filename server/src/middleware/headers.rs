//! Security and cache headers of every answer of a surface: pages, redirects, problems, functions,
//! feeds, files and the page of an overloaded surface. An answer keeps its own content security
//! policy, and, unless it is a feed, its own `Cache-Control`.

use crate::config::UrlScheme;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

/// A browser that has once used https uses nothing else for a year (HSTS).
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// Policy of answers without one of their own: nothing runs in them, and no page may frame them.
const NO_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];
const SIGN_OUT: &str = "/admin/api/sign-out";
/// Only the cache: `storage` holds a tablet's sound setting, and `cookies` its enrolment.
const CLEARED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));

/// Outermost middleware: adds the headers, and clears the browser's cache after sign-out.
pub async fn complete_headers(
    State(scheme): State<UrlScheme>,
    request: Request,
    next: Next,
) -> Response {
    let signs_out = request.method() == Method::POST && request.uri().path() == SIGN_OUT;
    let mut response = next.run(request).await;
    add_security_headers(response.headers_mut(), scheme);
    if signs_out {
        response.headers_mut().extend([CLEARED]);
    }
    response
}

/// Adds the headers. An answer without `Cache-Control` is not stored: it may be about a person.
pub fn add_security_headers(headers: &mut HeaderMap, scheme: UrlScheme) {
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    let is_feed = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    if is_feed || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if scheme == UrlScheme::Https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Fails when an answer lacks a header or has one of them twice.
    pub fn assert_complete(headers: &HeaderMap, scheme: UrlScheme, of: &str) {
        for (name, value) in ALWAYS {
            assert_eq!(headers.get_all(&name).iter().collect::<Vec<_>>(), [&value], "{of}: {name}");
        }
        let text = |name: HeaderName| {
            let all: Vec<_> =
                headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
            all.join("|")
        };
        let policy = text(header::CONTENT_SECURITY_POLICY);
        for part in
            ["default-src 'none'|default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(part.split('|').any(|part| policy.contains(part)), "{of}: {part} in {policy}");
        }
        assert!(!policy.contains("script-src 'self'") && !policy.contains('|'), "{of}: {policy}");
        let kept = text(header::CACHE_CONTROL);
        let may_be_kept = ["no-cache", "public, max-age=31536000, immutable"];
        assert!(kept == "no-store" || may_be_kept.contains(&kept.as_str()), "{of}: {kept}");
        let expected = if scheme == UrlScheme::Https { "max-age=31536000" } else { "" };
        assert_eq!(text(header::STRICT_TRANSPORT_SECURITY), expected, "{of}");
        assert_eq!(headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN), None, "{of}");
    }
}
