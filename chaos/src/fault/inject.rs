//! Injection of one fault into a process on this machine, and its healing.

use super::{Breakable, Fault, Kind};
use crate::world::{Disk, Link, Mode, Process, Replica, Service, World};
use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::Signal;
use std::time::Duration;
use tokio::time::sleep;

/// Drain time that every process promises after SIGTERM.
const TERMINATE_LIMIT: Duration = Duration::from_secs(5);
/// Postgres writes a checkpoint before it exits.
const POSTGRES_LIMIT: Duration = Duration::from_secs(20);
const SLOW: Duration = Duration::from_secs(2);
const HOUR_SECONDS: i32 = 3600;

/// Limit from the end of a fault until the process is ready.
const RECOVERY_LIMIT: Duration = Duration::from_secs(20);

impl Breakable for World {
    fn pairs(&self, kinds: &[Kind]) -> Vec<(Kind, usize)> {
        let replicas = || self.replicas.iter().enumerate();
        let targets = |kind: Kind| {
            replicas().filter(move |(_, replica)| kind.fits(replica)).map(move |(index, _)| (kind, index))
        };
        kinds.iter().flat_map(|kind| targets(*kind)).collect()
    }

    fn target(&self, index: usize) -> Option<(&str, Service)> {
        self.replicas.get(index).map(|replica| (replica.process.name(), replica.service))
    }

    async fn suffer(&self, fault: &Fault) -> Result<Duration> {
        let replica = self.replicas.get(fault.target).context("no such replica")?;
        let ends = matches!(
            fault.kind,
            Kind::Kill | Kind::Terminate | Kind::ReadOnly | Kind::PostgresRestart | Kind::PostgresCrash
        );
        replica.process.excuse(ends);
        let broken = inject(fault, replica).await;
        if broken.is_err() {
            let _the_first_error_says_more = replica.heal().await;
        }
        let recovered = replica.process.wait_ready(RECOVERY_LIMIT).await;
        replica.process.excuse(false);
        broken.and(recovered)
    }
}

/// Applies `fault` to `replica` for its duration and heals it. After an error the caller removes
/// the rest of the fault.
async fn inject(fault: &Fault, replica: &Replica) -> Result<()> {
    let (process, lasts) = (&replica.process, fault.lasts);
    match fault.kind {
        Kind::Kill => dead(process, lasts).await?,
        Kind::Freeze => frozen(process, lasts).await,
        Kind::Terminate => drop(process.end(Signal::TERM, TERMINATE_LIMIT).await?),
        Kind::PostgresRestart => drop(process.end(Signal::INT, POSTGRES_LIMIT).await?),
        Kind::PostgresCrash => drop(process.end(Signal::QUIT, POSTGRES_LIMIT).await?),
        Kind::Slow => linked(link(replica)?, Mode::Slow(SLOW), lasts).await,
        Kind::Refuse => linked(link(replica)?, Mode::Refuse, lasts).await,
        Kind::HalfOpen => linked(link(replica)?, Mode::HalfOpen, lasts).await,
        Kind::LoseReplies => linked(link(replica)?, Mode::LoseReplies, lasts).await,
        Kind::Cut => link(replica)?.cut(),
        Kind::Partition => {
            let namespace = replica.namespace.as_ref().context("no namespace")?;
            namespace.set_reachable(false)?;
            sleep(lasts).await;
            namespace.set_reachable(true)?;
        }
        Kind::Disconnect => bail!("only a container has networks"),
        Kind::DiskFull => disk_full(process, disk(replica)?, lasts).await?,
        Kind::ReadOnly => read_only(process, disk(replica)?, lasts).await?,
        Kind::ClockJump => {
            let clock = replica.clock.as_ref().context("no clock")?;
            clock.shift(if fault.forward { HOUR_SECONDS } else { -HOUR_SECONDS })?;
            sleep(lasts).await;
            clock.shift(0)?;
        }
    }
    Ok(())
}

fn link(replica: &Replica) -> Result<&Link> {
    replica.link.as_ref().context("no link")
}

fn disk(replica: &Replica) -> Result<&Disk> {
    replica.disk.as_ref().context("no disk")
}

async fn dead(process: &Process, lasts: Duration) -> Result<()> {
    process.want(false);
    process.kill().await?;
    sleep(lasts).await;
    process.want(true);
    Ok(())
}

async fn frozen(process: &Process, lasts: Duration) {
    process.signal(Signal::STOP);
    sleep(lasts).await;
    process.signal(Signal::CONT);
}

async fn linked(link: &Link, mode: Mode, lasts: Duration) {
    link.set(mode);
    sleep(lasts).await;
    link.set(Mode::Pass);
}

/// Fills the disk for a while. The process must live through it and needs no restart once there is
/// room again.
async fn disk_full(process: &Process, disk: &Disk, lasts: Duration) -> Result<()> {
    let before = process.pid();
    disk.fill()?;
    sleep(lasts).await;
    disk.free()?;
    ensure!(process.pid() == before, "{} did not live through a full disk", process.name());
    Ok(())
}

/// Makes the disk read-only for a while. A disk with files open for writing cannot be remounted, so
/// the process is killed first and started again on the disk as it is then.
async fn read_only(process: &Process, disk: &Disk, lasts: Duration) -> Result<()> {
    process.want(false);
    process.kill().await?;
    disk.set_writable(false)?;
    process.want(true);
    sleep(lasts).await;
    process.want(false);
    process.kill().await?;
    disk.set_writable(true)?;
    process.want(true);
    Ok(())
}
