//! Secrets of a stack, made on the first start: the keys that sign sessions and the surfaces'
//! calls, and the first manager's PIN.

use crate::command;
use anyhow::{Context as _, Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const DATABASE: &str = "member.db";
const LIMIT: Duration = Duration::from_secs(30);

/// Path below `data` of the key that signs sessions.
pub fn signing_key(data: &Path) -> PathBuf {
    data.join("member.key")
}

/// Path below `data` of the key of the surface called `name`.
pub fn surface_key(data: &Path, name: &str) -> PathBuf {
    data.join(name).with_extension("key")
}

/// The public halves of a store's keys, which the services are given.
#[derive(Debug, Clone)]
pub struct PublicKeys {
    /// Checks sessions of staff.
    pub member: String,
    /// Checks calls of the customers' surface.
    pub client: String,
    /// Checks calls of the counter's surface.
    pub admin: String,
}

/// Makes the store's keys that are missing, with the binaries in `binaries`, and returns the public
/// halves.
pub fn ensure_keys(data: &Path, binaries: &Path) -> Result<PublicKeys> {
    let server = binaries.join("server");
    let surface = |name| new_key(&server, "--surface-key-file", &surface_key(data, name));
    Ok(PublicKeys {
        member: ensure_key(data, &binaries.join("member"))?,
        client: surface("client")?,
        admin: surface("admin")?,
    })
}

/// Makes the key that signs sessions, if it is missing, with the binary `member`, and returns its
/// public half.
pub fn ensure_key(data: &Path, member: &Path) -> Result<String> {
    new_key(member, "--signing-key-file", &signing_key(data))
}

fn new_key(binary: &Path, flag: &str, file: &Path) -> Result<String> {
    let mut new_key = command::program(binary);
    new_key.arg("--new-key").arg(flag).arg(file);
    let key = command::output(&mut new_key, LIMIT)?.trim().to_owned();
    ensure!(key.starts_with("k4.public."), "`{} --new-key` gave no public key", binary.display());
    Ok(key)
}

/// Makes a manager with a random PIN if there is no member database yet, and returns the PIN. Only
/// its hash is stored, so the caller has to print it now.
pub fn ensure_manager(data: &Path, member: &Path) -> Result<Option<String>> {
    if data.join(DATABASE).exists() {
        return Ok(None);
    }
    let pin = format!("{:06}", rand::random_range(0..1_000_000));
    let mut add = adding_manager(&database_url(data), member);
    add_with(add.arg("--generated-pin"), &pin)?;
    Ok(Some(pin))
}

/// Adds a manager who signs in with `pin`.
pub fn add_manager(database_url: &str, member: &Path, pin: &str) -> Result<()> {
    add_with(&mut adding_manager(database_url, member), pin)
}

fn add_with(add: &mut Command, pin: &str) -> Result<()> {
    command::output_of(add, &format!("{pin}\n"), LIMIT)
        .map(drop)
        .context("no manager was added: `member --add-manager`")
}

/// A command that reads a PIN from standard input and adds a manager with it.
pub fn adding_manager(database_url: &str, member: &Path) -> Command {
    let mut add = command::program(member);
    add.args(["--add-manager", "--database-url", database_url]);
    add
}

/// URL of the member service's SQLite database below `data`.
pub fn database_url(data: &Path) -> String {
    format!("sqlite:{}", data.join(DATABASE).display())
}
