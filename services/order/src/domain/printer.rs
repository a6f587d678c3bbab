//! Validation of a printer's settings: name, network address and time zone.

use super::fault::{self, InvalidRequest, RequestFault};
use jiff::tz::TimeZone;
use order_api::{PrinterSettings, limits};
use std::net::SocketAddrV4;

/// Valid settings of a printer.
#[derive(Debug, Clone)]
pub struct PrinterSetup {
    settings: PrinterSettings,
}

impl PrinterSetup {
    /// Validates settings.
    ///
    /// # Errors
    /// [`RequestFault::InvalidStore`], [`RequestFault::InvalidPrinterName`],
    /// [`RequestFault::InvalidZone`] and [`RequestFault::InvalidAddress`].
    pub fn parse(mut settings: PrinterSettings) -> Result<Self, InvalidRequest> {
        fault::check_id(&settings.store, RequestFault::InvalidStore)?;
        fault::check_typed_text(
            &settings.name,
            limits::NAME_CHARS,
            RequestFault::InvalidPrinterName,
        )
        .map_err(|_| RequestFault::InvalidPrinterName)?;
        settings.name = settings.name.trim().to_owned();
        if staff_api::text::is_blank(&settings.name) {
            return Err(RequestFault::InvalidPrinterName.into());
        }
        TimeZone::get(&settings.zone).map_err(|_unknown| RequestFault::InvalidZone)?;
        parse_printer_address(&settings.address).ok_or(RequestFault::InvalidAddress)?;
        Ok(Self { settings })
    }

    /// The settings, with a trimmed name.
    pub fn settings(&self) -> &PrinterSettings {
        &self.settings
    }
}

/// Parses a printer's address: IPv4 of a private network (RFC 1918) or loopback, and a port.
///
/// Staff type the address and this process connects to it. A host name is refused, since it could
/// resolve elsewhere later. Public addresses are refused, since names and orders would cross the
/// internet unencrypted. 169.254/16 is refused, since cloud machines serve their secrets there.
/// Printers have IPv4 addresses.
pub fn parse_printer_address(text: &str) -> Option<SocketAddrV4> {
    let address: SocketAddrV4 = text.parse().ok()?;
    let is_near = address.ip().is_private() || address.ip().is_loopback();
    (is_near && address.port() > 0 && address.to_string() == text).then_some(address)
}

/// [`address`] as a pattern for the JSON schema.
pub(crate) const ADDRESS_PATTERN: &str = concat!(
    r"^(10(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}|127(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}",
    r"|172\.(1[6-9]|2[0-9]|3[01])(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){2}",
    r"|192\.168(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){2})",
    r":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_is_near() {
        for good in ["192.168.0.50:9100", "10.1.2.3:9100", "172.31.0.1:1", "127.0.0.1:65535"] {
            assert_eq!(parse_printer_address(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "192.168.0.50",
            "192.168.0.50:0",
            "192.168.0.50:09100",
            "192.168.0.50:65536",
            "printer:9100",
            "[::1]:9100",
            "8.8.8.8:9100",
            "169.254.169.254:80",
            "0.0.0.0:9100",
            "224.0.0.1:9100",
            "172.32.0.1:9100",
            " 192.168.0.50:9100",
        ] {
            assert_eq!(parse_printer_address(bad), None, "{bad}");
        }
    }
}
