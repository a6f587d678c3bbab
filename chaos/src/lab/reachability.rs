//! Reachability between parts, tried from inside every kind of container: the allowed connections
//! are open and all others are closed.

use super::{ContainerLab, part::LabPart, podman::InspectedContainer, policy};
use crate::check::AuditCheck;
use anyhow::{Context as _, Result};
use futures::{StreamExt as _, stream};
use std::net::Ipv4Addr;

/// Connections tried at a time; each closed one takes until its timeout.
const AT_ONCE: usize = 48;

struct ConnectionProbe {
    from: LabPart,
    to: LabPart,
    port: u16,
    pid: u32,
    addresses: Vec<Ipv4Addr>,
}

impl ContainerLab {
    /// Tries every port of every part from every part, also from a replica to its sibling.
    pub(super) async fn check_reachability(&self) -> AuditCheck {
        let name = "the allowed ways are open and all others are closed";
        let ways = match self.connection_probes().await {
            Ok(ways) => ways,
            Err(error) => return AuditCheck::from_error(name, &error),
        };
        let count = ways.len() as u64;
        let tried = stream::iter(ways)
            .map(|way| async move { find_violation(&way).await })
            .buffer_unordered(AT_ONCE);
        AuditCheck {
            name,
            count,
            violations: tried.filter_map(|found| async { found }).collect().await,
        }
    }

    async fn connection_probes(&self) -> Result<Vec<ConnectionProbe>> {
        let mut ways = Vec::new();
        for from in LabPart::ALL {
            let own = self.container_names(from).next().context("a part without containers")?;
            let pid = InspectedContainer::inspect_by_name(&own).await?.state.pid;
            for to in LabPart::ALL {
                let Some(other) = self.container_names(to).find(|other| *other != own) else {
                    continue;
                };
                let addresses: Vec<_> =
                    InspectedContainer::inspect_by_name(&other).await?.all_addresses().collect();
                let way = |port: &u16| ConnectionProbe {
                    from,
                    to,
                    port: *port,
                    pid,
                    addresses: addresses.clone(),
                };
                ways.extend(to.listening_ports().iter().map(way));
            }
        }
        Ok(ways)
    }
}

async fn find_violation(way: &ConnectionProbe) -> Option<String> {
    let ConnectionProbe { from, to, port, pid, addresses } = way;
    let mut open = false;
    for address in addresses {
        open = open || policy::can_connect(*pid, *address, *port).await;
    }
    let allowed = from.called_parts().contains(to);
    let state = if open { "open" } else { "closed" };
    (open != allowed)
        .then(|| format!("{} to {} port {port} is {state}", from.dns_alias(), to.dns_alias()))
}
