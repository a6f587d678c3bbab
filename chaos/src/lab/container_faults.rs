//! Faults on containers: failures of a cluster's nodes and networks.

use super::{
    ContainerLab, container,
    host::LabHost,
    part::LabPart,
    podman::{InspectedContainer, run_podman},
    policy,
};
use crate::{
    fault::{BreakableSystem, FaultKind, ScheduledFault},
    terminal,
    world::ServiceKind,
};
use anyhow::{Context as _, Result, bail, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Limit from the end of a fault until the replica is ready.
const RECOVERY_LIMIT: Duration = Duration::from_secs(20);
const START_AGAIN: Duration = Duration::from_secs(1);

/// Kinds of faults that a container can have.
pub const KINDS: [FaultKind; 7] = [
    FaultKind::Kill,
    FaultKind::Freeze,
    FaultKind::Terminate,
    FaultKind::Partition,
    FaultKind::Disconnect,
    FaultKind::PostgresRestart,
    FaultKind::PostgresCrash,
];

impl BreakableSystem for ContainerLab {
    fn fault_pairs(&self, kinds: &[FaultKind]) -> Vec<(FaultKind, usize)> {
        let hosts = || self.hosts.iter().enumerate();
        let targets = |kind: FaultKind| {
            hosts()
                .filter(move |(_, host)| can_affect(kind, host.part))
                .map(move |(at, _)| (kind, at))
        };
        kinds.iter().flat_map(|kind| targets(*kind)).collect()
    }

    fn target_replica(&self, index: usize) -> Option<(&str, ServiceKind)> {
        let host = self.hosts.get(index)?;
        Some((&host.name, host.part.fault_service()?))
    }

    async fn apply_fault(&self, fault: &ScheduledFault) -> Result<Duration> {
        let host = self.hosts.get(fault.target).context("no such host")?;
        self.require_running(host).await?;
        let broken = self.inject_fault(host, fault).await;
        if broken.is_err() {
            let _the_first_error_says_more = heal_host(host).await;
        }
        broken.and(wait_recovered(host).await.context("it does not come back"))
    }
}

fn can_affect(kind: FaultKind, part: LabPart) -> bool {
    match kind {
        FaultKind::PostgresRestart | FaultKind::PostgresCrash => part.is_postgres(),
        kind => KINDS.contains(&kind) && part.is_ours(),
    }
}

impl ContainerLab {
    /// Checks that the container runs. Nothing restarts containers, so one that is down without a
    /// fault has ended by itself; it is started again after the check.
    ///
    /// # Errors
    /// If it does not run; the message quotes its last lines.
    pub async fn require_running(&self, host: &LabHost) -> Result<()> {
        let (name, now) = (
            host.container_name(),
            InspectedContainer::inspect_by_name(&host.container_name()).await?,
        );
        if !now.is_running() {
            let state = now.state;
            let said = container::last_log_lines(&name).await;
            heal_host(host).await?;
            bail!(
                "{name} is {} ({}) and no fault did that:\n{said}",
                state.status,
                state.exit_code
            );
        }
        Ok(())
    }

    async fn inject_fault(&self, host: &LabHost, fault: &ScheduledFault) -> Result<()> {
        let name = host.container_name();
        let lasts = fault.lasts;
        match fault.kind {
            FaultKind::Kill | FaultKind::PostgresCrash => {
                container::kill_container(&name).await?;
                sleep(lasts).await;
                container::start_container(&name, host.part).await?;
            }
            FaultKind::Terminate | FaultKind::PostgresRestart => {
                let took = container::stop_container(&name).await;
                container::start_container(&name, host.part).await?;
                let took = took?;
                let limit = container::TERMINATE_LIMIT;
                ensure!(host.part.is_postgres() || took <= limit, "{name} took {took:.1?} to end");
            }
            FaultKind::Freeze => {
                run_podman(&["pause", &name]).await?;
                sleep(lasts).await;
                run_podman(&["unpause", &name]).await?;
            }
            FaultKind::Disconnect => {
                let network =
                    pick_by_duration(host.part.attached_networks(), fault).context("no network")?;
                run_podman(&["network", "disconnect", "--force", network, &name]).await?;
                sleep(lasts).await;
                connect_network(network, host).await?;
            }
            FaultKind::Partition => self.partition_host(host, fault).await?,
            kind => bail!("a container cannot have: {kind}"),
        }
        Ok(())
    }

    /// Drops all packets between a replica and one replica that it calls or that calls it.
    async fn partition_host(&self, host: &LabHost, fault: &ScheduledFault) -> Result<()> {
        let talk = |one: LabPart, other: LabPart| {
            one.called_parts().contains(&other) || other.called_parts().contains(&one)
        };
        let peers: Vec<&LabHost> =
            self.hosts.iter().filter(|other| talk(host.part, other.part)).collect();
        let peer = InspectedContainer::inspect_by_name(
            &pick_by_duration(&peers, fault).context("nobody talks to it")?.container_name(),
        )
        .await?;
        let pid = InspectedContainer::inspect_by_name(&host.container_name()).await?.state.pid;
        let from = peer.all_addresses();
        policy::begin_partition(pid, &from.collect::<Vec<_>>()).await?;
        sleep(fault.lasts).await;
        policy::end_partition(pid).await
    }
}

/// Waits until the replica is ready. A container that ends while it starts is started again, as a
/// node does: a process that starts without its database may end.
async fn wait_recovered(host: &LabHost) -> Result<Duration> {
    let began = Instant::now();
    while let Err(error) = host.wait_ready(RECOVERY_LIMIT.saturating_sub(began.elapsed())).await {
        ensure!(began.elapsed() < RECOVERY_LIMIT, error);
        terminal::print_timed_line(format_args!("{}: {error:#}; started again", host.name));
        sleep(START_AGAIN).await;
        heal_host(host).await?;
    }
    Ok(began.elapsed())
}

/// Chooses one by the fault's duration, which the seed decides.
fn pick_by_duration<'a, T>(all: &'a [T], fault: &ScheduledFault) -> Option<&'a T> {
    let chosen = usize::try_from(fault.lasts.as_millis()).unwrap_or_default();
    all.get(chosen % all.len().max(1))
}

/// Attaches a replica to a network again. Its address is another one afterwards, and its alias must
/// be given again.
async fn connect_network(network: &str, host: &LabHost) -> Result<()> {
    run_podman(&[
        "network",
        "connect",
        "--alias",
        host.part.dns_alias(),
        network,
        &host.container_name(),
    ])
    .await
    .map(drop)
}

/// Removes every fault that may be on it.
///
/// # Errors
/// If podman or nft fails.
pub async fn heal_host(host: &LabHost) -> Result<()> {
    let name = host.container_name();
    let now = InspectedContainer::inspect_by_name(&name).await?;
    match now.state.status.as_str() {
        "paused" => run_podman(&["unpause", &name]).await.map(drop)?,
        "running" => policy::end_partition(now.state.pid).await?,
        _ => container::start_container(&name, host.part).await?,
    }
    for network in host.part.attached_networks() {
        if InspectedContainer::inspect_by_name(&name).await?.network_address(network).is_none() {
            connect_network(network, host).await?;
        }
    }
    Ok(())
}
