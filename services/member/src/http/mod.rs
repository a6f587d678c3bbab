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
    Router, middleware,
    routing::{delete, get, patch, post},
};
use member_api::Role;
use member_token::admit;

pub(crate) fn routes(app: App) -> Router {
    let managed = Router::new()
        .route("/people", post(person_add::handle))
        .route("/people/{id}", patch(person_change::handle).delete(person_remove::handle))
        .route("/people/{id}/sign-out", post(sign_out::one))
        .route("/sign-out", post(sign_out::everybody))
        .route("/devices/{id}", delete(device_remove::handle))
        .layer(middleware::from_fn_with_state((app.guard.clone(), Role::Manager), admit));
    Router::new()
        .route("/api/v1/sessions", post(session_add::handle))
        .route("/api/v1/roster", get(roster_get::handle))
        .nest("/api/v1/admin", managed)
        .merge(service_kit::openapi::router(&openapi::document()))
        .with_state(app)
}
