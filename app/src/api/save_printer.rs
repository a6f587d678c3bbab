//! Staff add a printer or change one.

use super::ApiError;
use leptos::prelude::*;
use order_api::{Confirmation, PaperWidth};
use serde::{Deserialize, Serialize};

/// A printer as the form has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PrinterForm {
    /// Its id, made with the form.
    pub id: String,
    /// The version that the form was made of; 0 adds it.
    pub version: i64,
    /// As staff call it.
    pub name: String,
    /// Address and port; without a port it is 9100.
    pub address: String,
    /// How it says that something is printed.
    pub confirmation: Confirmation,
    /// The paper that is in it.
    pub paper: PaperWidth,
    /// Prints what is accepted, and what is cancelled after that.
    pub on_accepted: bool,
    pub on_cancelled: bool,
    /// It is in use.
    pub enabled: bool,
}

/// A form that cannot be saved comes back as it was typed.
///
/// # Errors
/// `signed_out`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the service's code.
#[server(prefix = "/admin/api", endpoint = "printers")]
pub async fn save_printer(form: PrinterForm) -> Result<(), ApiError> {
    use crate::{
        admin::printer_put,
        ssr::{TypedForm, context, gateway_code, refuse_form, require_manager, time},
    };
    require_manager()?;
    let gateway = context().gateway;
    let refused = |code: &str| refuse_form("/admin/printers", code, TypedForm::Printer(form.clone()));
    let Ok(id) = form.id.parse() else { return refused("invalid_form") };
    let put = printer_put(&form, gateway.store_id(), time::store_zone(&gateway));
    match gateway.printer_put(id, &put).await {
        Ok(_) => {
            leptos_axum::redirect("/admin/printers?saved=1");
            Ok(())
        }
        Err(error) => refused(gateway_code(&error)),
    }
}
