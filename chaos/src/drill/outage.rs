//! Outage of every replica of a service for a while.

use super::DrillContext;
use crate::world::ServiceKind;
use anyhow::Result;
use rustix::process::Signal;
use std::time::Duration;
use tokio::time::sleep;

/// Time to recover after an outage; how fast a replica returns is measured by another drill.
const RECOVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
pub enum Outage {
    /// SIGSTOP: connections are accepted, and nothing is answered.
    Stopped,
    /// SIGKILL, without a restart until [`end_outage`].
    Dead,
}

/// Begins an outage of every replica of `service`.
///
/// # Errors
/// If a replica cannot be killed.
pub async fn begin_outage(
    ground: &DrillContext<'_>,
    service: ServiceKind,
    harm: Outage,
) -> Result<()> {
    for replica in ground.world.replicas_of(service) {
        replica.process.set_exit_expected(true);
        match harm {
            Outage::Stopped => replica.process.send_signal(Signal::STOP),
            Outage::Dead => {
                replica.process.set_wanted(false);
                replica.process.kill_and_wait().await?;
            }
        }
    }
    Ok(())
}

/// Ends the outage and waits until every replica is ready and has recovered: the next turn counts
/// as undisturbed.
///
/// # Errors
/// If a replica does not become ready.
pub async fn end_outage(ground: &DrillContext<'_>, service: ServiceKind) -> Result<()> {
    for replica in ground.world.replicas_of(service) {
        replica.process.set_wanted(true);
        replica.process.send_signal(Signal::CONT);
        replica.process.wait_ready(Duration::from_secs(20)).await?;
        replica.process.set_exit_expected(false);
    }
    sleep(RECOVERY).await;
    Ok(())
}
