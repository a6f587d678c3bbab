//! Between a printer and the form in which it is typed.

use crate::api::PrinterForm;
use order_api::{Printer, PrinterSettings, PutPrinter};

/// Where printers listen that are not told otherwise.
const PORT: &str = "9100";

impl PrinterForm {
    /// A printer as it is set up.
    pub(super) fn of(printer: &Printer) -> Self {
        let settings = printer.settings.clone();
        Self {
            id: printer.id.to_string(),
            version: printer.version,
            name: settings.name,
            address: settings.address,
            confirmation: settings.confirmation,
            on_accepted: settings.on_accepted,
            on_cancelled: settings.on_cancelled,
            enabled: settings.enabled,
        }
    }

    /// One that is not there yet.
    pub(super) fn fresh(id: uuid::Uuid) -> Self {
        let id = id.to_string();
        Self { id, on_accepted: true, on_cancelled: true, enabled: true, ..Self::default() }
    }
}

/// What `form` asks for, at this store.
pub(crate) fn printer_put(form: &PrinterForm, store: String, zone: String) -> PutPrinter {
    let address = form.address.trim();
    let address = if address.contains(':') { address.to_owned() } else { format!("{address}:{PORT}") };
    let settings = PrinterSettings {
        store,
        name: form.name.trim().to_owned(),
        address,
        zone,
        confirmation: form.confirmation,
        on_accepted: form.on_accepted,
        on_cancelled: form.on_cancelled,
        enabled: form.enabled,
    };
    PutPrinter { expected_version: form.version, settings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_nobody_typed_is_the_usual_one() {
        let address = |typed: &str| {
            let form = PrinterForm { address: typed.to_owned(), ..PrinterForm::default() };
            printer_put(&form, String::new(), String::new()).settings.address
        };
        assert_eq!(address(" 192.168.0.50 "), "192.168.0.50:9100");
        assert_eq!(address("192.168.0.50:9101"), "192.168.0.50:9101");
    }
}
