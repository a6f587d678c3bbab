//! Allocator of listening ports, below the kernel's ephemeral range: the port of a dead process is
//! never given to an outgoing connection.

use anyhow::{Context as _, Result};
use std::net::{Ipv4Addr, TcpListener};

const FIRST: u16 = 20_000;
const LAST: u16 = 32_000;

/// Gives each port at most once.
pub struct Ports(u16);

impl Ports {
    /// Starts at a port that depends on the process id, so that two runs on one machine seldom
    /// collide.
    pub fn new() -> Self {
        let spread = u32::from(LAST - FIRST) / 2;
        Self(FIRST + u16::try_from(std::process::id() * 37 % spread).unwrap_or_default())
    }

    /// Next free port.
    ///
    /// # Errors
    /// If no port is left.
    pub fn next(&mut self) -> Result<u16> {
        let free = (self.0..LAST).find(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok());
        let port = free.context("no free port")?;
        self.0 = port + 1;
        Ok(port)
    }
}
