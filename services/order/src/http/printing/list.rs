//! `GET /api/v1/printers?store=`: all printers of a store, without pages, since there are few.

use crate::{OrderService, http::query::StoreQuery};
use axum::extract::State;
use order_api::PrinterList;
use service_kit::{JsonBody, Problem, QueryParams, openapi::QueryRefusals};

#[utoipa::path(
    get,
    path = "/api/v1/printers",
    tag = "printing",
    summary = "A store's printers, by name",
    params(("store" = Option<String>, Query, description = "The store's id")),
    responses((status = 200, description = "All of them", body = PrinterList), QueryRefusals)
)]
pub(super) async fn list_printers(
    State(app): State<OrderService>,
    QueryParams(query): QueryParams<StoreQuery>,
) -> Result<JsonBody<PrinterList>, Problem> {
    let store = query.store.into_text();
    let printers = app.store.list_printers(&store).await?;
    Ok(JsonBody(PrinterList { printers }))
}
