//! A host: the slot of one replica. Its container changes, as a node's pods do; the auditor's
//! address for it stays.

use super::{
    container,
    part::{POSTGRES_PORT, Part},
    podman::Container,
};
use crate::world::Link;
use anyhow::{Context as _, Result, bail};
use process_kit::{Readiness, free_port};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    task::spawn_blocking,
    time::{Instant, sleep},
};

const POLL: Duration = Duration::from_millis(50);

pub struct Host {
    pub part: Part,
    pub name: String,
    container: Mutex<String>,
    way: Link,
}

impl Host {
    /// A host without a container, with a link that leads nowhere yet.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn new(part: Part, number: usize) -> Result<Self> {
        let name = format!("jumun-lab-{}-{number}", part.alias());
        let near = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), free_port()?);
        let nowhere = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 1);
        let (container, way) = (Mutex::new(name.clone()), Link::open(near, nowhere).await?);
        Ok(Self { part, name, container, way })
    }

    /// Address at which the auditor reaches it.
    pub fn way(&self) -> SocketAddr {
        self.way.address()
    }

    /// Name of its current container.
    pub fn container(&self) -> String {
        self.container.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes `container` its current one.
    pub fn moved_to(&self, container: &str) {
        container.clone_into(&mut self.container.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits until its container is ready, and aims the link at it; returns how long the container
    /// took.
    ///
    /// # Errors
    /// If it has ended, or is not ready within `limit`; the message quotes its last lines.
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let container = self.container();
        let took = wait_ready(&container, self.part, limit).await?;
        self.way.aim(serving(&container, self.part).await?);
        Ok(took)
    }
}

/// Waits until the container `name` is ready; returns how long that took.
///
/// # Errors
/// If it has ended, or is not ready within `limit`; the message quotes its last lines.
pub async fn wait_ready(name: &str, part: Part, limit: Duration) -> Result<Duration> {
    let began = Instant::now();
    let at = serving(name, part).await?;
    let ready = match part.is_postgres() {
        true => Readiness::Postgres(at),
        false => Readiness::Http(SocketAddr::new(at.ip(), part.health_port())),
    };
    while !spawn_blocking(move || ready.is_ready()).await? {
        if began.elapsed() > limit {
            bail!("{name} is not ready after {limit:?}:\n{}", container::last_lines(name).await);
        }
        sleep(POLL).await;
    }
    Ok(began.elapsed())
}

/// Address at which it serves, on the network on which it is called.
async fn serving(name: &str, part: Part) -> Result<SocketAddr> {
    let now = Container::named(name).await?;
    if !now.is_running() {
        bail!("{name} is {}:\n{}", now.state.status, container::last_lines(name).await);
    }
    let network = part.networks().first().context("a part is on a network")?;
    let address = now.address(network).with_context(|| format!("{name} is not on {network}"))?;
    let port =
        if part.is_postgres() { POSTGRES_PORT } else { part.listens().first().copied().unwrap_or_default() };
    Ok(SocketAddr::new(address.into(), port))
}
