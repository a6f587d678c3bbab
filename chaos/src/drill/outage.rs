//! Outage of every replica of a service for a while.

use super::Ground;
use crate::world::Service;
use anyhow::Result;
use rustix::process::Signal;
use std::time::Duration;
use tokio::time::sleep;

/// Time to recover after an outage; how fast a replica returns is measured by another drill.
const RECOVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
pub enum Harm {
    /// SIGSTOP: connections are accepted, and nothing is answered.
    Stopped,
    /// SIGKILL, without a restart until [`relieve`].
    Dead,
}

/// Begins an outage of every replica of `service`.
///
/// # Errors
/// If a replica cannot be killed.
pub async fn inflict(ground: &Ground<'_>, service: Service, harm: Harm) -> Result<()> {
    for replica in ground.world.of(service) {
        replica.process.excuse(true);
        match harm {
            Harm::Stopped => replica.process.signal(Signal::STOP),
            Harm::Dead => {
                replica.process.want(false);
                replica.process.kill().await?;
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
pub async fn relieve(ground: &Ground<'_>, service: Service) -> Result<()> {
    for replica in ground.world.of(service) {
        replica.process.want(true);
        replica.process.signal(Signal::CONT);
        replica.process.wait_ready(Duration::from_secs(20)).await?;
        replica.process.excuse(false);
    }
    sleep(RECOVERY).await;
    Ok(())
}
