//! Staff want something on paper: an order once more, what nobody knows to be printed, or a test page.

use super::ApiError;
use leptos::prelude::*;

/// `id` was made with the form, so that pressing twice prints once. `instead_of` is a job that needs a decision; without it, `order`
/// is printed as it is now, and without either a test page.
///
/// # Errors
/// `signed_out`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the service's code.
#[server(prefix = "/admin/api", endpoint = "print-jobs")]
pub async fn add_print_job(
    id: String,
    printer: String,
    order: Option<String>,
    instead_of: Option<String>,
    #[server(default)] from_order: bool,
) -> Result<(), ApiError> {
    use crate::{
        admin::print_job,
        ssr::{context, gateway_code, refuse, require_staff},
    };
    require_staff()?;
    let Some(new) = print_job(&id, &printer, order.as_deref(), instead_of.as_deref()) else {
        return refuse("/admin/printers", "invalid_form");
    };
    let page = match new.order {
        Some(order) if from_order => format!("/admin/orders/{order}"),
        _ => "/admin/printers".to_owned(),
    };
    if let Err(error) = context().gateway.print_job_add(&new).await {
        return refuse(&page, gateway_code(&error));
    }
    leptos_axum::redirect(&format!("{page}?sent=1"));
    Ok(())
}
