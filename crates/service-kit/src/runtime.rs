//! The tokio runtime of a process, with a bounded shutdown.

use std::{io, time::Duration};

/// Time that threads which still block get after everything else has ended.
const LEFT_BEHIND: Duration = Duration::from_millis(100);

/// Runs `work` on as many threads as the process has CPUs. Afterwards it waits at most 100 ms for
/// threads that block: the system's name lookup cannot be interrupted, and with a name server that
/// does not answer, a process would exceed its five seconds by as much again.
///
/// # Errors
/// When the system cannot create the threads.
pub fn block_on<T>(work: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(work);
    runtime.shutdown_timeout(LEFT_BEHIND);
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_thread_that_never_ends_holds_up_no_end() {
        let (_never, waits) = mpsc::channel::<()>();
        let work = async { drop(tokio::task::spawn_blocking(move || waits.recv())) };
        block_on(work).unwrap();
    }
}
