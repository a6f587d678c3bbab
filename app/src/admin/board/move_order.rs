//! Moving an order to its next status, by staff.

use crate::shared::{api_error::ApiError, traced_client::TracedClient};
use leptos::prelude::*;
use order_api::OrderStatus;

/// `from` and `version` are the status and version that the tablet showed. On a version conflict
/// with an unchanged status, the transition is tried once more with the newer version. If the
/// status differs (another tablet was faster), it is refused with the current status.
///
/// # Errors
/// `signed_out`, `not_found`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`,
/// or the service's code with the current status.
#[server(prefix = "/admin/api", endpoint = "orders/move", client = TracedClient)]
pub async fn move_order(
    id: String,
    from: OrderStatus,
    to: OrderStatus,
    version: i64,
    reason: Option<String>,
) -> Result<(), ApiError> {
    use crate::shared::ssr::{error_with_status, gateway_refusal, request_context, require_staff};
    use order_api::{OrderActor, OrderTransition};
    require_staff()?;
    let Ok(id) = id.parse() else { return Err(error_with_status(404, ApiError::new("not_found"))) };
    let mut step =
        OrderTransition { to, expected_version: version, actor: OrderActor::Staff, reason };
    let gateway = request_context().gateway;
    let mut moved = gateway.transition_order(id, &step).await;
    if let Err(gateway::GatewayError::Refused(problem)) = &moved
        && problem.code == "version_conflict"
        && problem.more.get("current").and_then(|status| status.as_str()) == Some(from.as_str())
        && let Some(version) = problem.more.get("version").and_then(serde_json::Value::as_i64)
    {
        step.expected_version = version;
        moved = gateway.transition_order(id, &step).await;
    }
    moved.map(drop).map_err(|error| gateway_refusal(&error))
}
