//! Ports that stay a process's own while it is dead: they lie below those that the kernel gives to connections.

use anyhow::{Context as _, Result};
use std::net::{Ipv4Addr, TcpListener};

const FIRST: u16 = 20_000;
const LAST: u16 = 32_000;

/// Gives each port once.
pub struct Ports(u16);

impl Ports {
    /// Begins somewhere that depends on this run, so that two runs on one machine seldom meet.
    pub fn new() -> Self {
        let spread = u32::from(LAST - FIRST) / 2;
        Self(FIRST + u16::try_from(std::process::id() * 37 % spread).unwrap_or_default())
    }

    /// The next that is free.
    ///
    /// # Errors
    /// When none is left.
    pub fn next(&mut self) -> Result<u16> {
        let free = (self.0..LAST).find(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok());
        let port = free.context("no free port")?;
        self.0 = port + 1;
        Ok(port)
    }
}
