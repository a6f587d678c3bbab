//! Step-up authentication: the PIN once more, before people, prices and money change. The service
//! that owns the data asks for it (403 `pin_needed`). The surface then answers with a page of one
//! field, which carries the form as it was sent and posts to the form's own address. So no form
//! knows of the PIN, none loses its typed values, and none needs scripts.

use crate::{
    admin::uploads,
    pages,
    session::{identity::SenderIdentity, staff_sessions},
    state::SurfaceState,
};
use app::{
    admin::people::pin_again_page::PendingPinForm,
    shared::ssr::{StaffSignIn as _, staff_code, wants_page},
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
pub fn is_pin_answer(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| query == QUERY)
}

/// The form of the PIN's page.
#[derive(Deserialize)]
struct PinAgainForm {
    pin: String,
    /// Media type of the carried form.
    kind: String,
    /// The carried form, base64url.
    sent: String,
}

/// Extension of a request whose PIN was refused, with the refusal's code.
#[derive(Clone)]
struct RefusedPin(String);

/// Middleware before the sender is identified: takes the PIN, and passes the carried form on with
/// the renewed session.
pub async fn accept_pin(
    State(site): State<SurfaceState>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST || !is_pin_answer(request.uri()) {
        return next.run(request).await;
    }
    let shown = site.staff.valid_credentials(&mut request, site.clock.now());
    let (mut head, body) = request.into_parts();
    let invalid = || Problem::new(StatusCode::BAD_REQUEST, "invalid_form").into_response();
    let Ok(body) = axum::body::to_bytes(body, LARGE_BODY_LIMIT).await else { return invalid() };
    let Ok(answer) = serde_urlencoded::from_bytes::<PinAgainForm>(&body) else { return invalid() };
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
        match site.staff.renew_session(&site.gateway.acting_as(&token), &again).await {
            Ok(cookie) => {
                staff_sessions::replace_session_cookie(&mut head, &cookie);
                renewed = HeaderValue::from_str(&cookie).ok();
            }
            Err(error) => drop(head.extensions.insert(RefusedPin(staff_code(&error).to_owned()))),
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
pub async fn ask_for_pin(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
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
    let refused = head.extensions.get::<RefusedPin>().map(|RefusedPin(code)| code.clone());
    if refused.is_none() {
        let response = next.run(Request::from_parts(head, Body::from(body))).await;
        if !identity.pin_needed.get() {
            return response;
        }
    }
    // This clock says that the PIN is recent, so a service that still asks has a different clock.
    let now = site.clock.now();
    let is_recent = |(session, _): &(staff_api::StaffSession, String)| session.is_pin_recent(now);
    let clocks_differ =
        identity.shown.session.as_ref().is_some_and(is_recent).then_some("clocks_differ");
    let problem = refused.or(clocks_differ.map(str::to_owned));
    render_pin_page(site, identity, headers, &sent, action, problem).await
}

async fn render_pin_page(
    site: SurfaceState,
    identity: SenderIdentity,
    headers: HeaderMap,
    sent: &Bytes,
    action: String,
    problem: Option<String>,
) -> Response {
    let kind =
        headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let asked = PendingPinForm {
        action,
        kind: kind.to_owned(),
        sent: BASE64_URL_SAFE_NO_PAD.encode(sent),
        problem,
    };
    let (context, request) = (
        pages::page_context(&site, identity),
        pages::page_request(Uri::from_static(PAGE), headers),
    );
    let mut page =
        pages::render_with_context(&site, context, request, move || provide_context(asked.clone()))
            .await;
    *page.status_mut() = StatusCode::FORBIDDEN;
    page
}

/// Whether a browser sent a form and expects a page.
fn is_form(request: &Request) -> bool {
    request.method() == Method::POST && wants_page(request.headers())
}
