//! Erasure of the customer's personal data from an order, by a manager at the customer's request.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Allowed once the order has ended. Idempotent.
///
/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `order_open`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`.
#[server(prefix = "/admin/api", endpoint = "orders/erase")]
pub async fn erase_order(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{PageAddress, context, gateway_code, redirect_to, refuse, require_manager};
    use order_api::{Actor, OrderId};
    require_manager()?;
    let Ok(order) = id.parse::<OrderId>() else { return refuse("/admin/orders", "invalid_form") };
    let page = PageAddress::from("/admin/orders").segment(order);
    if let Err(error) = context().gateway.erase_order(order, Actor::Staff).await {
        return refuse(page, gateway_code(&error));
    }
    redirect_to(page.query("erased", 1));
    Ok(())
}
