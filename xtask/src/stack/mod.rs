//! The processes of the default run, as `up` and the browser tests start them.

mod plan;
mod ports;
pub mod secrets;

pub use plan::StackPlan;
pub use ports::{StackPorts, require_free};

use crate::{interrupt, progress};
use anyhow::Result;
use process_kit::{ProcessSpec, RestartBackoff, SupervisedProcess, SupervisionPolicy};
use rustix::process::Signal;
use std::{
    thread,
    time::{Duration, Instant},
};

/// Time for a process to drain before SIGKILL; the binaries promise 5 s.
pub const GRACE: Duration = Duration::from_secs(6);
const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);
const BACKOFF: RestartBackoff = RestartBackoff {
    first: Duration::from_millis(200),
    longest: Duration::from_secs(10),
    healthy: Duration::from_secs(30),
};

/// Running processes; dropping them ends them.
pub struct ProcessStack {
    processes: Vec<SupervisedProcess>,
}

impl ProcessStack {
    /// Starts all processes of `plan` at once and waits until each is ready.
    ///
    /// # Errors
    /// When a process ends or is not ready in time; its log is quoted. The others are then ended.
    pub fn start(plan: &StackPlan) -> Result<Self> {
        let stack =
            Self { processes: plan.process_specs().into_iter().map(start_process).collect() };
        for process in &stack.processes {
            process.wait_ready(READY_LIMIT)?;
            progress::print_stage(format_args!("{} is ready", process.name()));
        }
        Ok(stack)
    }

    /// The process called `name`.
    pub fn find_process(&self, name: &str) -> Option<&SupervisedProcess> {
        self.processes.iter().find(|process| process.name() == name)
    }

    /// Restarts processes that end, until xtask is interrupted.
    pub fn supervise_until_interrupt(&self) {
        self.processes.iter().for_each(SupervisedProcess::keep_running);
        while !interrupt::is_interrupted() {
            thread::sleep(POLL);
        }
    }

    /// Ends all processes: SIGTERM to all at once, [`GRACE`] to drain, then SIGKILL.
    pub fn stop(&self) -> Result<()> {
        let deadline = Instant::now() + GRACE;
        for process in &self.processes {
            process.set_wanted(false);
            process.send_signal(Signal::TERM);
        }
        self.processes.iter().try_for_each(|process| {
            process.stop(Signal::TERM, deadline.saturating_duration_since(Instant::now()))
        })
    }
}

impl Drop for ProcessStack {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            progress::print_stage(format_args!("not all processes could be ended: {error:#}"));
        }
    }
}

/// Starts a process, whose unexpected end is printed.
pub fn start_process(spec: ProcessSpec) -> SupervisedProcess {
    SupervisedProcess::start(
        spec,
        SupervisionPolicy { backoff: BACKOFF, report: |end| progress::print_stage(end) },
    )
}
