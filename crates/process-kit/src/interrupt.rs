//! An interrupt flag. Every wait polls it, so that a command ends the processes it started before
//! it exits. A program that listens for signals in another way never sets it.

use anyhow::{Result, bail};
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Sets the flag, from a handler of Ctrl-C and SIGTERM.
pub fn request_interrupt() {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// Whether a signal has asked this process to end.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// # Errors
/// After a signal has asked this process to end.
pub fn fail_if_interrupted() -> Result<()> {
    if is_interrupted() {
        bail!("interrupted");
    }
    Ok(())
}
