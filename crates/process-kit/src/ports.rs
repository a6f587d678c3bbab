//! Allocator of listening ports, below the kernel's ephemeral range: the port of a dead process is
//! never given to an outgoing connection.

use anyhow::{Context as _, Result};
use std::{
    net::{Ipv4Addr, TcpListener},
    sync::atomic::{AtomicU32, Ordering},
};

const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// A free port that was not given before.
///
/// # Errors
/// If no port is left.
pub fn free_port() -> Result<u16> {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // The start depends on the process id, so that two runs on one machine seldom collide.
    let start = std::process::id() * 37 % COUNT;
    (0..COUNT)
        .map(|_| start + GIVEN.fetch_add(1, Ordering::Relaxed))
        .filter_map(|port| u16::try_from(FIRST + port % COUNT).ok())
        .find(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok())
        .context("no free port")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ports_are_distinct_and_free() {
        let ports: HashSet<_> = (0..20).map(|_| free_port().unwrap()).collect();
        assert_eq!(ports.len(), 20);
        assert!(ports.iter().all(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()));
    }
}
