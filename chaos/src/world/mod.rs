//! A running system of real processes, and the handles by which it is broken.

mod builder;
mod clock;
mod cores;
mod disk;
mod link;
mod netns;
pub(crate) mod ports;
mod postgres;
mod process;
mod replica;
pub(crate) mod secrets;
mod system;
mod topology;

pub use clock::WallClock;
pub use cores::Pinned;
pub use disk::Disk;
pub use link::{Link, Mode};
pub use netns::Namespace;
pub use process::{Process, Ready, Spec};
pub use replica::{Replica, Service};
pub use topology::Topology;

use crate::addresses::Addresses;
use anyhow::Result;
use futures::future::join_all;
use rustix::process::Signal;
use std::{path::PathBuf, time::Duration};
use tokio::time::Instant;

/// Where everything that is started comes from.
#[derive(Debug, Clone)]
pub struct Setup {
    pub menu: PathBuf,
    pub order: PathBuf,
    pub member: PathBuf,
    pub server: PathBuf,
    /// Holds one folder a surface, with `pkg` in it.
    pub site: PathBuf,
    /// Databases, logs, secrets: a folder that is this run's own.
    pub data: PathBuf,
    pub postgres: Option<PathBuf>,
    pub libfaketime: Option<PathBuf>,
    /// For the services and the surfaces.
    pub envs: Vec<(&'static str, String)>,
}

/// A fault that cannot be had here, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub what: &'static str,
    pub why: String,
}

/// Everything of one topology, running.
pub struct World {
    pub topology: Topology,
    pub addresses: Addresses,
    pub skipped: Vec<Skipped>,
    pub replicas: Vec<Replica>,
    /// Surfaces that a drill starts for itself, and their addresses.
    pub shared: Vec<(Spec, String)>,
    /// The clock of the database server, where there is one and it can be moved: no fault does.
    pub database_clock: Option<WallClock>,
}

impl World {
    /// Waits until every process is ready; gives how long that took.
    ///
    /// # Errors
    /// When one is not within `limit`.
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        for replica in &self.replicas {
            replica.process.wait_ready(limit.saturating_sub(began.elapsed())).await?;
        }
        Ok(began.elapsed())
    }

    /// Takes back whatever a drill or the faults have left, also those that broke off in the middle, and waits until
    /// every process is ready; gives how long that took.
    ///
    /// # Errors
    /// When something cannot be taken back, or a process is not ready within `limit`.
    pub async fn reset(&self, limit: Duration) -> Result<Duration> {
        let mut healed = Ok(());
        for replica in &self.replicas {
            healed = healed.and(replica.heal().await);
        }
        let ready = self.wait_ready(limit).await;
        self.replicas.iter().for_each(|replica| replica.process.excuse(false));
        healed.and(ready)
    }

    /// Starts again, by the machine's clock, what lives by one that can be moved: that one costs a file at every look at
    /// the time, several in a request, which is nothing that a café has.
    ///
    /// # Errors
    /// When one does not end, or is not ready, within `limit`.
    pub async fn take_off_clocks(&self, limit: Duration) -> Result<Duration> {
        for replica in &self.replicas {
            let Some(clock) = &replica.clock else { continue };
            clock.take_off()?;
            replica.process.excuse(true);
            replica.process.end(Signal::TERM, limit).await?;
        }
        self.reset(limit).await
    }

    /// Whether [`World::put_clocks_forward`] can work.
    pub fn can_put_clocks_forward(&self) -> bool {
        self.of(Service::Order).all(|replica| replica.clock.is_some())
            && (self.of(Service::Postgres).next().is_none() || self.database_clock.is_some())
    }

    /// Starts the order service and its database again, `seconds` ahead of the machine's clock: the database first, since an
    /// earlier clock of either decides. What looks at the clock once in a while looks at its start.
    ///
    /// # Errors
    /// When one does not end, or is not ready, within `limit`.
    pub async fn put_clocks_forward(&self, seconds: i32, limit: Duration) -> Result<()> {
        for replica in self.of(Service::Order) {
            replica.process.excuse(true);
            replica.process.want(false);
            replica.process.end(Signal::TERM, limit).await?;
        }
        if let Some(clock) = &self.database_clock {
            clock.shift(seconds)?;
        }
        for replica in self.of(Service::Postgres) {
            replica.process.excuse(true);
            replica.process.end(Signal::INT, limit).await?;
            replica.process.wait_ready(limit).await?;
        }
        for replica in self.of(Service::Order) {
            replica.clock.iter().try_for_each(|clock| clock.shift(seconds))?;
            replica.process.want(true);
        }
        self.wait_ready(limit).await?;
        self.replicas.iter().for_each(|replica| replica.process.excuse(false));
        Ok(())
    }

    /// Ends of processes that no fault explains.
    pub fn crashes(&self) -> Vec<String> {
        self.replicas.iter().flat_map(|replica| replica.process.crashes()).collect()
    }

    /// The replicas of `service`.
    pub fn of(&self, service: Service) -> impl Iterator<Item = &Replica> {
        self.replicas.iter().filter(move |replica| replica.service == service)
    }

    /// Ends every process, the database after all others, and removes what they stood on. Those that are not gone
    /// after `grace` are killed: whoever waits for this run ends it, too, and mounts and namespaces would stay.
    pub async fn close(self, grace: Duration) {
        for replica in &self.replicas {
            replica.process.excuse(true);
            replica.process.want(false);
            replica.process.signal(Signal::CONT);
        }
        let is_database = |replica: &&Replica| replica.service == Service::Postgres;
        let (databases, others): (Vec<_>, Vec<_>) = self.replicas.iter().partition(is_database);
        for (replicas, signal) in [(others, Signal::TERM), (databases, Signal::INT)] {
            let ends = replicas.into_iter().map(|replica| replica.process.end(signal, grace));
            let _killed_then = join_all(ends).await;
        }
    }
}

/// Removes what earlier runs that were killed outright have left on this machine.
pub fn sweep() {
    netns::sweep();
    disk::sweep();
}
