//! `GET /api/v1/printers?store=`: all printers of a store, without pages, since there are few.

use crate::{App, http::query::StoreQuery};
use axum::extract::State;
use order_api::Printers;
use service_kit::{Json, Problem, Query, openapi::QueryRefusals};

#[utoipa::path(
    get,
    path = "/api/v1/printers",
    tag = "printing",
    summary = "A store's printers, by name",
    params(("store" = Option<String>, Query, description = "The store's id")),
    responses((status = 200, description = "All of them", body = Printers), QueryRefusals)
)]
pub(super) async fn list_printers(
    State(app): State<App>,
    Query(query): Query<StoreQuery>,
) -> Result<Json<Printers>, Problem> {
    let store = query.store.into_text();
    let printers = app.store.printer_list(&store).await?;
    Ok(Json(Printers { printers }))
}
