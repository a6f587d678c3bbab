//! Erasure of the customer's personal data from an order, by a manager at the customer's request.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Allowed once the order has ended. Idempotent.
///
/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `not_found`, `order_open`, `order_unavailable`,
/// `order_storage`, `order_busy`, `order_unknown`.
#[server(prefix = "/admin/api", endpoint = "orders/erase")]
pub async fn erase_order(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        PageAddress, gateway_code, redirect_to, refuse_request, request_context, require_manager,
    };
    use order_api::{OrderActor, OrderId};
    require_manager()?;
    let Ok(order) = id.parse::<OrderId>() else {
        return refuse_request("/admin/orders", "invalid_form");
    };
    let page = PageAddress::from("/admin/orders").with_segment(order);
    if let Err(error) = request_context().gateway.erase_order(order, OrderActor::Staff).await {
        return refuse_request(page, gateway_code(&error));
    }
    redirect_to(page.with_query("erased", 1));
    Ok(())
}
