//! Endpoints of printers and print jobs. Only managers set up a printer, since this service
//! connects to its address.

pub(super) mod add_job;
pub(super) mod jobs;
pub(super) mod list;
pub(super) mod put;
pub(super) mod remove;
pub(super) mod settle_job;

use super::App;
use axum::{
    Router,
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
    middleware::from_fn_with_state,
    routing::{get, post, put as put_route},
};
use member_api::Role;
use member_token::{Guard, admit};
use service_kit::Problem;
use std::str::FromStr;
use uuid::Uuid;

pub(super) fn routes(guard: &Guard) -> Router<App> {
    let managers = Router::new()
        .route("/api/v1/printers/{id}", put_route(put::put).delete(remove::remove))
        .layer(from_fn_with_state((guard.clone(), Role::Manager), admit));
    let baristas = Router::new()
        .route("/api/v1/print-jobs", post(add_job::add))
        .route("/api/v1/print-jobs/{id}/done", post(settle_job::settle))
        .layer(from_fn_with_state((guard.clone(), Role::Barista), admit));
    let reading =
        Router::new().route("/api/v1/printers", get(list::list)).route("/api/v1/print-jobs", get(jobs::jobs));
    reading.merge(managers).merge(baristas)
}

/// The `{id}` of the path: a hyphenated UUID.
pub(super) struct PathUuid(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for PathUuid {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let invalid = || Problem::new(StatusCode::BAD_REQUEST, "invalid_id").detail("an id is a UUID");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| invalid())?;
        uuid(&text).map(Self).ok_or_else(invalid)
    }
}

/// Accepts only the hyphenated form: other spellings would be more names of the same thing.
pub(super) fn uuid(text: &str) -> Option<Uuid> {
    const HYPHENATED: usize = 36;
    (text.len() == HYPHENATED).then(|| Uuid::from_str(text).ok()).flatten()
}
