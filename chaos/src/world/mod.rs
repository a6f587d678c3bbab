//! A running system of real processes, with the handles that break it.

mod builder;
mod clock;
mod cores;
mod disk;
mod link;
mod netns;
mod postgres;
mod process;
mod replica;
pub(crate) mod secrets;
mod topology;

pub use clock::WallClock;
pub use cores::CpuPinning;
pub use disk::TmpfsDisk;
pub use link::{ChaosLink, LinkMode};
pub use netns::NetworkNamespace;
pub use process::WorldProcess;
pub use replica::{ServiceKind, ServiceReplica};
pub use topology::WorldTopology;

use crate::addresses::SystemAddresses;
use anyhow::Result;
use futures::future::join_all;
use process_kit::ProcessSpec;
use rustix::process::Signal;
use std::{path::PathBuf, time::Duration};
use tokio::time::Instant;

/// Programs, assets and folders that a world is started from.
#[derive(Debug, Clone)]
pub struct WorldSetup {
    pub menu: PathBuf,
    pub order: PathBuf,
    pub staff: PathBuf,
    pub server: PathBuf,
    /// Built browser half: one folder for each surface, with `pkg` in it.
    pub site: PathBuf,
    /// Folder of this run alone, for databases, logs and secrets.
    pub data: PathBuf,
    pub postgres: Option<PathBuf>,
    pub libfaketime: Option<PathBuf>,
    /// Extra environment of the services and the surfaces.
    pub envs: Vec<(&'static str, String)>,
}

/// A fault or check that is not possible here, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipReason {
    pub what: &'static str,
    pub why: String,
}

/// All running parts of one topology.
pub struct ProcessWorld {
    pub topology: WorldTopology,
    pub addresses: SystemAddresses,
    pub skipped: Vec<SkipReason>,
    pub replicas: Vec<ServiceReplica>,
    /// Surfaces that a drill starts itself, with the URLs of their pages.
    pub shared: Vec<(ProcessSpec, String)>,
    /// Clock of the database server, if there is one and it can be moved. No fault moves it.
    pub database_clock: Option<WallClock>,
}

impl ProcessWorld {
    /// Waits until every process is ready; returns how long that took.
    ///
    /// # Errors
    /// If one is not ready within `limit`.
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        for replica in &self.replicas {
            replica.process.wait_ready(limit.saturating_sub(began.elapsed())).await?;
        }
        Ok(began.elapsed())
    }

    /// Removes every leftover of drills and faults, also of those that broke off, and waits until
    /// every process is ready; returns how long that wait took.
    ///
    /// # Errors
    /// If a leftover cannot be removed, or a process is not ready within `limit`.
    pub async fn heal_and_wait(&self, limit: Duration) -> Result<Duration> {
        let mut healed = Ok(());
        for replica in &self.replicas {
            healed = healed.and(replica.heal_faults().await);
        }
        let ready = self.wait_ready(limit).await;
        self.replicas.iter().for_each(|replica| replica.process.set_exit_expected(false));
        healed.and(ready)
    }

    /// Restarts every process that runs under libfaketime with the machine's clock. libfaketime
    /// reads a file at every look at the time, several times a request; no café has that cost.
    ///
    /// # Errors
    /// If one does not end, or is not ready, within `limit`.
    pub async fn detach_clocks(&self, limit: Duration) -> Result<Duration> {
        for replica in &self.replicas {
            let Some(clock) = &replica.clock else { continue };
            clock.detach_clock()?;
            replica.process.set_exit_expected(true);
            replica.process.signal_and_wait(Signal::TERM, limit).await?;
        }
        self.heal_and_wait(limit).await
    }

    /// Whether [`ProcessWorld::advance_clocks`] can work here.
    pub fn can_advance_clocks(&self) -> bool {
        self.replicas_of(ServiceKind::Order).all(|replica| replica.clock.is_some())
            && (self.replicas_of(ServiceKind::Postgres).next().is_none()
                || self.database_clock.is_some())
    }

    /// Restarts the order service and its database with clocks `seconds` ahead of the machine's.
    /// The database goes first, since the earlier of the two clocks decides. A restart also makes
    /// periodic jobs look at the clock at once.
    ///
    /// # Errors
    /// If one does not end, or is not ready, within `limit`.
    pub async fn advance_clocks(&self, seconds: i32, limit: Duration) -> Result<()> {
        for replica in self.replicas_of(ServiceKind::Order) {
            replica.process.set_exit_expected(true);
            replica.process.set_wanted(false);
            replica.process.signal_and_wait(Signal::TERM, limit).await?;
        }
        if let Some(clock) = &self.database_clock {
            clock.set_offset(seconds)?;
        }
        for replica in self.replicas_of(ServiceKind::Postgres) {
            replica.process.set_exit_expected(true);
            replica.process.signal_and_wait(Signal::INT, limit).await?;
            replica.process.wait_ready(limit).await?;
        }
        for replica in self.replicas_of(ServiceKind::Order) {
            replica.clock.iter().try_for_each(|clock| clock.set_offset(seconds))?;
            replica.process.set_wanted(true);
        }
        self.wait_ready(limit).await?;
        self.replicas.iter().for_each(|replica| replica.process.set_exit_expected(false));
        Ok(())
    }

    /// Exits of processes that no fault explains.
    pub fn crash_reports(&self) -> Vec<String> {
        self.replicas.iter().flat_map(|replica| replica.process.crash_reports()).collect()
    }

    pub fn replicas_of(&self, service: ServiceKind) -> impl Iterator<Item = &ServiceReplica> {
        self.replicas.iter().filter(move |replica| replica.service == service)
    }

    /// Ends every process, the database after all others, and then removes links, disks and
    /// namespaces. Processes that are not gone after `grace` are killed: the parent process would
    /// kill this run, and mounts and namespaces would remain.
    pub async fn close(self, grace: Duration) {
        for replica in &self.replicas {
            replica.process.set_exit_expected(true);
            replica.process.set_wanted(false);
            replica.process.send_signal(Signal::CONT);
        }
        let is_database = |replica: &&ServiceReplica| replica.service == ServiceKind::Postgres;
        let (databases, others): (Vec<_>, Vec<_>) = self.replicas.iter().partition(is_database);
        for (replicas, signal) in [(others, Signal::TERM), (databases, Signal::INT)] {
            let ends =
                replicas.into_iter().map(|replica| replica.process.signal_and_wait(signal, grace));
            let _killed_then = join_all(ends).await;
        }
    }
}

/// Removes the disks and namespaces of earlier runs that were killed.
pub fn sweep_leftovers() {
    netns::sweep_namespaces();
    disk::sweep_disks();
}
