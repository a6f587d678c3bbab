//! HTTP endpoints, one a file.

mod activity_key;
mod audit;
mod device_remove;
mod device_sign_out;
mod my_pin;
mod openapi;
mod path_id;
mod person_add;
mod person_change;
mod person_remove;
mod problem;
mod roster_get;
mod session_add;
mod session_end;
mod session_renew;
mod sign_out;

use crate::App;
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
    routing::{delete, get, patch, post},
};
use member_api::{Role, Session};
use member_token::{ask_pin, refuse_generated_pin};
use service_kit::Problem;

pub(crate) fn routes(app: App) -> Router {
    let with_pin = Router::new()
        .route("/people", post(person_add::handle))
        .route("/people/{id}", patch(person_change::handle).delete(person_remove::handle))
        .route("/devices/{id}", delete(device_remove::handle))
        .layer(middleware::from_fn_with_state(app.guard.clone(), ask_pin));
    // Signing others out needs no recent PIN: the caller gains nothing by it, and is in a hurry.
    let managed = Router::new()
        .route("/audit", get(audit::handle))
        .route("/people/{id}/sign-out", post(sign_out::one))
        .route("/devices/{id}/sign-out", post(device_sign_out::handle))
        .route("/sign-out", post(sign_out::everybody))
        .merge(with_pin)
        .layer(middleware::from_fn_with_state(app.clone(), managers_only));
    Router::new()
        .route("/api/v1/activity-key", get(activity_key::handle))
        .route("/api/v1/me/pin", post(my_pin::handle))
        .route("/api/v1/me/session", post(session_renew::handle))
        .route("/api/v1/sessions", post(session_add::handle))
        .route("/api/v1/sessions/end", post(session_end::handle))
        .route("/api/v1/roster", get(roster_get::handle))
        .nest("/api/v1/admin", managed)
        .merge(service_kit::openapi::router(&openapi::document()))
        .with_state(app)
}

/// Middleware: admits managers only, and passes their session on.
async fn managers_only(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let session = app.guard.read(request.headers(), Role::Manager)?.ok_or_else(problem::signed_out)?;
    app.admits(&session).await?;
    refuse_generated_pin(&session)?;
    request.extensions_mut().insert(session);
    Ok(next.run(request).await)
}

impl App {
    /// Checks a session against the people in the database, so that an ended session is refused at
    /// once.
    async fn admits(&self, session: &Session) -> Result<(), Problem> {
        if self.store.roster(&self.id).await?.admits(session) { Ok(()) } else { Err(problem::signed_out()) }
    }
}
