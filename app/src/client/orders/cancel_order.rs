//! Cancellation of an order by its customer.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Allowed until preparation starts. If the order changed meanwhile (`version_conflict`, such as an
/// acceptance), the cancellation is tried once more with the newer version.
///
/// # Errors
/// `not_found` (also for another customer's order), `too_late`, `order_unavailable`,
/// `order_storage`, `order_busy`, `order_unknown`.
#[server(prefix = "/client/api", endpoint = "orders/cancel")]
pub async fn cancel_order(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        PageAddress, find_own_order, gateway_code, reading_code, redirect_to, refuse_request,
    };
    use gateway::GatewayError;
    use order_api::OrderId;
    let Ok(id) = id.parse::<OrderId>() else {
        return refuse_request("/client/orders", "not_found");
    };
    let page = PageAddress::from("/client/orders").with_segment(id);
    let order = match find_own_order(id).await {
        Ok(Some(own)) => own.order,
        Ok(None) => return refuse_request("/client/orders", "not_found"),
        Err(error) => return refuse_request(page, reading_code(&error)),
    };
    let mut outcome = request_cancellation(order.id, order.version).await;
    if let Err(GatewayError::Refused(problem)) = &outcome
        && problem.code == "version_conflict"
        && let Some(version) = problem.more.get("version").and_then(serde_json::Value::as_i64)
    {
        outcome = request_cancellation(order.id, version).await;
    }
    match outcome {
        Ok(()) => {
            redirect_to(page);
            Ok(())
        }
        Err(GatewayError::Refused(problem)) if problem.status == 409 => {
            refuse_request(page, "too_late")
        }
        Err(error) => refuse_request(page, gateway_code(&error)),
    }
}

#[cfg(feature = "ssr")]
async fn request_cancellation(
    id: order_api::OrderId,
    expected_version: i64,
) -> Result<(), gateway::GatewayError> {
    use order_api::{OrderActor, OrderStatus, OrderTransition};
    let step = OrderTransition {
        to: OrderStatus::Cancelled,
        expected_version,
        actor: OrderActor::Customer,
        reason: None,
    };
    crate::shared::ssr::request_context().gateway.transition_order(id, &step).await.map(drop)
}
