//! One process of the world, with every handle that can break it.

use super::{Disk, Link, Mode, Namespace, Process, WallClock};
use anyhow::Result;
use rustix::process::Signal;
use std::fmt;

/// Service or surface that a replica belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    Postgres,
    Menu,
    Order,
    Staff,
    Client,
    Admin,
}

impl Service {
    pub const ALL: [Self; 6] =
        [Self::Postgres, Self::Menu, Self::Order, Self::Staff, Self::Client, Self::Admin];
}

impl fmt::Display for Service {
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
pub struct Replica {
    pub service: Service,
    // Fields are dropped in this order: the process ends before its link, disk and namespace go.
    pub process: Process,
    pub link: Option<Link>,
    /// Link to Postgres from inside a namespace.
    pub database_link: Option<Link>,
    pub clock: Option<WallClock>,
    pub disk: Option<Disk>,
    pub namespace: Option<Namespace>,
}

impl Replica {
    /// A replica with no handle but its process.
    pub fn plain(service: Service, process: Process) -> Self {
        Self { service, process, link: None, database_link: None, clock: None, disk: None, namespace: None }
    }

    /// Removes every fault that may be on it; it becomes ready some time later.
    ///
    /// # Errors
    /// If a handle does not work; the others are still used.
    pub async fn heal(&self) -> Result<()> {
        for link in [&self.link, &self.database_link].into_iter().flatten() {
            link.set(Mode::Pass);
        }
        let clock = self.clock.as_ref().map_or(Ok(()), WallClock::set_right);
        let cable = self.namespace.as_ref().map_or(Ok(()), |namespace| namespace.set_reachable(true));
        let disk = self.heal_disk().await;
        self.process.signal(Signal::CONT);
        self.process.want(true);
        clock.and(cable).and(disk)
    }

    async fn heal_disk(&self) -> Result<()> {
        let Some(disk) = &self.disk else { return Ok(()) };
        disk.free()?;
        if disk.is_read_only() {
            self.process.excuse(true);
            self.process.kill().await?;
            disk.set_writable(true)?;
        }
        Ok(())
    }
}
