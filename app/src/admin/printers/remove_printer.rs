//! Removal of a printer, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Print jobs that wait for the printer are dropped.
///
/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`.
#[server(prefix = "/admin/api", endpoint = "printers/remove")]
pub async fn remove_printer(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        gateway_code, redirect_to, refuse_request, request_context, require_manager,
    };
    const PRINTERS: &str = "/admin/printers";
    require_manager()?;
    let Ok(id) = id.parse() else { return refuse_request(PRINTERS, "invalid_form") };
    if let Err(error) = request_context().gateway.remove_printer(id).await {
        return refuse_request(PRINTERS, gateway_code(&error));
    }
    redirect_to(PRINTERS);
    Ok(())
}
