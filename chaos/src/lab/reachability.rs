//! Reachability between parts, tried from inside every kind of container: the allowed connections
//! are open and all others are closed.

use super::{Lab, part::Part, podman::Container, policy};
use crate::check::Check;
use anyhow::{Context as _, Result};
use futures::{StreamExt as _, stream};
use std::net::Ipv4Addr;

/// Connections tried at a time; each closed one takes until its timeout.
const AT_ONCE: usize = 48;

struct Way {
    from: Part,
    to: Part,
    port: u16,
    pid: u32,
    addresses: Vec<Ipv4Addr>,
}

impl Lab {
    /// Tries every port of every part from every part, also from a replica to its sibling.
    pub(super) async fn only_allowed_ways_are_open(&self) -> Check {
        let name = "the allowed ways are open and all others are closed";
        let ways = match self.ways().await {
            Ok(ways) => ways,
            Err(error) => return Check::broken(name, &error),
        };
        let count = ways.len() as u64;
        let tried =
            stream::iter(ways).map(|way| async move { violation(&way).await }).buffer_unordered(AT_ONCE);
        Check { name, count, violations: tried.filter_map(|found| async { found }).collect().await }
    }

    async fn ways(&self) -> Result<Vec<Way>> {
        let mut ways = Vec::new();
        for from in Part::ALL {
            let own = self.containers(from).next().context("a part without containers")?;
            let pid = Container::named(&own).await?.state.pid;
            for to in Part::ALL {
                let Some(other) = self.containers(to).find(|other| *other != own) else { continue };
                let addresses: Vec<_> = Container::named(&other).await?.addresses().collect();
                let way = |port: &u16| Way { from, to, port: *port, pid, addresses: addresses.clone() };
                ways.extend(to.listens().iter().map(way));
            }
        }
        Ok(ways)
    }
}

async fn violation(way: &Way) -> Option<String> {
    let Way { from, to, port, pid, addresses } = way;
    let mut open = false;
    for address in addresses {
        open = open || policy::can_connect(*pid, *address, *port).await;
    }
    let allowed = from.calls().contains(to);
    let state = if open { "open" } else { "closed" };
    (open != allowed).then(|| format!("{} to {} port {port} is {state}", from.alias(), to.alias()))
}
