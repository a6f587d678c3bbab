//! Faults on containers: failures of a cluster's nodes and networks.

use super::{
    Lab, container,
    host::Host,
    part::Part,
    podman::{Container, podman},
    policy,
};
use crate::{
    fault::{Breakable, Fault, Kind},
    terminal,
    world::Service,
};
use anyhow::{Context as _, Result, bail, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Limit from the end of a fault until the replica is ready.
const RECOVERY_LIMIT: Duration = Duration::from_secs(20);
const START_AGAIN: Duration = Duration::from_secs(1);

/// Kinds of faults that a container can have.
pub const KINDS: [Kind; 7] = [
    Kind::Kill,
    Kind::Freeze,
    Kind::Terminate,
    Kind::Partition,
    Kind::Disconnect,
    Kind::PostgresRestart,
    Kind::PostgresCrash,
];

impl Breakable for Lab {
    fn pairs(&self, kinds: &[Kind]) -> Vec<(Kind, usize)> {
        let hosts = || self.hosts.iter().enumerate();
        let targets = |kind: Kind| {
            hosts().filter(move |(_, host)| fits(kind, host.part)).map(move |(at, _)| (kind, at))
        };
        kinds.iter().flat_map(|kind| targets(*kind)).collect()
    }

    fn target(&self, index: usize) -> Option<(&str, Service)> {
        let host = self.hosts.get(index)?;
        Some((&host.name, host.part.service()?))
    }

    async fn suffer(&self, fault: &Fault) -> Result<Duration> {
        let host = self.hosts.get(fault.target).context("no such host")?;
        self.require_running(host).await?;
        let broken = self.hurt(host, fault).await;
        if broken.is_err() {
            let _the_first_error_says_more = heal(host).await;
        }
        broken.and(back(host).await.context("it does not come back"))
    }
}

fn fits(kind: Kind, part: Part) -> bool {
    match kind {
        Kind::PostgresRestart | Kind::PostgresCrash => part.is_postgres(),
        kind => KINDS.contains(&kind) && part.is_ours(),
    }
}

impl Lab {
    /// Checks that the container runs. Nothing restarts containers, so one that is down without a
    /// fault has ended by itself; it is started again after the check.
    ///
    /// # Errors
    /// If it does not run; the message quotes its last lines.
    pub async fn require_running(&self, host: &Host) -> Result<()> {
        let (name, now) = (host.container(), Container::named(&host.container()).await?);
        if !now.is_running() {
            let (state, said) = (now.state, container::last_lines(&name).await);
            heal(host).await?;
            bail!("{name} is {} ({}) and no fault did that:\n{said}", state.status, state.exit_code);
        }
        Ok(())
    }

    async fn hurt(&self, host: &Host, fault: &Fault) -> Result<()> {
        let (name, lasts) = (host.container(), fault.lasts);
        match fault.kind {
            Kind::Kill | Kind::PostgresCrash => {
                container::kill(&name).await?;
                sleep(lasts).await;
                container::start(&name, host.part).await?;
            }
            Kind::Terminate | Kind::PostgresRestart => {
                let took = container::end(&name).await;
                container::start(&name, host.part).await?;
                let (took, limit) = (took?, container::TERMINATE_LIMIT);
                ensure!(host.part.is_postgres() || took <= limit, "{name} took {took:.1?} to end");
            }
            Kind::Freeze => {
                podman(&["pause", &name]).await?;
                sleep(lasts).await;
                podman(&["unpause", &name]).await?;
            }
            Kind::Disconnect => {
                let network = pick(host.part.networks(), fault).context("no network")?;
                podman(&["network", "disconnect", "--force", network, &name]).await?;
                sleep(lasts).await;
                connect(network, host).await?;
            }
            Kind::Partition => self.partition(host, fault).await?,
            kind => bail!("a container cannot have: {kind}"),
        }
        Ok(())
    }

    /// Drops all packets between a replica and one replica that it calls or that calls it.
    async fn partition(&self, host: &Host, fault: &Fault) -> Result<()> {
        let talk = |one: Part, other: Part| one.calls().contains(&other) || other.calls().contains(&one);
        let peers: Vec<&Host> = self.hosts.iter().filter(|other| talk(host.part, other.part)).collect();
        let peer = Container::named(&pick(&peers, fault).context("nobody talks to it")?.container()).await?;
        let (pid, from) = (Container::named(&host.container()).await?.state.pid, peer.addresses());
        policy::cut_off(pid, &from.collect::<Vec<_>>()).await?;
        sleep(fault.lasts).await;
        policy::join_again(pid).await
    }
}

/// Waits until the replica is ready. A container that ends while it starts is started again, as a
/// node does: a process that starts without its database may end.
async fn back(host: &Host) -> Result<Duration> {
    let began = Instant::now();
    while let Err(error) = host.wait_ready(RECOVERY_LIMIT.saturating_sub(began.elapsed())).await {
        ensure!(began.elapsed() < RECOVERY_LIMIT, error);
        terminal::line(format_args!("{}: {error:#}; started again", host.name));
        sleep(START_AGAIN).await;
        heal(host).await?;
    }
    Ok(began.elapsed())
}

/// Chooses one by the fault's duration, which the seed decides.
fn pick<'a, T>(all: &'a [T], fault: &Fault) -> Option<&'a T> {
    let chosen = usize::try_from(fault.lasts.as_millis()).unwrap_or_default();
    all.get(chosen % all.len().max(1))
}

/// Attaches a replica to a network again. Its address is another one afterwards, and its alias must
/// be given again.
async fn connect(network: &str, host: &Host) -> Result<()> {
    podman(&["network", "connect", "--alias", host.part.alias(), network, &host.container()]).await.map(drop)
}

/// Removes every fault that may be on it.
///
/// # Errors
/// If podman or nft fails.
pub async fn heal(host: &Host) -> Result<()> {
    let name = host.container();
    let now = Container::named(&name).await?;
    match now.state.status.as_str() {
        "paused" => podman(&["unpause", &name]).await.map(drop)?,
        "running" => policy::join_again(now.state.pid).await?,
        _ => container::start(&name, host.part).await?,
    }
    for network in host.part.networks() {
        if Container::named(&name).await?.address(network).is_none() {
            connect(network, host).await?;
        }
    }
    Ok(())
}
