//! Adding a print job: a reprint of an order, a replacement for a job that needs a decision, or a
//! test page.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// `id` is generated with the form, so submitting twice prints once. `instead_of` is a job that
/// needs a decision. Without it, `order` is printed in its current state; without either, a test
/// page is printed.
///
/// # Errors
/// `signed_out`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`, or the service's code.
#[server(prefix = "/admin/api", endpoint = "print-jobs")]
pub async fn add_print_job(
    id: String,
    printer: String,
    order: Option<String>,
    instead_of: Option<String>,
    #[server(default)] from_order: bool,
) -> Result<(), ApiError> {
    use crate::{
        admin::printers::jobs::parse_print_job,
        shared::ssr::{
            PageAddress, gateway_code, redirect_to, refuse_request, request_context, require_staff,
        },
    };
    require_staff()?;
    let Some(new) = parse_print_job(&id, &printer, order.as_deref(), instead_of.as_deref()) else {
        return refuse_request("/admin/printers", "invalid_form");
    };
    let page = match new.order {
        Some(order) if from_order => PageAddress::from("/admin/orders").with_segment(order),
        _ => "/admin/printers".into(),
    };
    if let Err(error) = request_context().gateway.add_print_job(&new).await {
        return refuse_request(page, gateway_code(&error));
    }
    redirect_to(page.with_query("sent", 1));
    Ok(())
}
