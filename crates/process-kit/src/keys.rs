//! Keys and people of a store, made by its own binaries as a café makes them.

use crate::command;
use anyhow::{Context as _, Result, ensure};
use std::{ffi::OsStr, process::Command, time::Duration};

/// PIN of the manager in runs that nobody else can reach.
pub const STAFF_PIN: &str = "482913";
const LIMIT: Duration = Duration::from_secs(30);

/// Makes the key in the file that `flag` names, if it is missing, with `binary`, and returns its
/// public half.
///
/// # Errors
/// If `binary` fails or prints no public key.
pub fn ensure_key(mut binary: Command, flag: &str, file: impl AsRef<OsStr>) -> Result<String> {
    binary.arg("--new-key").arg(flag).arg(file);
    let key = command::run_for_output(&mut binary, LIMIT).context("--new-key")?.trim().to_owned();
    ensure!(key.starts_with("k4.public."), "--new-key printed no public key, but {key:?}");
    Ok(key)
}

/// Adds a manager who signs in with `pin`; `staff` runs the staff binary with its database.
///
/// # Errors
/// If `staff` fails.
pub fn add_manager(staff: &mut Command, pin: &str) -> Result<()> {
    let added = command::run_with_input(staff.arg("--add-manager"), &format!("{pin}\n"), LIMIT);
    added.map(drop).context("no manager was added: `staff --add-manager`")
}
