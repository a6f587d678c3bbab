//! CPU time of processes and threads, as the kernel counts it. CPU seconds stay comparable on a
//! busy machine; elapsed time does not.

use rustix::process::Pid;
use std::fs;

/// Unit of the times in `/proc/PID/stat`: fixed on Linux, independent of the kernel's timer
/// frequency.
const TICKS_PER_S: f64 = 100.0;

/// CPU seconds of a process so far; zero if it is gone.
pub fn seconds_of(process: Pid) -> f64 {
    seconds_in(&format!("/proc/{}/stat", process.as_raw_nonzero()))
}

/// CPU seconds of the calling thread so far.
pub fn seconds_of_this_thread() -> f64 {
    seconds_in("/proc/thread-self/stat")
}

fn seconds_in(file: &str) -> f64 {
    let stat = fs::read_to_string(file).unwrap_or_default();
    ProcessStat::parse(&stat).and_then(|stat| stat.cpu_s()).unwrap_or_default()
}

/// The fields after the command name. The name itself may contain spaces and brackets
/// (proc_pid_stat(5)).
pub struct ProcessStat<'a>(Vec<&'a str>);

impl<'a> ProcessStat<'a> {
    /// `None` if `text` is not a line of that format.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (_, fields) = text.rsplit_once(')')?;
        Some(Self(fields.split_whitespace().collect()))
    }

    /// A field by its number in the manual, from 3.
    pub fn nth_field(&self, number: usize) -> Option<&'a str> {
        self.0.get(number.checked_sub(3)?).copied()
    }

    /// A numeric field, by its number in the manual.
    pub fn numeric_field(&self, number: usize) -> Option<f64> {
        self.nth_field(number)?.parse().ok()
    }

    /// CPU seconds in user and in kernel mode.
    pub fn cpu_s(&self) -> Option<f64> {
        Some((self.numeric_field(14)? + self.numeric_field(15)?) / TICKS_PER_S)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_moves_no_field() {
        let stat = ProcessStat::parse(
            "7 (a) b) S 3 7 7 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 99 8192 25 rest",
        )
        .unwrap();
        assert_eq!(
            (stat.nth_field(4), stat.cpu_s(), stat.numeric_field(24)),
            (Some("3"), Some(2.0), Some(25.0))
        );
    }
}
