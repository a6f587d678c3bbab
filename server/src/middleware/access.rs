//! Deny by default for `/admin`: without a staff session only `/`, sign-in and the choice of the
//! language are open, so an address added later is closed. A locked tablet of the store still shows
//! the board, and the addresses that need a manager are a list. The services that own the data
//! check the role again.

use super::normal_path::NormalPath;
use crate::{
    admin::FORM_FUNCTIONS,
    session::{identity::SenderIdentity, staff_sessions::StaffCredentials},
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
use staff_api::StaffRole;

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

enum AccessDecision {
    Enter,
    OwnPin,
    SignIn,
    RosterUnknown,
    ManagersOnly,
}

/// Whether a request with these credentials reaches a handler.
pub fn is_admitted(shown: &StaffCredentials, method: &Method, path: &NormalPath) -> bool {
    matches!(decide_access(shown, method, path), AccessDecision::Enter)
}

fn decide_access(shown: &StaffCredentials, method: &Method, path: &NormalPath) -> AccessDecision {
    let path = guarded_path(method, path);
    let session = shown.session.as_ref().map(|(session, _)| session);
    let is_open = OPEN.contains(&path) || BOARD.contains(&path) && shown.device.is_some();
    match session {
        None if is_open => AccessDecision::Enter,
        None if shown.is_roster_unknown => AccessDecision::RosterUnknown,
        None => AccessDecision::SignIn,
        Some(session) if session.is_pin_generated && !FOR_GENERATED_PINS.contains(&path) => {
            AccessDecision::OwnPin
        }
        Some(session) if session.person.role < required_role(path) => AccessDecision::ManagersOnly,
        Some(_) => AccessDecision::Enter,
    }
}

/// The path that is judged: a form sent to its own page counts as the server function behind it.
fn guarded_path<'a>(method: &Method, path: &'a NormalPath) -> &'a str {
    let is_its = |(page, _): &&(&str, &str)| *method == Method::POST && *page == path.as_str();
    FORM_FUNCTIONS.iter().find(is_its).map_or(path.as_str(), |(_, function)| function)
}

/// The lowest role that may request this path.
pub fn required_role(path: &str) -> StaffRole {
    let is_below = |place: &&str| {
        path.strip_prefix(*place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
    };
    if MANAGERS.iter().any(is_below) && !BARISTAS.contains(&path) {
        StaffRole::Manager
    } else {
        StaffRole::Barista
    }
}

/// Middleware of pages and functions. A browser is redirected to sign-in, to its own PIN or to the
/// page for managers only; a script gets 401 `signed_out`, 403 `forbidden`, or 503 `roster_unknown`
/// while no roster is known and so no removed person can be recognised.
pub async fn guard_staff_pages(
    Extension(identity): Extension<SenderIdentity>,
    Extension(path): Extension<NormalPath>,
    request: Request,
    next: Next,
) -> Response {
    let is_page = request.method() == Method::GET || wants_page(request.headers());
    enforce_access(&identity.shown, &path, is_page, request, next).await
}

/// Middleware of feeds and files: as [`guard_staff_pages`], but only a request that accepts HTML is
/// redirected.
pub async fn guard_staff_feeds(
    Extension(identity): Extension<SenderIdentity>,
    Extension(path): Extension<NormalPath>,
    request: Request,
    next: Next,
) -> Response {
    let is_page = wants_page(request.headers());
    enforce_access(&identity.shown, &path, is_page, request, next).await
}

async fn enforce_access(
    shown: &StaffCredentials,
    path: &NormalPath,
    is_page: bool,
    request: Request,
    next: Next,
) -> Response {
    match decide_access(shown, request.method(), path) {
        AccessDecision::Enter => next.run(request).await,
        AccessDecision::RosterUnknown if is_page => redirect_to(ROSTER_UNKNOWN),
        AccessDecision::RosterUnknown => roster_unknown_response(),
        AccessDecision::OwnPin if is_page => redirect_to(OWN_PIN),
        AccessDecision::OwnPin => forbidden_response(),
        AccessDecision::SignIn if is_page => redirect_to(SIGN_IN),
        AccessDecision::SignIn => signed_out_response(),
        AccessDecision::ManagersOnly if wants_page(request.headers()) => redirect_to(MANAGERS_ONLY),
        AccessDecision::ManagersOnly => forbidden_response(),
    }
}

fn redirect_to(page: &'static str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, page)]).into_response()
}

fn signed_out_response() -> Response {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out").into_response()
}

fn forbidden_response() -> Response {
    Problem::new(StatusCode::FORBIDDEN, "forbidden").into_response()
}

fn roster_unknown_response() -> Response {
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "roster_unknown");
    problem.with_detail("no roster of the staff is known yet").with_retry_after_s(1).into_response()
}
