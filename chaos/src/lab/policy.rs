//! Network policy of a container, as packet filters in its own network namespace: the counterpart
//! of a cluster's network policy. A shared network decides which containers can reach each other;
//! the filters decide which may call which. A partition is one more table.

use super::{part::LabPart, podman::run_program};
use anyhow::{Context as _, Result};
use std::{collections::BTreeSet, net::Ipv4Addr, process::Stdio};
use tokio::{io::AsyncWriteExt as _, process::Command};

const CUT: &str = "jumun_cut";

/// Allows the container with the first process `pid` the connections of `part`, and no others.
///
/// # Errors
/// If nft fails.
pub async fn apply_policy(pid: u32, part: LabPart) -> Result<()> {
    run_nft(pid, &policy_rules(part)).await.with_context(|| format!("the policy of {part:?}"))
}

fn policy_rules(part: LabPart) -> String {
    let calls: BTreeSet<u16> =
        part.called_parts().iter().flat_map(|called| called.listening_ports()).copied().collect();
    format!(
        "table inet jumun {{
            chain input {{
                type filter hook input priority 0; policy drop;
                ct state established,related accept
                iif lo accept
                tcp dport {{ {} }} accept
            }}
            chain output {{
                type filter hook output priority 0; policy drop;
                ct state established,related accept
                oif lo accept
                udp dport 53 accept
                {}
            }}
        }}
        ",
        format_port_set(part.listening_ports().iter()),
        if calls.is_empty() {
            String::new()
        } else {
            format!("tcp dport {{ {} }} accept", format_port_set(calls.iter()))
        },
    )
}

fn format_port_set<'a>(ports: impl Iterator<Item = &'a u16>) -> String {
    ports.map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// Drops all packets between the container and these addresses, also those of open connections.
///
/// # Errors
/// If nft fails.
pub async fn begin_partition(pid: u32, from: &[Ipv4Addr]) -> Result<()> {
    let from = from.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ");
    let rules = format!(
        "table inet {CUT} {{
            chain input {{ type filter hook input priority -10; ip saddr {{ {from} }} drop; }}
            chain output {{ type filter hook output priority -10; ip daddr {{ {from} }} drop; }}
        }}
        "
    );
    run_nft(pid, &rules).await
}

/// Ends the partition; does nothing if there is none.
///
/// # Errors
/// If nft fails.
pub async fn end_partition(pid: u32) -> Result<()> {
    run_nft(pid, &format!("table inet {CUT} {{}}\ndelete table inet {CUT}\n")).await
}

/// Whether a connection can be made from inside the container.
pub async fn can_connect(pid: u32, to: Ipv4Addr, port: u16) -> bool {
    let target = pid.to_string();
    let script = format!("exec 3<>/dev/tcp/{to}/{port}");
    run_program("nsenter", &["-t", &target, "-n", "timeout", "1", "bash", "-c", &script])
        .await
        .is_ok()
}

async fn run_nft(pid: u32, rules: &str) -> Result<()> {
    let mut nft = Command::new("nsenter");
    nft.args(["-t", &pid.to_string(), "-n", "nft", "-f", "-"]);
    let mut nft = nft.stdin(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn()?;
    nft.stdin.take().context("standard input is piped")?.write_all(rules.as_bytes()).await?;
    let told = nft.wait_with_output().await?;
    anyhow::ensure!(told.status.success(), "nft: {}", String::from_utf8_lossy(&told.stderr).trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_takes_calls_at_its_port_and_makes_them_to_its_database_alone() {
        let rules = policy_rules(LabPart::Order);
        assert!(
            rules.contains("tcp dport { 7102 } accept")
                && rules.contains("tcp dport { 5432 } accept")
        );
        assert!(!rules.contains("7101") && rules.matches("policy drop").count() == 2);
        assert_eq!(policy_rules(LabPart::OrderPostgres).matches("dport").count(), 2);
    }
}
