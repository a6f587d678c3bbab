//! The endpoints, one a file.

mod device_remove;
mod openapi;
mod path_id;
mod person_add;
mod person_change;
mod person_remove;
mod problem;
mod roster_get;
mod session_add;
mod sign_out;

use crate::App;
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::{delete, get, patch, post},
};
use member_api::Role;
use service_kit::Problem;

pub(crate) fn routes(app: App) -> Router {
    let managed = Router::new()
        .route("/people", post(person_add::handle))
        .route("/people/{id}", patch(person_change::handle).delete(person_remove::handle))
        .route("/people/{id}/sign-out", post(sign_out::one))
        .route("/sign-out", post(sign_out::everybody))
        .route("/devices/{id}", delete(device_remove::handle))
        .layer(middleware::from_fn_with_state(app.clone(), managers_only));
    Router::new()
        .route("/api/v1/sessions", post(session_add::handle))
        .route("/api/v1/roster", get(roster_get::handle))
        .nest("/api/v1/admin", managed)
        .merge(service_kit::openapi::router(&openapi::document()))
        .with_state(app)
}

/// Middleware: people and devices are the managers' matter. Here the roster itself is at hand, so whoever was signed out or removed is
/// refused at once.
async fn managers_only(State(app): State<App>, request: Request, next: Next) -> Result<Response, Problem> {
    let session = app.guard.require(request.headers(), Role::Manager)?;
    let roster = app.store.roster(&app.id).await?;
    if session.is_some_and(|session| !roster.admits(&session)) {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "signed_out").detail("this session was ended"));
    }
    Ok(next.run(request).await)
}
