//! What a run keeps secret, made on the first start: the key that signs sessions, and the first manager's PIN.

use crate::command;
use anyhow::{Context as _, Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const DATABASE: &str = "member.db";
const LIMIT: Duration = Duration::from_secs(30);

/// Where the key that signs sessions lies below `data`.
pub fn signing_key(data: &Path) -> PathBuf {
    data.join("member.key")
}

/// The public half of the key that signs sessions, which is made when there is none; `member` is the binary.
pub fn ensure_key(data: &Path, member: &Path) -> Result<String> {
    let mut new_key = command::program(member);
    new_key.arg("--new-key").arg("--signing-key-file").arg(signing_key(data));
    let key = command::output(&mut new_key, LIMIT)?.trim().to_owned();
    ensure!(key.starts_with("k4.public."), "`member --new-key` gave no public key");
    Ok(key)
}

/// Makes a manager with a new PIN when nobody is known yet, and gives the PIN: only its hash is kept, so this is the time to
/// say it.
pub fn ensure_manager(data: &Path, member: &Path) -> Result<Option<String>> {
    if data.join(DATABASE).exists() {
        return Ok(None);
    }
    let pin = format!("{:06}", rand::random_range(0..1_000_000));
    add_manager(&database_url(data), member, &pin)?;
    Ok(Some(pin))
}

/// Adds a manager who signs in with `pin`.
pub fn add_manager(database_url: &str, member: &Path, pin: &str) -> Result<()> {
    command::output_of(&mut adding_manager(database_url, member), &format!("{pin}\n"), LIMIT)
        .map(drop)
        .context("no manager was added: `member --add-manager`")
}

/// What reads a PIN and adds a manager with it.
pub fn adding_manager(database_url: &str, member: &Path) -> Command {
    let mut add = command::program(member);
    add.args(["--add-manager", "--database-url", database_url]);
    add
}

/// Where the people are kept below `data`.
pub fn database_url(data: &Path) -> String {
    format!("sqlite:{}", data.join(DATABASE).display())
}
