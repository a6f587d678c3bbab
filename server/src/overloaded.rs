//! What a person sees when the surface turns them away: a small page instead of JSON. It is made of constants, since
//! whoever has too much to do must not do much to say so, and it speaks every language for the same reason.

use app::ui::{Label, Lang, State};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// A page tries again after so many seconds; spread, so that a crowd does not come back as one.
const AGAIN_AFTER_S: std::ops::Range<u32> = 2..7;

/// Middleware, outermost: gives a browser that asked for a page words instead of a problem.
pub async fn in_words(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let is_page = wants(request.headers(), header::ACCEPT, "text/html");
    let response = next.run(request).await;
    let is_problem = response.status() == StatusCode::SERVICE_UNAVAILABLE
        && !wants(response.headers(), header::CONTENT_TYPE, "text/html");
    if is_page && is_problem { say(response, &method) } else { response }
}

fn wants(headers: &HeaderMap, name: header::HeaderName, what: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(what))
}

/// The same answer with a page for its body. A form that was sent is not sent again by itself: whoever pressed it
/// goes back and presses again.
fn say(response: Response, method: &Method) -> Response {
    let (mut head, _problem) = response.into_parts();
    let is_form = *method == Method::POST;
    let again_after_s = (!is_form).then(|| rand::random_range(AGAIN_AFTER_S));
    head.headers.remove(header::CONTENT_LENGTH);
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
    ] {
        head.headers.insert(name, HeaderValue::from_static(value));
    }
    head.headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("1"));
    Response::from_parts(head, Body::from(page(again_after_s)))
}

fn page(again_after_s: Option<u32>) -> String {
    let state = if again_after_s.is_some() { State::SurfaceBusy } else { State::SurfaceBusyForm };
    let refresh = again_after_s
        .map(|seconds| format!(r#"<meta http-equiv="refresh" content="{seconds}">"#))
        .unwrap_or_default();
    let words = [Lang::Ko, Lang::En].map(|lang| {
        let again = again_after_s
            .map(|_| format!(r#"<a href="">{}</a>"#, Label::TryAgain.text(lang)))
            .unwrap_or_default();
        format!(r#"<section lang="{}"><p>{}</p>{again}</section>"#, lang.tag(), state.text(lang))
    });
    format!(
        r#"<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{refresh}<title>503</title><style>{STYLE}</style></head><body><main>{}</main></body></html>"#,
        words.concat()
    )
}

const STYLE: &str = "html{font:16px/1.5 system-ui,-apple-system,'Apple SD Gothic Neo','Noto Sans KR','Noto Sans CJK KR',sans-serif;color:#2a1c14;background:#faf6f0}\
body{margin:0;min-height:100vh;display:grid;place-items:center;word-break:keep-all;overflow-wrap:anywhere}\
main{display:grid;gap:32px;max-width:360px;padding:24px;text-align:center}\
p{margin:0 0 12px}\
section+section{padding-top:32px;border-top:1px solid #e7ddd1}\
a{display:inline-flex;align-items:center;min-height:48px;padding:0 20px;border-radius:14px;background:#8c3d1f;color:#fff;font-weight:700;text-decoration:none}";

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware};
    use service_kit::Problem;
    use tower::ServiceExt as _;

    async fn ask(method: Method, accept: &str) -> (HeaderMap, String) {
        let refuse =
            || async { Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded").retry_after_s(1) };
        let router = Router::new().fallback(refuse).layer(middleware::from_fn(in_words));
        let request = Request::builder().method(method).header(header::ACCEPT, accept);
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let headers = response.headers().clone();
        let body = axum::body::to_bytes(response.into_body(), 64 * 1024).await.unwrap();
        (headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_browser_gets_a_page_that_tries_again_and_a_script_the_problem() {
        let (headers, page) = ask(Method::GET, "text/html,application/xhtml+xml").await;
        assert_eq!(headers[header::RETRY_AFTER], "1");
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        for part in [r#"http-equiv="refresh""#, r#"lang="en""#, &State::SurfaceBusy.text(Lang::Ko)] {
            assert!(page.contains(part), "{part}");
        }
        for accept in ["application/json", "text/event-stream", "*/*"] {
            let (headers, problem) = ask(Method::GET, accept).await;
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            assert!(problem.contains(r#""code":"overloaded""#));
        }
    }

    #[tokio::test]
    async fn a_form_that_was_turned_away_is_not_sent_again_by_itself() {
        let (_, page) = ask(Method::POST, "text/html").await;
        assert!(!page.contains("refresh") && page.contains(&State::SurfaceBusyForm.text(Lang::En)));
    }
}
