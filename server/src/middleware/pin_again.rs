//! Step-up authentication: the PIN once more, before people, prices and money change. The service
//! that owns the data asks for it (403 `pin_needed`). The surface then answers with a page of one
//! field, which carries the form as it was sent and posts to the form's own address. So no form
//! knows of the PIN, none loses its typed values, and none needs scripts.

use crate::{
    admin::uploads,
    pages,
    session::{identity::Identity, staff_sessions},
    state::Site,
};
use app::{
    admin::people::pin_again_page::AskedPin,
    shared::ssr::{Staff as _, staff_code, wants_page},
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use leptos::prelude::provide_context;
use serde::Deserialize;
use service_kit::{Problem, serve::LARGE_BODY_LIMIT};
use staff_api::PinAgain;

/// Address of the page, for people who open it without having sent a form.
const PAGE: &str = "/admin/pin-again";
/// Query of a form's address when the form comes with a PIN.
const QUERY: &str = "pin-again";

/// Whether a request comes with a PIN and carries another form.
pub fn is_answer(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| query == QUERY)
}

/// The form of the PIN's page.
#[derive(Deserialize)]
struct Answer {
    pin: String,
    /// Media type of the carried form.
    kind: String,
    /// The carried form, base64url.
    sent: String,
}

/// Extension of a request whose PIN was refused, with the refusal's code.
#[derive(Clone)]
struct Refused(String);

/// Middleware before the sender is identified: takes the PIN, and passes the carried form on with
/// the renewed session.
pub async fn take(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !is_answer(request.uri()) {
        return next.run(request).await;
    }
    let shown = site.staff.shown(&mut request, site.clock.now());
    let (mut head, body) = request.into_parts();
    let invalid = || Problem::new(StatusCode::BAD_REQUEST, "invalid_form").into_response();
    let Ok(body) = axum::body::to_bytes(body, LARGE_BODY_LIMIT).await else { return invalid() };
    let Ok(answer) = serde_urlencoded::from_bytes::<Answer>(&body) else { return invalid() };
    let sent = BASE64_URL_SAFE_NO_PAD.decode(&answer.sent);
    let (Ok(sent), Ok(kind), Ok(uri)) = (sent, answer.kind.parse(), head.uri.path().parse()) else {
        return invalid();
    };
    head.uri = uri;
    head.headers.insert(header::CONTENT_TYPE, kind);
    head.headers.remove(header::CONTENT_LENGTH);
    let mut renewed = None;
    // Without a session the carried form ends at sign-in.
    if let Some((_, token)) = shown.session {
        let again = PinAgain { pin: answer.pin, end_others: false };
        match site.staff.renew(&site.gateway.acting_as(&token), &again).await {
            Ok(cookie) => {
                staff_sessions::show_instead(&mut head, &cookie);
                renewed = HeaderValue::from_str(&cookie).ok();
            }
            Err(error) => drop(head.extensions.insert(Refused(staff_code(&error).to_owned()))),
        }
    }
    let mut response = next.run(Request::from_parts(head, Body::from(sent))).await;
    if let Some(cookie) = renewed {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Middleware around a surface's forms: if a service needs the PIN for a form, answers with the
/// page that asks for it.
pub async fn ask(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    request: Request,
    next: Next,
) -> Response {
    // A picture changes no price, and is too large to be carried.
    if !is_form(&request) || uploads::is_picture(request.uri().path()) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGE_BODY_LIMIT).await else {
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large").into_response();
    };
    let (headers, action, sent) =
        (head.headers.clone(), format!("{}?{QUERY}", head.uri.path()), body.clone());
    let refused = head.extensions.get::<Refused>().map(|Refused(code)| code.clone());
    if refused.is_none() {
        let response = next.run(Request::from_parts(head, Body::from(body))).await;
        if !identity.pin_needed.get() {
            return response;
        }
    }
    // This clock says that the PIN is recent, so a service that still asks has a different clock.
    let now = site.clock.now();
    let is_recent = |(session, _): &(staff_api::Session, String)| session.is_pin_recent(now);
    let clocks_differ = identity.shown.session.as_ref().is_some_and(is_recent).then_some("clocks_differ");
    let problem = refused.or(clocks_differ.map(str::to_owned));
    page(site, identity, headers, &sent, action, problem).await
}

async fn page(
    site: Site,
    identity: Identity,
    headers: HeaderMap,
    sent: &Bytes,
    action: String,
    problem: Option<String>,
) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let asked =
        AskedPin { action, kind: kind.to_owned(), sent: BASE64_URL_SAFE_NO_PAD.encode(sent), problem };
    let (context, request) =
        (pages::context(&site, identity), pages::page_request(Uri::from_static(PAGE), headers));
    let mut page = pages::render_with(&site, context, request, move || provide_context(asked.clone())).await;
    *page.status_mut() = StatusCode::FORBIDDEN;
    page
}

/// Whether a browser sent a form and expects a page.
fn is_form(request: &Request) -> bool {
    request.method() == Method::POST && wants_page(request.headers())
}
