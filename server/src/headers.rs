//! What every answer of a surface tells the browser, whoever made it: pages, redirects, problems, functions, feeds, files and the
//! page of a surface that has too much to do. What an answer says of itself stays.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

/// Browsers that came by https once come by nothing else for a year.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// For what is no page of ours: nothing runs in it, and nobody frames it.
const NO_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];
const SIGN_OUT: &str = "/admin/api/sign-out";
/// Not `storage`, where a tablet remembers that it shall ring; not `cookies`, or it would no longer be enrolled.
const CLEARED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));

/// How browsers reach the surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
}

impl Scheme {
    /// As an origin begins.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// Middleware, outermost.
pub async fn complete(State(scheme): State<Scheme>, request: Request, next: Next) -> Response {
    let signs_out = request.method() == Method::POST && request.uri().path() == SIGN_OUT;
    let mut response = next.run(request).await;
    add(response.headers_mut(), scheme);
    if signs_out {
        response.headers_mut().extend([CLEARED]);
    }
    response
}

/// What an answer lacks. Unless it says that it may be kept it is not: it may be about a person.
pub fn add(headers: &mut HeaderMap, scheme: Scheme) {
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    let is_feed = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    if is_feed || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if scheme == Scheme::Https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Fails when an answer lacks something, or says twice what is said once.
    pub fn assert_complete(headers: &HeaderMap, scheme: Scheme, of: &str) {
        for (name, value) in ALWAYS {
            assert_eq!(headers.get_all(&name).iter().collect::<Vec<_>>(), [&value], "{of}: {name}");
        }
        let text = |name: HeaderName| {
            let all: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
            all.join("|")
        };
        let policy = text(header::CONTENT_SECURITY_POLICY);
        for part in ["default-src 'none'|default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(part.split('|').any(|part| policy.contains(part)), "{of}: {part} in {policy}");
        }
        assert!(!policy.contains("script-src 'self'") && !policy.contains('|'), "{of}: {policy}");
        let kept = text(header::CACHE_CONTROL);
        let may_be_kept = ["no-cache", "public, max-age=31536000, immutable"];
        assert!(kept == "no-store" || may_be_kept.contains(&kept.as_str()), "{of}: {kept}");
        let expected = if scheme == Scheme::Https { "max-age=31536000" } else { "" };
        assert_eq!(text(header::STRICT_TRANSPORT_SECURITY), expected, "{of}");
        assert_eq!(headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN), None, "{of}");
    }
}
