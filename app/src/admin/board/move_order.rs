//! Moving an order to its next status, by staff.

use crate::shared::{api_error::ApiError, traced_client::Traced};
use leptos::prelude::*;
use order_api::Status;

/// `from` and `version` are the status and version that the tablet showed. On a version conflict
/// with an unchanged status, the transition is tried once more with the newer version. If the
/// status differs (another tablet was faster), it is refused with the current status.
///
/// # Errors
/// `signed_out`, `not_found`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the service's code
/// with the current status.
#[server(prefix = "/admin/api", endpoint = "orders/move", client = Traced)]
pub async fn move_order(
    id: String,
    from: Status,
    to: Status,
    version: i64,
    reason: Option<String>,
) -> Result<(), ApiError> {
    use crate::shared::ssr::{context, gateway_refusal, refused_with, require_staff};
    use order_api::{Actor, Transition};
    require_staff()?;
    let Ok(id) = id.parse() else { return Err(refused_with(404, ApiError::new("not_found"))) };
    let mut step = Transition { to, expected_version: version, actor: Actor::Staff, reason };
    let gateway = context().gateway;
    let mut moved = gateway.transition(id, &step).await;
    if let Err(gateway::GatewayError::Refused(problem)) = &moved
        && problem.code == "version_conflict"
        && problem.more.get("current").and_then(|status| status.as_str()) == Some(from.as_str())
        && let Some(version) = problem.more.get("version").and_then(serde_json::Value::as_i64)
    {
        step.expected_version = version;
        moved = gateway.transition(id, &step).await;
    }
    moved.map(drop).map_err(|error| gateway_refusal(&error))
}
