//! Conversion between a printer and its form, and warnings about printers.

use crate::{
    admin::{
        printers::save_printer::PrinterForm, store::set_up_warnings::duplicate_names,
        words::page_words,
    },
    shared::ui::Lang,
};
use order_api::{PaperLanguage, Printer, PrinterSettings, PutPrinter};
use unicode_normalization::UnicodeNormalization as _;

/// Port of a printer when none is typed.
const PORT: &str = "9100";

impl PrinterForm {
    /// The form of an existing printer.
    pub(super) fn from_printer(printer: &Printer) -> Self {
        let settings = printer.settings.clone();
        Self {
            id: printer.id.to_string(),
            version: printer.version,
            name: settings.name,
            address: settings.address,
            confirmation: settings.confirmation,
            paper: settings.paper,
            language: settings.language,
            on_accepted: settings.on_accepted,
            on_cancelled: settings.on_cancelled,
            enabled: settings.enabled,
        }
    }

    /// The form of a new printer, for somebody who reads `lang`.
    pub(super) fn for_new_printer(id: uuid::Uuid, lang: Lang) -> Self {
        let id = id.to_string();
        let language = paper_language(lang);
        Self {
            id,
            language,
            on_accepted: true,
            on_cancelled: true,
            enabled: true,
            ..Self::default()
        }
    }
}

/// The language on paper for somebody who reads `lang`.
pub(super) fn paper_language(lang: Lang) -> PaperLanguage {
    match lang {
        Lang::Ko => PaperLanguage::Ko,
        Lang::En => PaperLanguage::En,
    }
}

/// The request to save `form` at this store.
pub(crate) fn printer_put(form: &PrinterForm, store: String, zone: String) -> PutPrinter {
    let address = normalize_address(&form.address);
    let settings = PrinterSettings {
        store,
        name: form.name.trim().to_owned(),
        address,
        zone,
        confirmation: form.confirmation,
        paper: form.paper,
        language: form.language,
        on_accepted: form.on_accepted,
        on_cancelled: form.on_cancelled,
        enabled: form.enabled,
    };
    PutPrinter { expected_version: form.version, settings }
}

/// The address in the form that the order service takes. However it is typed, one printer has one
/// address: full-width letters, a scheme or slash around it, leading zeros and a missing port are
/// normalized.
fn normalize_address(typed: &str) -> String {
    let typed: String = typed.nfkc().filter(|letter| !letter.is_whitespace()).collect();
    let bare =
        typed.split_once("://").map_or(typed.as_str(), |(_, rest)| rest).trim_end_matches('/');
    let (host, port) = bare.split_once(':').unwrap_or((bare, PORT));
    let number = |text: &str| {
        let digits = text.trim_start_matches('0');
        if digits.is_empty() && !text.is_empty() { "0".to_owned() } else { digits.to_owned() }
    };
    let host = host.split('.').map(number).collect::<Vec<_>>().join(".");
    format!("{host}:{}", number(port))
}

/// Warnings about a store's printers in words: unusual values that may be intended.
pub(super) fn printer_warnings(printers: &[Printer], zone: &str) -> Vec<String> {
    let words = &page_words().printers;
    let mut warnings = Vec::new();
    for (at, printer) in printers.iter().enumerate() {
        let before = &printers[..at];
        let own = &printer.settings;
        if let Some(other) = before.iter().find(|other| is_same_address(&other.settings, own)) {
            warnings.push((words.same_address)(&other.settings.name, &own.name, &own.address));
        }
    }
    let names =
        duplicate_names(printers.iter().map(|printer| printer.settings.name.as_str())).into_iter();
    warnings.extend(names.map(words.same_name));
    if !printers.is_empty()
        && !printers.iter().any(|printer| printer.settings.enabled && printer.settings.on_accepted)
    {
        warnings.push(words.none_prints.to_owned());
    }
    let elsewhere =
        printers.iter().filter(|printer| printer.settings.enabled && printer.settings.zone != zone);
    let other_zone = |printer: &Printer| {
        (words.other_zone)(&printer.settings.name, &printer.settings.zone, zone)
    };
    warnings.extend(elsewhere.map(other_zone));
    warnings
}

/// Whether two enabled printers share an address. All of 127.0.0.0/8 is this machine.
fn is_same_address(one: &PrinterSettings, other: &PrinterSettings) -> bool {
    let place = |settings: &PrinterSettings| {
        let (host, port) = settings.address.split_once(':').unwrap_or_default();
        let host = if host.starts_with("127.") { "127.0.0.1" } else { host };
        format!("{host}:{port}")
    };
    one.enabled && other.enabled && place(one) == place(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use order_api::PrinterId;

    #[test]
    fn a_port_that_nobody_typed_is_the_usual_one() {
        let address = |typed: &str| {
            let form = PrinterForm { address: typed.to_owned(), ..PrinterForm::default() };
            printer_put(&form, String::new(), String::new()).settings.address
        };
        for same in [
            "192.168.0.50",
            " 192.168.0.50 ",
            "192.168.000.050",
            "１９２.168.0.50：9100",
            "tcp://192.168.0.50:09100/",
        ] {
            assert_eq!(address(same), "192.168.0.50:9100", "{same}");
        }
        assert_eq!(address("10.0.0.1"), "10.0.0.1:9100");
        assert_eq!(address("192.168.0.50:9101"), "192.168.0.50:9101");
    }

    #[test]
    fn two_printers_at_one_address_or_of_one_name_are_warned_of() {
        let printer = |name: &str, address: &str, enabled: bool| {
            let form = PrinterForm {
                name: name.to_owned(),
                address: address.to_owned(),
                enabled,
                on_accepted: true,
                ..PrinterForm::default()
            };
            let settings = printer_put(&form, "main".to_owned(), "Asia/Seoul".to_owned()).settings;
            Printer { id: PrinterId(uuid::Uuid::nil()), version: 1, settings }
        };
        let warnings = |all: &[Printer]| printer_warnings(all, "Asia/Seoul").len();
        let bar = printer("바", "192.168.0.50", true);
        assert_eq!(warnings(&[bar.clone(), printer("주방", "192.168.0.51", true)]), 0);
        assert_eq!(warnings(&[bar.clone(), printer("주방", "192.168.0.050:9100", true)]), 1);
        assert_eq!(warnings(&[bar.clone(), printer("주방", "192.168.0.50", false)]), 0, "it rests");
        assert_eq!(warnings(&[printer("바", "192.168.0.50", false)]), 1, "nothing is printed");
        assert_eq!(printer_warnings(std::slice::from_ref(&bar), "Europe/Berlin").len(), 1);
        assert_eq!(warnings(&[bar, printer(" 바 ", "192.168.0.51", true)]), 1);
        assert_eq!(
            warnings(&[printer("a", "127.0.0.1", true), printer("b", "127.0.1.1", true)]),
            1
        );
    }
}
