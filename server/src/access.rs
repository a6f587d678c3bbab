//! Who gets in at the counter: nobody without a staff session, but to sign in. What is added there is closed by that, whether or
//! not somebody thought of it; what a session may do is asked where it is done.

use crate::identity::Identity;
use axum::{
    Extension,
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{Method, StatusCode, header};
use service_kit::Problem;

const SIGN_IN: &str = "/admin/sign-in";
const OPEN: [&str; 3] = ["/", SIGN_IN, "/admin/api/sign-in"];

/// Middleware of pages and functions: a person is led to where that can be mended, a script gets a 401 `signed_out`.
pub async fn staff_pages(Extension(identity): Extension<Identity>, request: Request, next: Next) -> Response {
    if is_in(&identity) || OPEN.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if request.method() == Method::GET || accept.is_some_and(|accept| accept.contains("text/html")) {
        return (StatusCode::FOUND, [(header::LOCATION, SIGN_IN)]).into_response();
    }
    signed_out()
}

/// Middleware of feeds and files: 401 `signed_out`.
pub async fn staff_feeds(Extension(identity): Extension<Identity>, request: Request, next: Next) -> Response {
    if is_in(&identity) { next.run(request).await } else { signed_out() }
}

fn is_in(identity: &Identity) -> bool {
    identity.staff_until.is_some()
}

fn signed_out() -> Response {
    Problem::new(StatusCode::UNAUTHORIZED, "signed_out").into_response()
}
