//! An interrupt flag, set by Ctrl-C and SIGTERM. Every wait polls it, so that a command ends the
//! processes it started before it exits.

use anyhow::{Context as _, Result, bail};
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Installs the handler: SIGINT, SIGTERM and SIGHUP set the flag instead of ending this process.
pub fn listen() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed)).context("cannot listen for Ctrl-C")
}

/// Whether a signal has asked this process to end.
pub fn requested() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// # Errors
/// After a signal has asked this process to end.
pub fn check() -> Result<()> {
    if requested() {
        bail!("interrupted");
    }
    Ok(())
}
