//! Which CPU a process runs on. Whoever sends five times what a system can take needs a CPU of its own, or what it uses
//! itself is missing to what it measures.

use rustix::{
    process::Pid,
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};
use std::fs;

/// Threads kept on certain CPUs; dropping it gives all back.
pub struct Pinned {
    threads: Vec<Pid>,
    all: CpuSet,
}

impl Pinned {
    /// This process on the last CPU, `others` on all the rest; `None` where there are not two, or it is not allowed.
    pub fn apart(others: &[u32]) -> Option<Self> {
        let all = sched_getaffinity(None).ok()?;
        let last = (0..CpuSet::MAX_CPU).rev().find(|cpu| all.is_set(*cpu))?;
        let (mut own, mut rest) = (CpuSet::new(), all);
        own.set(last);
        rest.unset(last);
        if rest.count() == 0 {
            return None;
        }
        let mut pinned = Self { threads: Vec::new(), all };
        pinned.put(std::process::id(), &own).then_some(())?;
        others.iter().all(|pid| pinned.put(*pid, &rest)).then_some(pinned)
    }

    fn put(&mut self, pid: u32, cpus: &CpuSet) -> bool {
        let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return false };
        let ids = tasks.flatten().filter_map(|task| task.file_name().to_str()?.parse().ok());
        ids.filter_map(Pid::from_raw).all(|thread| {
            self.threads.push(thread);
            // A thread that ended meanwhile needs no CPU.
            matches!(sched_setaffinity(Some(thread), cpus), Ok(()) | Err(rustix::io::Errno::SRCH))
        })
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        for thread in &self.threads {
            let _ended_meanwhile = sched_setaffinity(Some(*thread), &self.all);
        }
    }
}
