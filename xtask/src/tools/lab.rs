//! What the lab needs besides podman: something real in front, and the programs that filter packets.

use super::debian;
use crate::command;
use anyhow::Result;

/// Each with the package that has it; netavark, podman's own networks, calls iptables.
const PROGRAMS: [(&str, &str); 4] =
    [("haproxy", "haproxy"), ("nft", "nftables"), ("iptables", "iptables"), ("nsenter", "util-linux")];

/// Installs what is missing.
///
/// # Errors
/// When that is not in this process's power.
pub fn ensure() -> Result<()> {
    let missing = PROGRAMS.into_iter().filter(|(program, _)| command::find(program).is_none());
    let missing: Vec<&str> = missing.map(|(_, package)| package).collect();
    if missing.is_empty() { Ok(()) } else { debian::install(&missing) }
}
