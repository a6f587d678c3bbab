//! A service of which every replica is gone for a while.

use super::Ground;
use crate::world::Service;
use anyhow::Result;
use rustix::process::Signal;
use std::time::Duration;
use tokio::time::sleep;

/// What comes back needs a moment; that is another drill's matter.
const RECOVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
pub enum Harm {
    /// SIGSTOP: connections are accepted, nothing is answered.
    Stopped,
    /// SIGKILL, and not started again for a while.
    Dead,
}

/// # Errors
/// When one cannot be killed.
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

/// Whole again, and known to be: the next turn counts as undisturbed.
///
/// # Errors
/// When one does not come back.
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
