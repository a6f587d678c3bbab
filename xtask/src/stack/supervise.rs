//! Supervision: restarts processes that ended, each after its backoff.

use super::{Process, backoff::Backoff};
use crate::say;
use anyhow::Result;
use std::time::Instant;

#[derive(Clone, Default)]
struct Restart {
    backoff: Backoff,
    due: Option<Instant>,
}

/// The restart state of each process, in the stack's order.
pub struct Watch(Vec<Restart>);

impl Watch {
    pub fn new(processes: usize) -> Self {
        Self(vec![Restart::default(); processes])
    }

    /// Schedules a restart for each process that has ended, and starts those that are due. Never
    /// blocks.
    pub fn look(&mut self, processes: &mut [Process]) -> Result<()> {
        for (restart, process) in self.0.iter_mut().zip(processes) {
            match (restart.due, process.ended()?) {
                (None, Some(status)) => {
                    let wait = restart.backoff.after(process.age());
                    say::stage(format_args!("{} ended ({status}); again in {wait:?}", process.name()));
                    restart.due = Some(Instant::now() + wait);
                }
                (Some(due), _) if Instant::now() >= due => {
                    restart.due = None;
                    process.start()?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_ends_is_started_again() {
        let home = tempfile::tempdir().unwrap();
        let flags = vec!["-c".into(), "echo once; exit 1".into()];
        let log = home.path().join("short.log");
        let mut processes = [Process::new("short", "/bin/sh".into(), flags, 1, log.clone())];
        let mut watch = Watch::new(1);
        processes[0].start().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        let lives = || std::fs::read_to_string(&log).unwrap_or_default().lines().count();
        while lives() < 3 {
            assert!(Instant::now() < deadline, "only {} lives", lives());
            watch.look(&mut processes).unwrap();
            std::thread::yield_now();
        }
    }
}
