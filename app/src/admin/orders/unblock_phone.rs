//! Unblocking a phone, by staff.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Idempotent.
///
/// # Errors
/// `signed_out`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`.
#[server(prefix = "/admin/api", endpoint = "orders/unblock")]
pub async fn unblock_phone(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        gateway_code, redirect_to, refuse_request, request_context, require_staff,
    };
    const BLOCKED: &str = "/admin/blocked";
    require_staff()?;
    let Ok(order) = id.parse() else { return refuse_request(BLOCKED, "invalid_form") };
    if let Err(error) = request_context().gateway.unblock_phone(order).await {
        return refuse_request(BLOCKED, gateway_code(&error));
    }
    redirect_to(BLOCKED);
    Ok(())
}
