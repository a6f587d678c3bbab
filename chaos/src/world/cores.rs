//! CPU pinning. A load generator that sends five times what a system can take needs a CPU of its
//! own; otherwise the CPU time that it uses is missing from the system it measures.

use rustix::{
    process::Pid,
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};
use std::fs;

/// Threads pinned to certain CPUs; dropping it allows them all CPUs again.
pub struct CpuPinning {
    threads: Vec<Pid>,
    all: CpuSet,
}

impl CpuPinning {
    /// Pins this process to the last CPU and the processes `others` to all the rest. `None` if
    /// there is only one CPU, or pinning is not allowed.
    pub fn pin_apart(others: &[u32]) -> Option<Self> {
        let all = sched_getaffinity(None).ok()?;
        let last = (0..CpuSet::MAX_CPU).rev().find(|cpu| all.is_set(*cpu))?;
        let mut own = CpuSet::new();
        let mut rest = all;
        own.set(last);
        rest.unset(last);
        if rest.count() == 0 {
            return None;
        }
        let mut pinned = Self { threads: Vec::new(), all };
        pinned.pin_process(std::process::id(), &own).then_some(())?;
        others.iter().all(|pid| pinned.pin_process(*pid, &rest)).then_some(pinned)
    }

    fn pin_process(&mut self, pid: u32, cpus: &CpuSet) -> bool {
        let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return false };
        let ids = tasks.flatten().filter_map(|task| task.file_name().to_str()?.parse().ok());
        ids.filter_map(Pid::from_raw).all(|thread| {
            self.threads.push(thread);
            // A thread that has ended meanwhile needs no CPU.
            matches!(sched_setaffinity(Some(thread), cpus), Ok(()) | Err(rustix::io::Errno::SRCH))
        })
    }
}

impl Drop for CpuPinning {
    fn drop(&mut self) {
        for thread in &self.threads {
            let _ended_meanwhile = sched_setaffinity(Some(*thread), &self.all);
        }
    }
}
