//! The processes of the default run, as `up` and the browser tests start them.

mod backoff;
mod plan;
mod ports;
pub mod probe;
mod process;
pub mod secrets;
mod supervise;

pub use plan::Plan;
pub use ports::{Ports, require_free};
pub use process::{Process, make_private};

use crate::{command, interrupt, say};
use anyhow::Result;
use std::{
    thread,
    time::{Duration, Instant},
};

/// Time for a process to drain before SIGKILL; the binaries promise 5 s.
pub const GRACE: Duration = Duration::from_secs(6);
const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

/// Running processes; dropping them ends them.
pub struct Stack {
    processes: Vec<Process>,
}

impl Stack {
    /// Starts all processes of `plan` at once and waits until each is ready.
    ///
    /// # Errors
    /// When a process ends or is not ready in time; its log is quoted. The others are then ended.
    pub fn start(plan: &Plan) -> Result<Self> {
        let mut stack = Self { processes: plan.processes() };
        for process in &mut stack.processes {
            process.start()?;
        }
        for process in &mut stack.processes {
            process.wait_ready(READY_LIMIT)?;
            say::stage(format_args!("{} is ready", process.name()));
        }
        Ok(stack)
    }

    /// The process called `name`.
    pub fn find(&mut self, name: &str) -> Option<&mut Process> {
        self.processes.iter_mut().find(|process| process.name() == name)
    }

    /// Restarts processes that end, until xtask is interrupted.
    pub fn supervise(&mut self) -> Result<()> {
        let mut watch = supervise::Watch::new(self.processes.len());
        while !interrupt::requested() {
            watch.look(&mut self.processes)?;
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Ends all processes: SIGTERM to all at once, [`GRACE`] to drain, then SIGKILL.
    pub fn stop(&mut self) -> Result<()> {
        let deadline = Instant::now() + GRACE;
        for process in &mut self.processes {
            process.signal(rustix::process::Signal::TERM)?;
        }
        for process in &mut self.processes {
            let left = deadline.saturating_duration_since(Instant::now());
            process.stop(left)?;
        }
        Ok(())
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            say::stage(format_args!("not all processes could be ended: {error:#}"));
        }
    }
}

/// Whether `setpriv --pdeathsig` works here, so that the kernel ends a child when xtask is killed
/// by a signal that no handler sees.
fn ends_with_parent() -> bool {
    let mut setpriv = command::program("setpriv");
    setpriv.args(["--pdeathsig", "TERM", "--", "true"]).stderr(std::process::Stdio::null());
    command::run(&mut setpriv, Duration::from_secs(5)).is_ok()
}
