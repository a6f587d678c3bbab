//! Secrets of a stack, made on the first start: the keys that sign sessions and the surfaces'
//! calls, and the first manager's PIN.

use crate::command;
use anyhow::Result;
use process_kit::keys;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const DATABASE: &str = "staff.db";

/// Path below `data` of the key that signs sessions.
pub fn signing_key(data: &Path) -> PathBuf {
    data.join("staff.key")
}

/// Path below `data` of the key of the surface called `name`.
pub fn surface_key(data: &Path, name: &str) -> PathBuf {
    data.join(name).with_extension("key")
}

/// The public halves of a store's keys, which the services are given.
#[derive(Debug, Clone)]
pub struct StackPublicKeys {
    /// Checks sessions of staff.
    pub staff: String,
    /// Checks calls of the customers' surface.
    pub client: String,
    /// Checks calls of the counter's surface.
    pub admin: String,
}

/// Makes the store's keys that are missing, with the binaries in `binaries`, and returns the public
/// halves.
pub fn ensure_keys(data: &Path, binaries: &Path) -> Result<StackPublicKeys> {
    let server = binaries.join("server");
    let surface = |name| {
        keys::ensure_key(
            command::workspace_command(&server),
            "--surface-key-file",
            surface_key(data, name),
        )
    };
    Ok(StackPublicKeys {
        staff: ensure_key(data, &binaries.join("staff"))?,
        client: surface("client")?,
        admin: surface("admin")?,
    })
}

/// Makes the key that signs sessions, if it is missing, with the binary `staff`, and returns its
/// public half.
pub fn ensure_key(data: &Path, staff: &Path) -> Result<String> {
    keys::ensure_key(command::workspace_command(staff), "--signing-key-file", signing_key(data))
}

/// Makes a manager with a random PIN if there is no staff database yet, and returns the PIN. Only
/// its hash is stored, so the caller has to print it now.
pub fn ensure_manager(data: &Path, staff: &Path) -> Result<Option<String>> {
    if data.join(DATABASE).exists() {
        return Ok(None);
    }
    let pin = format!("{:06}", rand::random_range(0..1_000_000));
    keys::add_manager(staff_command(&database_url(data), staff).arg("--generated-pin"), &pin)?;
    Ok(Some(pin))
}

/// Adds a manager who signs in with `pin`.
pub fn add_manager(database_url: &str, staff: &Path, pin: &str) -> Result<()> {
    keys::add_manager(&mut staff_command(database_url, staff), pin)
}

/// The binary `staff` on its database.
pub fn staff_command(database_url: &str, staff: &Path) -> Command {
    let mut command = command::workspace_command(staff);
    command.args(["--database-url", database_url]);
    command
}

/// URL of the staff service's SQLite database below `data`.
pub fn database_url(data: &Path) -> String {
    format!("sqlite:{}", data.join(DATABASE).display())
}
