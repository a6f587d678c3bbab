//! A printer taken apart once: where it is, what it is for and in which zone its clock is.

use super::fault::{self, Fault, Invalid};
use jiff::tz::TimeZone;
use order_api::{PrinterSettings, limits};
use std::net::SocketAddrV4;

/// A printer that can be asked.
#[derive(Debug, Clone)]
pub struct PrinterSetup {
    settings: PrinterSettings,
}

impl PrinterSetup {
    /// # Errors
    /// [`Fault::InvalidStore`], [`Fault::InvalidPrinterName`], [`Fault::InvalidZone`] and [`Fault::InvalidAddress`].
    pub fn parse(mut settings: PrinterSettings) -> Result<Self, Invalid> {
        fault::id(&settings.store, Fault::InvalidStore)?;
        fault::typed_text(&settings.name, limits::NAME_CHARS, Fault::InvalidPrinterName)
            .map_err(|_| Fault::InvalidPrinterName)?;
        settings.name = settings.name.trim().to_owned();
        if member_api::text::is_blank(&settings.name) {
            return Err(Fault::InvalidPrinterName.into());
        }
        TimeZone::get(&settings.zone).map_err(|_unknown| Fault::InvalidZone)?;
        address(&settings.address).ok_or(Fault::InvalidAddress)?;
        Ok(Self { settings })
    }

    /// As it is kept.
    pub fn settings(&self) -> &PrinterSettings {
        &self.settings
    }
}

/// Where a printer is: an address of a private network or of this machine, as RFC 1918 has them, and a port.
///
/// Staff type it and this process connects to it, so it is no name, which could lead elsewhere tomorrow; none of the internet's, to
/// which names and orders would go in the clear; and none of 169.254/16, where a cloud's machines tell their secrets. A
/// printer has an address of IPv4.
pub fn address(text: &str) -> Option<SocketAddrV4> {
    let address: SocketAddrV4 = text.parse().ok()?;
    let is_near = address.ip().is_private() || address.ip().is_loopback();
    (is_near && address.port() > 0 && address.to_string() == text).then_some(address)
}

/// The same for a schema.
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
            assert_eq!(address(good).unwrap().to_string(), good);
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
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
