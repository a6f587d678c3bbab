//! Error pages for people: a small page instead of a JSON problem for every request that the
//! surface turns away. The page is made of constants, because an overloaded surface must spend
//! little on an answer, and it has the words of every language for the same reason.

use super::headers;
use crate::{admin::uploads, config::UrlScheme};
use app::shared::{
    ssr::wants_page,
    ui::{Lang, PageNotice},
};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header, response::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use service_kit::overload::ShedReason;

/// Longest problem that is read.
const PROBLEM_MAX_BYTES: usize = 4 * 1024;
/// Where orders are placed: the one change with an idempotency key, so that repeating it orders
/// once.
const PLACING: &str = "/client/api/orders";
/// Seconds until a page reloads itself; random, so that a crowd does not return all at once.
const AGAIN_AFTER_S: std::ops::Range<u32> = 2..7;

/// The answer to a request that the surface's door refuses. It passes no layer of the router, so it
/// gets its headers here.
pub fn refusal_over_http(request: &Request, refused: ShedReason) -> Response {
    refusal_with_headers(request, refused, UrlScheme::Http)
}

/// As [`refusal_over_http`], for a surface that browsers reach over https.
pub fn refusal_over_https(request: &Request, refused: ShedReason) -> Response {
    refusal_with_headers(request, refused, UrlScheme::Https)
}

fn refusal_with_headers(request: &Request, refused: ShedReason, scheme: UrlScheme) -> Response {
    let mut response = refusal_response(request, refused);
    headers::add_security_headers(response.headers_mut(), scheme);
    response
}

fn refusal_response(request: &Request, refused: ShedReason) -> Response {
    let refusal = refused.problem_response();
    if !wants_page(request.headers()) {
        return refusal;
    }
    let (head, _problem) = refusal.into_parts();
    let head_status = head.status;
    let code = match refused {
        ShedReason::Overloaded => "overloaded",
        ShedReason::AddressShare(_) => "address_share",
    };
    respond_with_page(
        head,
        &ProblemSummary::from_code(Some(code), head_status),
        RequestKind::from_request(request),
    )
}

/// Whether the request places an order.
pub fn is_placing(request: &Request) -> bool {
    RequestKind::from_request(request) == RequestKind::Placing
}

/// Middleware around everything that answers with a problem: a browser that accepts a page gets
/// words instead of the problem.
pub async fn render_problem_pages(request: Request, next: Next) -> Response {
    let asked = RequestKind::from_request(&request);
    let is_page = wants_page(request.headers());
    let form = (asked != RequestKind::Page)
        .then(|| uploads::form_page(request.uri().path()).map(str::to_owned))
        .flatten();
    let response = next.run(request).await;
    if !(is_page && is_problem(&response)) {
        return response;
    }
    let (head, problem) = response.into_parts();
    let trouble = ProblemSummary::from_problem(&head, problem).await;
    if let (StatusCode::PAYLOAD_TOO_LARGE, Some(form)) = (head.status, form) {
        return Redirect::to(&format!("{form}?problem=payload_too_large")).into_response();
    }
    respond_with_page(head, &trouble, asked)
}

/// Whether an answer is an error without a page of its own.
fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_no = response.status().is_client_error() || response.status().is_server_error();
    is_no && !kind.is_some_and(|kind| kind.contains("text/html"))
}

/// The kind of request that was turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RequestKind {
    Page,
    Form,
    Placing,
    /// A request that a retry does not help.
    Nothing,
}

impl RequestKind {
    fn from_request(request: &Request) -> Self {
        match (request.method(), request.uri().path()) {
            (&Method::POST, PLACING) => Self::Placing,
            (&Method::POST, _) => Self::Form,
            _ => Self::Page,
        }
    }

    fn retry_advice(self, lang: Lang) -> String {
        match self {
            Self::Page => PageNotice::PageAgain.text_in(lang),
            Self::Form => PageNotice::FormAgain.text_in(lang),
            Self::Placing => PageNotice::PlacingAgain.text_in(lang),
            Self::Nothing => String::new(),
        }
    }
}

/// Whether a text consists of the characters of codes and ids; nothing else is inserted into the
/// page.
fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
    })
}

/// The same answer with a page as its body. A form is not sent again automatically: its sender goes
/// back and sends it again.
fn respond_with_page(mut head: Parts, trouble: &ProblemSummary, asked: RequestKind) -> Response {
    for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        head.headers.remove(name);
    }
    for (name, value) in
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")]
    {
        head.headers.insert(name, HeaderValue::from_static(value));
    }
    let helps = head.status.is_server_error() || head.status == StatusCode::TOO_MANY_REQUESTS;
    let asked = if helps { asked } else { RequestKind::Nothing };
    if asked != RequestKind::Nothing {
        head.headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("1"));
    }
    let id = head.headers.get("x-request-id").and_then(|id| id.to_str().ok());
    let id = id.filter(|id| is_word(id)).unwrap_or_default();
    let page = render_error_page(trouble, asked, id, head.status);
    Response::from_parts(head, Body::from(page))
}

/// What went wrong, as far as the problem can be read; a compressed one cannot.
struct ProblemSummary {
    why: PageNotice,
    code: Option<String>,
}

impl ProblemSummary {
    async fn from_problem(head: &Parts, problem: Body) -> Self {
        let is_plain = !head.headers.contains_key(header::CONTENT_ENCODING);
        let body = axum::body::to_bytes(problem, PROBLEM_MAX_BYTES).await.unwrap_or_default();
        let problem = serde_json::from_slice::<serde_json::Value>(&body).unwrap_or_default();
        Self::from_code(
            problem["code"].as_str().filter(|code| is_plain && is_word(code)),
            head.status,
        )
    }

    fn from_code(code: Option<&str>, status: StatusCode) -> Self {
        let why = match (code, status) {
            (Some("overloaded" | "too_many_streams"), _) => PageNotice::SurfaceBusy,
            (_, StatusCode::TOO_MANY_REQUESTS) => PageNotice::AddressShare,
            (_, StatusCode::UNAUTHORIZED) => PageNotice::SignInFirst,
            (_, StatusCode::FORBIDDEN) => PageNotice::NotAllowed,
            (_, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE) => {
                PageNotice::NoSuchPage
            }
            (_, StatusCode::REQUEST_TIMEOUT) => PageNotice::SentTooSlowly,
            (_, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE) => {
                PageNotice::SentTooMuch
            }
            (_, status) if status.is_client_error() => PageNotice::NotUnderstood,
            _ => PageNotice::SurfaceLate,
        };
        Self { why, code: code.map(str::to_owned) }
    }

    /// Footer with the code and the request id of the logs. A request refused at the door has no
    /// id, since no work was done for it.
    fn reference_footer(&self, id: &str, status: StatusCode) -> String {
        let code = self.code.clone().unwrap_or_else(|| status.as_u16().to_string());
        if id.is_empty() {
            return format!("<footer><code>{code}</code></footer>");
        }
        let names: Vec<_> = Lang::ALL.iter().map(|lang| lang.words().common.request_id).collect();
        format!("<footer>{code} · {} <code>{id}</code></footer>", names.join(" / "))
    }
}

fn render_error_page(
    trouble: &ProblemSummary,
    asked: RequestKind,
    id: &str,
    status: StatusCode,
) -> String {
    let again_after_s = (asked == RequestKind::Page).then(|| rand::random_range(AGAIN_AFTER_S));
    let refresh = again_after_s
        .map(|seconds| format!(r#"<meta http-equiv="refresh" content="{seconds}">"#))
        .unwrap_or_default();
    let words: Vec<_> = Lang::ALL
        .iter()
        .copied()
        .map(|lang| {
            let again = match asked {
                RequestKind::Page => format!(r#"<a href="">{}</a>"#, lang.words().common.try_again),
                RequestKind::Nothing => {
                    format!(r#"<a href="/">{}</a>"#, PageNotice::ToStart.text_in(lang))
                }
                RequestKind::Form | RequestKind::Placing => String::new(),
            };
            format!(
                r#"<section lang="{}"><p>{} {}</p>{again}</section>"#,
                lang.tag(),
                trouble.why.text_in(lang),
                asked.retry_advice(lang)
            )
        })
        .collect();
    format!(
        r#"<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{refresh}<title>{}</title><style>{STYLE}</style></head><body><main>{}{}</main></body></html>"#,
        status.as_u16(),
        words.concat(),
        trouble.reference_footer(id, status)
    )
}

const STYLE: &str = "html{font:16px/1.5 system-ui,-apple-system,'Apple SD Gothic Neo','Noto Sans KR','Noto Sans CJK KR',sans-serif;color:#2a1c14;background:#faf6f0}\
body{margin:0;min-height:100vh;display:grid;place-items:center;word-break:keep-all;overflow-wrap:anywhere}\
main{display:grid;gap:32px;max-width:360px;padding:24px;text-align:center}\
p{margin:0 0 12px;text-wrap:balance}\
section+section{padding-top:32px;border-top:1px solid #e7ddd1}\
footer{font-size:13px;color:#6b5a4e}\
code{user-select:all}\
a{display:inline-flex;align-items:center;min-height:48px;padding:0 20px;border-radius:14px;background:#8c3d1f;color:#fff;font-weight:700;text-decoration:none}";

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, http::HeaderMap, middleware, routing::any};
    use service_kit::Problem;
    use tower::ServiceExt as _;
    use tower_http::compression::CompressionLayer;

    async fn ask(method: Method, path: &str, accept: &str) -> (HeaderMap, String) {
        let problem =
            |code| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code).with_retry_after_s(1);
        let router = Router::new()
            .route("/late", any(async move || problem("deadline_exceeded")))
            .fallback(async move || problem("overloaded"))
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn(render_problem_pages));
        let request = Request::builder().method(method).uri(path).header(header::ACCEPT, accept);
        let request = if path == "/packed" {
            request.header(header::ACCEPT_ENCODING, "gzip")
        } else {
            request
        };
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let headers = response.headers().clone();
        let body = axum::body::to_bytes(response.into_body(), 64 * 1024).await.unwrap();
        (headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_browser_gets_a_page_that_tries_again_and_a_script_the_problem() {
        let (headers, page) = ask(Method::GET, "/", "text/html,application/xhtml+xml").await;
        assert_eq!(headers[header::RETRY_AFTER], "1");
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        for part in
            [r#"http-equiv="refresh""#, r#"lang="en""#, &PageNotice::SurfaceBusy.text_in(Lang::Ko)]
        {
            assert!(page.contains(part), "{part}");
        }
        for accept in ["application/json", "text/event-stream", "*/*"] {
            let (headers, problem) = ask(Method::GET, "/", accept).await;
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            assert!(problem.contains(r#""code":"overloaded""#));
        }
    }

    #[tokio::test]
    async fn whatever_says_no_says_it_in_words_to_a_person_and_in_json_to_a_program() {
        for status in (400..600).filter_map(|status| StatusCode::from_u16(status).ok()) {
            for is_problem in [true, false] {
                let no = move || async move {
                    if is_problem {
                        Problem::new(status, "some_code").into_response()
                    } else {
                        status.into_response()
                    }
                };
                let router =
                    Router::new().fallback(no).layer(middleware::from_fn(render_problem_pages));
                for method in [Method::GET, Method::POST, Method::PUT] {
                    let ask = |accept| {
                        let request = Request::builder()
                            .method(method.clone())
                            .header(header::ACCEPT, accept);
                        router.clone().oneshot(request.body(Body::empty()).unwrap())
                    };
                    let page = ask("text/html,*/*;q=0.8").await.unwrap();
                    assert_eq!(page.status(), status);
                    assert_eq!(
                        page.headers()[header::CONTENT_TYPE],
                        "text/html; charset=utf-8",
                        "{method} {status}"
                    );
                    let program = ask("*/*").await.unwrap();
                    let kind = program.headers().get(header::CONTENT_TYPE);
                    assert_eq!(
                        kind.is_some_and(|kind| kind == "application/problem+json"),
                        is_problem
                    );
                }
            }
        }
    }

    #[tokio::test]
    async fn a_form_that_was_turned_away_is_not_sent_again_by_itself() {
        let (_, page) = ask(Method::POST, "/client/api/cart/add", "text/html").await;
        assert!(
            !page.contains("refresh") && page.contains(&PageNotice::FormAgain.text_in(Lang::En)),
            "{page}"
        );
        assert!(!page.contains("never orders twice"), "it was no order");
        let (_, page) = ask(Method::POST, PLACING, "text/html").await;
        assert!(
            !page.contains("refresh") && page.contains(&PageNotice::PlacingAgain.text_in(Lang::En)),
            "{page}"
        );
    }

    #[tokio::test]
    async fn a_page_of_trouble_has_the_code_and_the_id_that_the_logs_have() {
        let broken = Router::new()
            .fallback(async || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))
            .layer(middleware::from_fn(service_kit::observe::observe_request))
            .layer(middleware::from_fn(render_problem_pages));
        let request =
            Request::builder().header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
        let answer = broken.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let page = axum::body::to_bytes(answer.into_body(), 64 * 1024).await.unwrap();
        let page = str::from_utf8(&page).unwrap();
        assert!(
            page.contains(&format!("internal · 요청 번호 / Request id <code>{id}</code>")),
            "{page}"
        );
    }

    #[tokio::test]
    async fn who_was_answered_too_late_is_not_told_of_a_crowd() {
        let (_, page) = ask(Method::GET, "/late", "text/html").await;
        assert!(page.contains(&PageNotice::SurfaceLate.text_in(Lang::En)), "{page}");
        assert!(
            !page.contains(&PageNotice::SurfaceBusy.text_in(Lang::En)) && page.contains("refresh")
        );
    }

    #[tokio::test]
    async fn the_page_is_plain_though_the_problem_was_compressed() {
        let (headers, page) = ask(Method::GET, "/packed", "text/html").await;
        assert_eq!(
            (headers.get(header::CONTENT_ENCODING), page.starts_with("<!DOCTYPE")),
            (None, true)
        );
    }
}
