//! Adding or changing a printer, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;
use order_api::{PaperLanguage, PaperWidth, PrintConfirmation};
use serde::{Deserialize, Serialize};

/// The fields of the printer form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PrinterForm {
    /// The printer's id, generated with the form.
    pub id: String,
    /// The version that the form shows, for optimistic concurrency; 0 adds a new printer.
    pub version: i64,
    /// The display name for staff.
    pub name: String,
    /// Host and port; the default port is 9100.
    pub address: String,
    /// How the printer confirms a printed job.
    pub confirmation: PrintConfirmation,
    /// The width of its paper.
    pub paper: PaperWidth,
    /// The language of the words on it.
    pub language: PaperLanguage,
    /// Print orders when they are accepted.
    pub on_accepted: bool,
    /// Print orders that are cancelled after they were accepted.
    pub on_cancelled: bool,
    /// Whether the printer is in use.
    pub enabled: bool,
}

/// A form that cannot be saved is shown again as typed.
///
/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`, or the service's code.
#[server(prefix = "/admin/api", endpoint = "printers")]
pub async fn save_printer(form: PrinterForm) -> Result<(), ApiError> {
    use crate::{
        admin::printers::form::printer_put,
        shared::ssr::{
            gateway_code, redirect_to, refuse_form, request_context, require_manager, time,
        },
    };
    require_manager()?;
    let gateway = request_context().gateway;
    let refused = |code: &str| refuse_form("/admin/printers", code, form.clone());
    let Ok(id) = form.id.parse() else { return refused("invalid_form") };
    let put = printer_put(&form, gateway.store_id(), time::store_zone(&gateway));
    match gateway.put_printer(id, &put).await {
        Ok(_) => {
            redirect_to("/admin/printers?saved=1");
            Ok(())
        }
        Err(error) => refused(gateway_code(&error)),
    }
}
