//! `GET /api/v1/printers?store=`: all printers of a store, without pages, since there are few.

use crate::http::{
    App,
    list::{DEFAULT_STORE, invalid, text},
};
use axum::extract::{Query, State, rejection::QueryRejection};
use order_api::{Printers, limits};
use serde::Deserialize;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[derive(Deserialize)]
pub(in crate::http) struct Params {
    store: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/printers",
    tag = "printing",
    operation_id = "list_printers",
    summary = "A store's printers, by name",
    params(("store" = Option<String>, Query, description = "The store's id")),
    responses((status = 200, description = "All of them", body = Printers), Refusals)
)]
pub(in crate::http) async fn list(
    State(app): State<App>,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<Printers>, Problem> {
    let Query(params) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    let store = text("store", params.store, limits::ID_CHARS)?.unwrap_or_else(|| DEFAULT_STORE.to_owned());
    let printers = app.store.printer_list(&store).await?;
    Ok(Json(Printers { printers }))
}

pub(in crate::http) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}
