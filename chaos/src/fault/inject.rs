//! Injection of one fault into a process on this machine, and its healing.

use super::{BreakableSystem, FaultKind, ScheduledFault};
use crate::world::{
    ChaosLink, LinkMode, ProcessWorld, ServiceKind, ServiceReplica, TmpfsDisk, WorldProcess,
};
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

impl BreakableSystem for ProcessWorld {
    fn fault_pairs(&self, kinds: &[FaultKind]) -> Vec<(FaultKind, usize)> {
        let replicas = || self.replicas.iter().enumerate();
        let targets = |kind: FaultKind| {
            replicas()
                .filter(move |(_, replica)| kind.can_affect(replica))
                .map(move |(index, _)| (kind, index))
        };
        kinds.iter().flat_map(|kind| targets(*kind)).collect()
    }

    fn target_replica(&self, index: usize) -> Option<(&str, ServiceKind)> {
        self.replicas.get(index).map(|replica| (replica.process.name(), replica.service))
    }

    async fn apply_fault(&self, fault: &ScheduledFault) -> Result<Duration> {
        let replica = self.replicas.get(fault.target).context("no such replica")?;
        let ends = matches!(
            fault.kind,
            FaultKind::Kill
                | FaultKind::Terminate
                | FaultKind::ReadOnly
                | FaultKind::PostgresRestart
                | FaultKind::PostgresCrash
        );
        replica.process.set_exit_expected(ends);
        let broken = inject_fault(fault, replica).await;
        if broken.is_err() {
            let _the_first_error_says_more = replica.heal_faults().await;
        }
        let recovered = replica.process.wait_ready(RECOVERY_LIMIT).await;
        replica.process.set_exit_expected(false);
        broken.and(recovered)
    }
}

/// Applies `fault` to `replica` for its duration and heals it. After an error the caller removes
/// the rest of the fault.
async fn inject_fault(fault: &ScheduledFault, replica: &ServiceReplica) -> Result<()> {
    let process = &replica.process;
    let lasts = fault.lasts;
    match fault.kind {
        FaultKind::Kill => kill_and_restart(process, lasts).await?,
        FaultKind::Freeze => freeze_process(process, lasts).await,
        FaultKind::Terminate => drop(process.signal_and_wait(Signal::TERM, TERMINATE_LIMIT).await?),
        FaultKind::PostgresRestart => {
            process.signal_and_wait(Signal::INT, POSTGRES_LIMIT).await?;
        }
        FaultKind::PostgresCrash => {
            process.signal_and_wait(Signal::QUIT, POSTGRES_LIMIT).await?;
        }
        FaultKind::Slow => degrade_link(replica_link(replica)?, LinkMode::Slow(SLOW), lasts).await,
        FaultKind::Refuse => degrade_link(replica_link(replica)?, LinkMode::Refuse, lasts).await,
        FaultKind::HalfOpen => {
            degrade_link(replica_link(replica)?, LinkMode::HalfOpen, lasts).await;
        }
        FaultKind::LoseReplies => {
            degrade_link(replica_link(replica)?, LinkMode::LoseReplies, lasts).await;
        }
        FaultKind::Cut => replica_link(replica)?.reset_connections(),
        FaultKind::Partition => {
            let namespace = replica.namespace.as_ref().context("no namespace")?;
            namespace.set_reachable(false)?;
            sleep(lasts).await;
            namespace.set_reachable(true)?;
        }
        FaultKind::Disconnect => bail!("only a container has networks"),
        FaultKind::DiskFull => fill_disk(process, replica_disk(replica)?, lasts).await?,
        FaultKind::ReadOnly => remount_read_only(process, replica_disk(replica)?, lasts).await?,
        FaultKind::ClockJump => {
            let clock = replica.clock.as_ref().context("no clock")?;
            clock.set_offset(if fault.forward { HOUR_SECONDS } else { -HOUR_SECONDS })?;
            sleep(lasts).await;
            clock.set_offset(0)?;
        }
    }
    Ok(())
}

fn replica_link(replica: &ServiceReplica) -> Result<&ChaosLink> {
    replica.link.as_ref().context("no link")
}

fn replica_disk(replica: &ServiceReplica) -> Result<&TmpfsDisk> {
    replica.disk.as_ref().context("no disk")
}

async fn kill_and_restart(process: &WorldProcess, lasts: Duration) -> Result<()> {
    process.set_wanted(false);
    process.kill_and_wait().await?;
    sleep(lasts).await;
    process.set_wanted(true);
    Ok(())
}

async fn freeze_process(process: &WorldProcess, lasts: Duration) {
    process.send_signal(Signal::STOP);
    sleep(lasts).await;
    process.send_signal(Signal::CONT);
}

async fn degrade_link(link: &ChaosLink, mode: LinkMode, lasts: Duration) {
    link.set_mode(mode);
    sleep(lasts).await;
    link.set_mode(LinkMode::Pass);
}

/// Fills the disk for a while. The process must live through it and needs no restart once there is
/// room again.
async fn fill_disk(process: &WorldProcess, disk: &TmpfsDisk, lasts: Duration) -> Result<()> {
    let before = process.pid();
    disk.fill_up()?;
    sleep(lasts).await;
    disk.free_space()?;
    ensure!(process.pid() == before, "{} did not live through a full disk", process.name());
    Ok(())
}

/// Makes the disk read-only for a while. A disk with files open for writing cannot be remounted, so
/// the process is killed first and started again on the disk as it is then.
async fn remount_read_only(
    process: &WorldProcess,
    disk: &TmpfsDisk,
    lasts: Duration,
) -> Result<()> {
    process.set_wanted(false);
    process.kill_and_wait().await?;
    disk.set_writable(false)?;
    process.set_wanted(true);
    sleep(lasts).await;
    process.set_wanted(false);
    process.kill_and_wait().await?;
    disk.set_writable(true)?;
    process.set_wanted(true);
    Ok(())
}
