//! A host: the slot of one replica. Its container changes, as a node's pods do; the auditor's
//! address for it stays.

use super::{
    container,
    part::{LabPart, POSTGRES_PORT},
    podman::InspectedContainer,
};
use crate::world::ChaosLink;
use anyhow::{Context as _, Result, bail};
use process_kit::{ReadinessProbe, free_port};
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

pub struct LabHost {
    pub part: LabPart,
    pub name: String,
    container: Mutex<String>,
    way: ChaosLink,
}

impl LabHost {
    /// A host without a container, with a link that leads nowhere yet.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn new(part: LabPart, number: usize) -> Result<Self> {
        let name = format!("jumun-lab-{}-{number}", part.dns_alias());
        let near = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), free_port()?);
        let nowhere = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 1);
        let container = Mutex::new(name.clone());
        let way = ChaosLink::open(near, nowhere).await?;
        Ok(Self { part, name, container, way })
    }

    /// Address at which the auditor reaches it.
    pub fn auditor_address(&self) -> SocketAddr {
        self.way.listen_address()
    }

    /// Name of its current container.
    pub fn container_name(&self) -> String {
        self.container.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes `container` its current one.
    pub fn set_container(&self, container: &str) {
        container.clone_into(&mut self.container.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits until its container is ready, and aims the link at it; returns how long the container
    /// took.
    ///
    /// # Errors
    /// If it has ended, or is not ready within `limit`; the message quotes its last lines.
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let container = self.container_name();
        let took = wait_ready(&container, self.part, limit).await?;
        self.way.set_target(serving_address(&container, self.part).await?);
        Ok(took)
    }
}

/// Waits until the container `name` is ready; returns how long that took.
///
/// # Errors
/// If it has ended, or is not ready within `limit`; the message quotes its last lines.
pub async fn wait_ready(name: &str, part: LabPart, limit: Duration) -> Result<Duration> {
    let began = Instant::now();
    let at = serving_address(name, part).await?;
    let ready = match part.is_postgres() {
        true => ReadinessProbe::Postgres(at),
        false => ReadinessProbe::Http(SocketAddr::new(at.ip(), part.health_port())),
    };
    while !spawn_blocking(move || ready.is_ready()).await? {
        if began.elapsed() > limit {
            bail!(
                "{name} is not ready after {limit:?}:\n{}",
                container::last_log_lines(name).await
            );
        }
        sleep(POLL).await;
    }
    Ok(began.elapsed())
}

/// Address at which it serves, on the network on which it is called.
async fn serving_address(name: &str, part: LabPart) -> Result<SocketAddr> {
    let now = InspectedContainer::inspect_by_name(name).await?;
    if !now.is_running() {
        bail!("{name} is {}:\n{}", now.state.status, container::last_log_lines(name).await);
    }
    let network = part.attached_networks().first().context("a part is on a network")?;
    let address =
        now.network_address(network).with_context(|| format!("{name} is not on {network}"))?;
    let port = if part.is_postgres() {
        POSTGRES_PORT
    } else {
        part.listening_ports().first().copied().unwrap_or_default()
    };
    Ok(SocketAddr::new(address.into(), port))
}
