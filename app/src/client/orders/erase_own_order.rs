//! Erasure of the customer's personal data from an order, by the customer.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Allowed once the order has ended. Idempotent.
///
/// # Errors
/// `not_found` (also for another customer's order), `order_open`, `order_unavailable`,
/// `order_storage`, `order_busy`, `order_unknown`.
#[server(prefix = "/client/api", endpoint = "orders/erase")]
pub async fn erase_own_order(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        PageAddress, find_own_order, gateway_code, reading_code, redirect_to, refuse_request,
        request_context,
    };
    use order_api::{OrderActor, OrderId};
    let Ok(id) = id.parse::<OrderId>() else {
        return refuse_request("/client/orders", "not_found");
    };
    let page = PageAddress::from("/client/orders").with_segment(id);
    let order = match find_own_order(id).await {
        Ok(Some(own)) => own.order,
        Ok(None) => return refuse_request("/client/orders", "not_found"),
        Err(error) => return refuse_request(page, reading_code(&error)),
    };
    if let Err(error) = request_context().gateway.erase_order(order.id, OrderActor::Customer).await
    {
        return refuse_request(page, gateway_code(&error));
    }
    redirect_to(page.with_query("erased", 1));
    Ok(())
}
