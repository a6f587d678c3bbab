//! Runs small system programs to their end.

use anyhow::{Context as _, Result, bail};
use std::{
    io::Read as _,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const LIMIT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(2);

/// Runs `program`, which takes milliseconds.
///
/// # Errors
/// If it is missing, fails (its standard error is in the message) or hangs.
pub fn run(program: &str, words: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("`{program}` does not start"))?;
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if began.elapsed() > LIMIT {
            child.kill()?;
            bail!("`{program} {}` hangs", words.join(" "));
        }
        thread::sleep(POLL);
    };
    if !status.success() {
        let mut said = String::new();
        let _unreadable = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said));
        bail!("`{program} {}`: {}", words.join(" "), said.trim());
    }
    Ok(())
}
