//! This machine's address on its local network, and a QR code of a URL for a phone's camera.

use anyhow::{Context as _, Result};
use qrcode::{QrCode, render::unicode::Dense1x2};
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// An address reserved for documentation (RFC 5737): connecting a UDP socket to it sends nothing
/// and only looks up the route.
const FAR_AWAY: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// Source address of outgoing packets; `None` without a network.
pub fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(FAR_AWAY).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// Renders `text` as a QR code of half-block characters, quiet zone included. The colours are
/// explicit (white on black), independent of the terminal's theme: a camera does not read an
/// inverted code.
pub fn qr_code(text: &str) -> Result<String> {
    let code = QrCode::new(text).context("the address does not fit a QR code")?;
    let block = Dense1x2::Dark;
    let blank = Dense1x2::Light;
    let blocks =
        code.render::<Dense1x2>().dark_color(blank).light_color(block).quiet_zone(true).build();
    let lines = blocks.lines().map(|line| format!("  \x1b[97;40m{line}\x1b[0m"));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_becomes_a_square_of_half_blocks() {
        let code = super::qr_code("http://192.168.0.10:3000/client").unwrap();
        let widths: Vec<_> = code.lines().map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]));
        assert!(widths.len() > 10);
        // The first line is the quiet zone, which a camera must see as white.
        assert!(code.lines().next().unwrap().contains('█'));
    }
}
