//! Programs that the lab needs besides podman: a real load balancer, and packet filters.

use super::debian;
use crate::command;
use anyhow::Result;

/// Each program with its package. iptables is called by netavark, which makes podman's networks.
const PROGRAMS: [(&str, &str); 4] = [
    ("haproxy", "haproxy"),
    ("nft", "nftables"),
    ("iptables", "iptables"),
    ("nsenter", "util-linux"),
];

/// Installs the programs that are missing.
///
/// # Errors
/// When this process cannot install them.
pub fn ensure_programs() -> Result<()> {
    let missing =
        PROGRAMS.into_iter().filter(|(program, _)| command::find_program(program).is_none());
    let missing: Vec<&str> = missing.map(|(_, package)| package).collect();
    if missing.is_empty() { Ok(()) } else { debian::install_packages(&missing) }
}
