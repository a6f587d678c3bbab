//! What a run keeps secret, made on the first start: the staff PIN's hash and the key that signs sessions.

use crate::command;
use anyhow::{Context as _, Result, ensure};
use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

const HASH_LIMIT: Duration = Duration::from_secs(30);
const KEY_BYTES: usize = 64;
const ONLY_OWNER: u32 = 0o600;

/// Where the staff PIN's hash lies below `data`.
pub fn staff_pin_hash(data: &Path) -> PathBuf {
    data.join("staff-pin.hash")
}

/// Where the key that signs sessions lies below `data`.
pub fn session_key(data: &Path) -> PathBuf {
    data.join("session.key")
}

/// Makes the session key when there is none.
pub fn ensure_session_key(data: &Path) -> Result<()> {
    let path = session_key(data);
    if path.exists() {
        return Ok(());
    }
    let key: [u8; KEY_BYTES] = rand::random();
    let hex = key.iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    });
    write_secret(&path, &hex)
}

/// Makes a staff PIN when there is none, and gives it: only its hash is kept, so this is the time to say it.
pub fn ensure_staff_pin(data: &Path, server: &Path) -> Result<Option<String>> {
    if staff_pin_hash(data).exists() {
        return Ok(None);
    }
    let pin = format!("{:06}", rand::random_range(0..1_000_000));
    set_staff_pin(data, server, &pin)?;
    Ok(Some(pin))
}

/// Keeps the hash of `pin`, as the server binary makes it.
pub fn set_staff_pin(data: &Path, server: &Path, pin: &str) -> Result<()> {
    let hash = command::output_of(command::program(server).arg("hash-pin"), &format!("{pin}\n"), HASH_LIMIT)?;
    ensure!(hash.starts_with("$argon2"), "the server's hash-pin gave no argon2 hash");
    write_secret(&staff_pin_hash(data), hash.trim())
}

/// Written whole or not at all: an interrupted first start must not leave half a key.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    let next = path.with_extension("next");
    let write = || -> std::io::Result<()> {
        let _left_over = fs::remove_file(&next);
        let mut file = File::options().create_new(true).write(true).mode(ONLY_OWNER).open(&next)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        fs::rename(&next, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_session_key_is_made_once_and_for_its_owner_only() {
        let data = tempfile::tempdir().unwrap();
        ensure_session_key(data.path()).unwrap();
        let path = session_key(data.path());
        let key = fs::read_to_string(&path).unwrap();
        assert_eq!(key.trim().len(), 2 * KEY_BYTES);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, ONLY_OWNER);
        ensure_session_key(data.path()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), key);
    }
}
