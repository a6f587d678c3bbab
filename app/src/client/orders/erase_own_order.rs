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
        PageAddress, context, gateway_code, own_order, reading_code, redirect_to, refuse,
    };
    use order_api::{Actor, OrderId};
    let Ok(id) = id.parse::<OrderId>() else { return refuse("/client/orders", "not_found") };
    let page = PageAddress::from("/client/orders").segment(id);
    let order = match own_order(id).await {
        Ok(Some(own)) => own.order,
        Ok(None) => return refuse("/client/orders", "not_found"),
        Err(error) => return refuse(page, reading_code(&error)),
    };
    if let Err(error) = context().gateway.erase_order(order.id, Actor::Customer).await {
        return refuse(page, gateway_code(&error));
    }
    redirect_to(page.query("erased", 1));
    Ok(())
}
