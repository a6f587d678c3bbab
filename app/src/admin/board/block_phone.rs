//! Blocking the phone that placed an order.

use crate::shared::{api_error::ApiError, traced_client::TracedClient};
use leptos::prelude::*;

/// The block lasts one day; blocking again restarts the day.
///
/// # Errors
/// `signed_out`, `invalid_form`, `not_found`, `no_phone`, `too_many_blocked`, `order_unavailable`,
/// `order_storage`, `order_busy`, `order_unknown`.
#[server(prefix = "/admin/api", endpoint = "orders/block", client = TracedClient)]
pub async fn block_phone(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        PageAddress, gateway_code, redirect_to, refuse_request, request_context, require_staff,
    };
    use order_api::OrderId;
    require_staff()?;
    let Ok(order) = id.parse::<OrderId>() else {
        return refuse_request("/admin/orders", "invalid_form");
    };
    if let Err(error) = request_context().gateway.block_phone(order).await {
        return refuse_request(
            PageAddress::from("/admin/orders").with_segment(order),
            gateway_code(&error),
        );
    }
    redirect_to("/admin/blocked");
    Ok(())
}
