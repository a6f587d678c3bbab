//! `GET /api/v1/print-jobs?store=&order=&undecided=&limit=`: print jobs, newest first, and whether
//! there are older ones.

use crate::{
    OrderService,
    db::JobFilter,
    http::query::{PageLimit, StoreParameter},
};
use axum::extract::State;
use order_api::{OrderId, PrintJobs};
use serde::Deserialize;
use service_kit::{
    JsonBody, Problem, QueryParams, extract::deserialize_optional_id, openapi::QueryRefusals,
};

#[derive(Debug, Deserialize)]
pub(super) struct JobQuery {
    #[serde(default)]
    store: StoreParameter,
    #[serde(default, deserialize_with = "deserialize_optional_id")]
    order: Option<OrderId>,
    #[serde(default)]
    undecided: bool,
    #[serde(default)]
    limit: PageLimit,
}

#[utoipa::path(
    get,
    path = "/api/v1/print-jobs",
    tag = "printing",
    summary = "What is, was or will be printed, newest first",
    params(
        ("store" = Option<String>, Query, description = "The store's id"),
        ("order" = Option<String>, Query, description = "Of this order"),
        ("undecided" = Option<bool>, Query, description = "Only those that staff have to decide about: unknown or failed"),
        ("limit" = Option<u32>, Query, description = "Most jobs of the list"),
    ),
    responses((status = 200, description = "At most `limit` of them", body = PrintJobs), QueryRefusals)
)]
pub(super) async fn list_print_jobs(
    State(app): State<OrderService>,
    QueryParams(query): QueryParams<JobQuery>,
) -> Result<JsonBody<PrintJobs>, Problem> {
    let JobQuery { store, order, undecided, limit } = query;
    let filter = JobFilter { store: store.into_text(), order, undecided, limit: limit.0 };
    Ok(JsonBody(app.store.list_print_jobs(&filter).await?))
}
