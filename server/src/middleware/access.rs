//! Deny by default for `/admin`: without a staff session only `/`, sign-in and the choice of the
//! language are open, so an address added later is closed. A locked tablet of the store still shows
//! the board, and the addresses that need a manager are a list. The services that own the data check
//! the role again.

use super::normal_path::NormalPath;
use crate::{
    admin::FORM_FUNCTIONS,
    session::{identity::Identity, staff_sessions::Shown},
};
use app::shared::ssr::wants_page;
use axum::{
    Extension,
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{Method, StatusCode, header};
use service_kit::Problem;
use staff_api::Role;

const SIGN_IN: &str = "/admin/sign-in";
/// The sign-in page with the notice that no session can be checked yet.
const ROSTER_UNKNOWN: &str = "/admin/sign-in?problem=roster_unknown";
/// The page that explains that a manager's role is needed.
const MANAGERS_ONLY: &str = "/admin/managers-only";
const OPEN: [&str; 4] = ["/", SIGN_IN, "/admin/api/sign-in", "/admin/api/language"];
/// Open to an enrolled device without a session: a locked tablet must keep ringing for new orders.
const BOARD: [&str; 3] = ["/admin", "/admin/live/board", "/admin/printers/sign"];
/// Addresses that need a manager's role, with everything below them, except [`BARISTAS`].
const MANAGERS: [&str; 10] = [
    "/admin/api/orders/erase",
    "/admin/api/people",
    "/admin/api/printers",
    "/admin/api/store",
    "/admin/audit",
    "/admin/day",
    "/admin/menu",
    "/admin/people",
    "/admin/preview",
    "/admin/store",
];
/// Addresses below [`MANAGERS`] that baristas need in a rush.
const BARISTAS: [&str; 2] = ["/admin/api/store/pause", "/admin/api/store/wait"];

/// A session with a generated PIN may only replace that PIN there, or sign out.
const OWN_PIN: &str = "/admin/my-pin";
const FOR_GENERATED_PINS: [&str; 3] = [OWN_PIN, "/admin/api/my-pin", "/admin/api/sign-out"];

enum Ruling {
    Enter,
    OwnPin,
    SignIn,
    RosterUnknown,
    ManagersOnly,
}

/// Whether a request with these credentials reaches a handler.
pub fn lets_in(shown: &Shown, method: &Method, path: &NormalPath) -> bool {
    matches!(ruling(shown, method, path), Ruling::Enter)
}

fn ruling(shown: &Shown, method: &Method, path: &NormalPath) -> Ruling {
    let path = target(method, path);
    let session = shown.session.as_ref().map(|(session, _)| session);
    let is_open = OPEN.contains(&path) || BOARD.contains(&path) && shown.device.is_some();
    match session {
        None if is_open => Ruling::Enter,
        None if shown.is_roster_unknown => Ruling::RosterUnknown,
        None => Ruling::SignIn,
        Some(session) if session.is_pin_generated && !FOR_GENERATED_PINS.contains(&path) => Ruling::OwnPin,
        Some(session) if session.person.role < least(path) => Ruling::ManagersOnly,
        Some(_) => Ruling::Enter,
    }
}

/// The path that is judged: a form sent to its own page counts as the server function behind it.
fn target<'a>(method: &Method, path: &'a NormalPath) -> &'a str {
    let is_its = |(page, _): &&(&str, &str)| *method == Method::POST && *page == path.as_str();
    FORM_FUNCTIONS.iter().find(is_its).map_or(path.as_str(), |(_, function)| function)
}

/// The lowest role that may request this path.
pub fn least(path: &str) -> Role {
    let is_below = |place: &&str| {
        path.strip_prefix(*place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    };
    if MANAGERS.iter().any(is_below) && !BARISTAS.contains(&path) { Role::Manager } else { Role::Barista }
}

/// Middleware of pages and functions. A browser is redirected to sign-in, to its own PIN or to the
/// page for managers only; a script gets 401 `signed_out`, 403 `forbidden`, or 503 `roster_unknown`
/// while no roster is known and so no removed person can be recognised.
pub async fn staff_pages(
    Extension(identity): Extension<Identity>,
    Extension(path): Extension<NormalPath>,
    request: Request,
    next: Next,
) -> Response {
    let is_page = request.method() == Method::GET || wants_page(request.headers());
    admit(&identity.shown, &path, is_page, request, next).await
}

/// Middleware of feeds and files: as [`staff_pages`], but only a request that accepts HTML is
/// redirected.
pub async fn staff_feeds(
    Extension(identity): Extension<Identity>,
    Extension(path): Extension<NormalPath>,
    request: Request,
    next: Next,
) -> Response {
    let is_page = wants_page(request.headers());
    admit(&identity.shown, &path, is_page, request, next).await
}

async fn admit(shown: &Shown, path: &NormalPath, is_page: bool, request: Request, next: Next) -> Response {
    match ruling(shown, request.method(), path) {
        Ruling::Enter => next.run(request).await,
        Ruling::RosterUnknown if is_page => to(ROSTER_UNKNOWN),
        Ruling::RosterUnknown => roster_unknown(),
        Ruling::OwnPin if is_page => to(OWN_PIN),
        Ruling::OwnPin => forbidden(),
        Ruling::SignIn if is_page => to(SIGN_IN),
        Ruling::SignIn => signed_out(),
        Ruling::ManagersOnly if wants_page(request.headers()) => to(MANAGERS_ONLY),
        Ruling::ManagersOnly => forbidden(),
    }
}

fn to(page: &'static str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, page)]).into_response()
}

fn signed_out() -> Response {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out").into_response()
}

fn forbidden() -> Response {
    Problem::new(StatusCode::FORBIDDEN, "forbidden").into_response()
}

fn roster_unknown() -> Response {
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "roster_unknown");
    problem.detail("no roster of the staff is known yet").retry_after_s(1).into_response()
}
