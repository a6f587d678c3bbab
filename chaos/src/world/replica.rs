//! One process of the world, with every handle that can break it.

use super::{ChaosLink, LinkMode, NetworkNamespace, TmpfsDisk, WallClock, WorldProcess};
use anyhow::Result;
use rustix::process::Signal;
use std::fmt;

/// Service or surface that a replica belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    Postgres,
    Menu,
    Order,
    Staff,
    Client,
    Admin,
}

impl ServiceKind {
    pub const ALL: [Self; 6] =
        [Self::Postgres, Self::Menu, Self::Order, Self::Staff, Self::Client, Self::Admin];
}

impl fmt::Display for ServiceKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Postgres => "postgres",
            Self::Menu => "menu",
            Self::Order => "order",
            Self::Staff => "staff",
            Self::Client => "client",
            Self::Admin => "admin",
        })
    }
}

/// A running replica. A missing handle means that this replica cannot have that fault.
pub struct ServiceReplica {
    pub service: ServiceKind,
    // Fields are dropped in this order: the process ends before its link, disk and namespace go.
    pub process: WorldProcess,
    pub link: Option<ChaosLink>,
    /// Link to Postgres from inside a namespace.
    pub database_link: Option<ChaosLink>,
    pub clock: Option<WallClock>,
    pub disk: Option<TmpfsDisk>,
    pub namespace: Option<NetworkNamespace>,
}

impl ServiceReplica {
    /// A replica with no handle but its process.
    pub fn from_process(service: ServiceKind, process: WorldProcess) -> Self {
        Self {
            service,
            process,
            link: None,
            database_link: None,
            clock: None,
            disk: None,
            namespace: None,
        }
    }

    /// Removes every fault that may be on it; it becomes ready some time later.
    ///
    /// # Errors
    /// If a handle does not work; the others are still used.
    pub async fn heal_faults(&self) -> Result<()> {
        for link in [&self.link, &self.database_link].into_iter().flatten() {
            link.set_mode(LinkMode::Pass);
        }
        let clock = self.clock.as_ref().map_or(Ok(()), WallClock::reset_offset);
        let cable =
            self.namespace.as_ref().map_or(Ok(()), |namespace| namespace.set_reachable(true));
        let disk = self.heal_disk().await;
        self.process.send_signal(Signal::CONT);
        self.process.set_wanted(true);
        clock.and(cable).and(disk)
    }

    async fn heal_disk(&self) -> Result<()> {
        let Some(disk) = &self.disk else { return Ok(()) };
        disk.free_space()?;
        if disk.is_read_only() {
            self.process.set_exit_expected(true);
            self.process.kill_and_wait().await?;
            disk.set_writable(true)?;
        }
        Ok(())
    }
}
