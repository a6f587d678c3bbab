//! `GET /api/v1/print-jobs?store=&order=&undecided=&limit=`: print jobs, newest first, and whether
//! there are older ones.

use super::uuid;
use crate::{
    http::{
        App,
        list::{DEFAULT_STORE, invalid, limit, text},
    },
    store::JobFilter,
};
use axum::extract::{Query, State, rejection::QueryRejection};
use order_api::{OrderId, PrintJobs, limits};
use serde::Deserialize;
use serde_json::{Value, json};
use service_kit::{
    Json, Problem,
    openapi::{ONE_LINE, Problems, problems},
};
use utoipa::IntoResponses;

/// All parameters are text, so that a refusal can name the wrong one.
#[derive(Deserialize)]
pub(in crate::http) struct Params {
    store: Option<String>,
    order: Option<String>,
    undecided: Option<String>,
    limit: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/print-jobs",
    tag = "printing",
    operation_id = "list_print_jobs",
    summary = "What is, was or will be printed, newest first",
    params(
        ("store" = Option<String>, Query, description = "The store's id"),
        ("order" = Option<String>, Query, description = "Of this order"),
        ("undecided" = Option<bool>, Query, description = "Only those that staff have to decide about: unknown or failed"),
        ("limit" = Option<u32>, Query, description = "Most jobs of the list"),
    ),
    responses((status = 200, description = "At most `limit` of them", body = PrintJobs), Refusals)
)]
pub(in crate::http) async fn jobs(
    State(app): State<App>,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<PrintJobs>, Problem> {
    let Query(params) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    Ok(Json(app.store.print_job_list(&filter(params)?).await?))
}

fn filter(params: Params) -> Result<JobFilter, Problem> {
    let order = params.order.map(|text| uuid(&text).ok_or_else(|| invalid("order: an order's id is a UUID")));
    let undecided = match params.undecided.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(invalid("undecided: true or false")),
    };
    Ok(JobFilter {
        store: text("store", params.store, limits::ID_CHARS)?.unwrap_or_else(|| DEFAULT_STORE.to_owned()),
        order: order.transpose()?.map(OrderId),
        undecided,
        limit: limit(params.limit.as_deref())?,
    })
}

pub(in crate::http) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}

/// Bounds of the parameters that their types do not express.
pub(in crate::http) fn bounds() -> Vec<(&'static str, Value)> {
    vec![
        (
            "store",
            json!({ "minLength": 1, "maxLength": limits::ID_CHARS, "pattern": ONE_LINE, "default": DEFAULT_STORE }),
        ),
        ("order", json!({ "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" })),
        ("limit", json!({ "minimum": 1, "maximum": limits::PAGE })),
    ]
}
