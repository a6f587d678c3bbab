//! CSRF protection: refuses changes that another site's page requests, since cookies travel with
//! them.

use crate::config::UrlScheme;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, StatusCode, header};
use service_kit::Problem;

/// Middleware: every request but GET and HEAD must come from this origin, else 403 `cross_site`.
/// Browsers name the origin in `Sec-Fetch-Site` or, on plain http, in `Origin`; a request with
/// neither comes from no browser and carries no user's cookies.
pub async fn refuse_cross_site(
    State(scheme): State<UrlScheme>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    if is_change && !is_own_origin(request.headers(), scheme) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "cross_site")
            .with_detail("changes come from this site's pages only"));
    }
    Ok(next.run(request).await)
}

fn is_own_origin(headers: &HeaderMap, scheme: UrlScheme) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(http::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://") == Some((scheme.as_str(), host)),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let pairs = pairs.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))
        });
        is_own_origin(&pairs.collect(), UrlScheme::Http)
    }

    #[test]
    fn another_port_of_the_same_host_is_another_site() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://a:1"),
            ("host", "a:1")
        ]));
        assert!(own(&[("origin", "http://a:1"), ("host", "a:1")]));
        assert!(!own(&[("origin", "http://a:2"), ("host", "a:1")]));
        assert!(!own(&[("origin", "null"), ("host", "a:1")]));
        assert!(own(&[("host", "a:1")]));
        assert!(
            !own(&[("origin", "https://a:1"), ("host", "a:1")]),
            "another scheme is another origin"
        );
    }
}
