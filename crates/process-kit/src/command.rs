//! Child processes that run to their end: each has a deadline, and none outlives an interrupt.

use crate::interrupt;
use anyhow::{Context as _, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    io::{ErrorKind, Read as _, Write as _},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

const POLL: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_secs(5);
const SILENT_LIMIT: Duration = Duration::from_secs(10);

/// Runs `command` to completion, with its output on this terminal.
///
/// # Errors
/// When it cannot start, fails, takes longer than `limit`, or this process is interrupted.
pub fn run_checked(command: &mut Command, limit: Duration) -> Result<()> {
    let status = run_for_status(command, limit)?;
    if !status.success() {
        bail!("{} failed ({status})", display_name(command));
    }
    Ok(())
}

/// Runs `command` to completion, with its output on this terminal, and returns its exit status.
///
/// # Errors
/// As [`run_checked`], except that a failure status is not an error.
pub fn run_for_status(command: &mut Command, limit: Duration) -> Result<ExitStatus> {
    let name = display_name(command);
    wait_or_end_group(&mut spawn_group(command)?, &name, limit)
}

/// Runs `command` to completion and returns its standard output.
///
/// # Errors
/// As [`run_checked`].
pub fn run_for_output(command: &mut Command, limit: Duration) -> Result<String> {
    run_with_input(command, "", limit)
}

/// Runs `command` to completion with `input` on its standard input, and returns its standard
/// output.
///
/// # Errors
/// As [`run_checked`].
pub fn run_with_input(command: &mut Command, input: &str, limit: Duration) -> Result<String> {
    let name = display_name(command);
    let mut child = spawn_group(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
    // A program may end without reading its input: its exit status says more than the broken pipe.
    let _may_not_read =
        child.stdin.take().context("standard input is piped")?.write_all(input.as_bytes());
    let mut pipe = child.stdout.take().context("standard output is piped")?;
    let reader = thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).map(|_| text)
    });
    let status = wait_or_end_group(&mut child, &name, limit)?;
    let text = reader.join().map_err(|_| anyhow!("{name}: reading its output failed"))??;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(text)
}

/// Runs a small system program to completion, silently.
///
/// # Errors
/// As [`run_checked`]; its standard error is in the message.
pub fn run_silently(program: &str, words: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = spawn_group(&mut command)?;
    let status = wait_or_end_group(&mut child, program, SILENT_LIMIT)?;
    if !status.success() {
        let mut said = String::new();
        let _unreadable = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said));
        bail!("`{program} {}`: {}", words.join(" "), said.trim());
    }
    Ok(())
}

/// Starts `command` in its own process group, so that its descendants can be ended with it.
///
/// # Errors
/// When this process is interrupted or `command` cannot start; the message names a missing program.
pub fn spawn_group(command: &mut Command) -> Result<Child> {
    let name = display_name(command);
    interrupt::fail_if_interrupted()?;
    command.process_group(0).spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow!("{name} is not installed, or not in PATH"),
        _ => anyhow!("{name} does not start: {error}"),
    })
}

/// Waits for `child`; ends its process group on a timeout or an interrupt.
fn wait_or_end_group(child: &mut Child, name: &str, limit: Duration) -> Result<ExitStatus> {
    let deadline = Instant::now() + limit;
    // Many programs take a few milliseconds.
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > deadline || interrupt::is_interrupted() {
            end_group(child, GRACE)?;
            interrupt::fail_if_interrupted()?;
            bail!("{name} took longer than {} s", limit.as_secs());
        }
        thread::sleep(pause);
        pause = (pause * 2).min(POLL);
    }
}

/// Ends the process group of `child`: SIGTERM, up to `grace` to finish, then SIGKILL.
pub fn end_group(child: &mut Child, grace: Duration) -> Result<ExitStatus> {
    signal_group(child, Signal::TERM)?;
    let deadline = Instant::now() + grace;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(POLL);
    }
    signal_group(child, Signal::KILL)?;
    Ok(child.wait()?)
}

/// Sends `signal` to the process group of `child`; a child that has already ended is not an error.
pub fn signal_group(child: &mut Child, signal: Signal) -> Result<()> {
    if child.try_wait()?.is_some() {
        return Ok(());
    }
    let group = Pid::from_raw(i32::try_from(child.id())?).context("a process id is not zero")?;
    match kill_process_group(group, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot signal process {}", child.id())),
    }
}

/// Full path of `program`, if it is in PATH.
pub fn find_program(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

fn display_name(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let first =
        command.get_args().next().filter(|argument| !argument.as_encoded_bytes().starts_with(b"-"));
    match first {
        Some(argument) if !argument.as_encoded_bytes().contains(&b'/') => {
            format!("`{} {}`", name.display(), argument.display())
        }
        _ => format!("`{}`", name.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_missing_program_is_named() {
        let error = run_checked(&mut Command::new("no-such-program-here"), LONG).unwrap_err();
        assert_eq!(error.to_string(), "`no-such-program-here` is not installed, or not in PATH");
    }

    #[test]
    fn a_failure_is_an_error_and_output_is_given() {
        assert!(run_checked(Command::new("sh").args(["-c", "exit 3"]), LONG).is_err());
        assert_eq!(
            run_for_output(Command::new("sh").args(["-c", "echo ready"]), LONG).unwrap(),
            "ready\n"
        );
        assert_eq!(run_with_input(&mut Command::new("cat"), "a line", LONG).unwrap(), "a line");
    }

    #[test]
    fn what_takes_too_long_is_ended_with_its_children() {
        let began = Instant::now();
        let error = run_checked(
            Command::new("sh").args(["-c", "sleep 60 & wait"]),
            Duration::from_millis(50),
        )
        .unwrap_err();
        assert!(error.to_string().contains("took longer"), "{error}");
        assert!(began.elapsed() < LONG);
    }
}
