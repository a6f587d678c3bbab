//! Staff move an order along its life.

use super::{ApiError, traced::Traced};
use leptos::prelude::*;
use order_api::Status;

/// `version` is the one the tablet showed: the second of two tablets is refused and told where the order stands.
///
/// # Errors
/// `signed_out`, `not_found`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the service's code
/// with the current status.
#[server(prefix = "/admin/api", endpoint = "orders/move", client = Traced)]
pub async fn move_order(
    id: String,
    to: Status,
    version: i64,
    reason: Option<String>,
) -> Result<(), ApiError> {
    use crate::ssr::{context, gateway_code, refused_with, require_staff};
    require_staff()?;
    let Ok(id) = id.parse() else { return Err(refused_with(404, ApiError::new("not_found"))) };
    let step =
        order_api::Transition { to, expected_version: version, actor: order_api::Actor::Staff, reason };
    match context().gateway.transition(id, &step).await {
        Ok(_) => Ok(()),
        Err(gateway::GatewayError::Refused(problem)) => {
            let current = problem.more.get("current").and_then(|s| s.as_str()).and_then(|s| s.parse().ok());
            Err(refused_with(problem.status, ApiError { code: problem.code, current }))
        }
        Err(error) => Err(refused_with(503, ApiError::new(gateway_code(&error)))),
    }
}
