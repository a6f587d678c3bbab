//! Settling a print job that needs a decision: staff checked that the paper is there or is not
//! needed.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Idempotent.
///
/// # Errors
/// `signed_out`, `invalid_form`, `not_found`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`.
#[server(prefix = "/admin/api", endpoint = "print-jobs/done")]
pub async fn settle_print_job(id: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        gateway_code, redirect_to, refuse_request, request_context, require_staff,
    };
    const PRINTERS: &str = "/admin/printers";
    require_staff()?;
    let Ok(id) = id.parse() else { return refuse_request(PRINTERS, "invalid_form") };
    if let Err(error) = request_context().gateway.mark_print_job_done(id).await {
        return refuse_request(PRINTERS, gateway_code(&error));
    }
    redirect_to(PRINTERS);
    Ok(())
}
