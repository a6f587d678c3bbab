//! The keys of a run, which sign sessions and calls.

use crate::programs::Programs;
use anyhow::Result;
use member_token::surface::SurfaceKey;
use process_kit::keys::ensure_key;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Signing keys of the member service and the surfaces, with the public keys that verify them.
#[derive(Clone)]
pub struct Secrets {
    pub signing_key: PathBuf,
    pub member_key: String,
    /// Secret key of each surface.
    pub client_key_file: PathBuf,
    pub admin_key_file: PathBuf,
    /// Public keys that services accept, comma-separated: the surface's and that of the audit's own
    /// programs.
    pub client_keys: String,
    pub admin_keys: String,
    pub programs: Programs,
}

impl Secrets {
    /// Creates all keys; `member` runs the member binary, which sees the file `signing_key` as
    /// `seen`.
    ///
    /// # Errors
    /// If `--new-key` fails, or a surface's key file cannot be made.
    pub fn make(member: Command, signing_key: PathBuf, seen: &str) -> Result<Self> {
        let member_key = ensure_key(member, "--signing-key-file", seen)?;
        let (client_key_file, admin_key_file) =
            (signing_key.with_file_name("client.key"), signing_key.with_file_name("admin.key"));
        let (programs, own) = Programs::generate()?;
        let both =
            |file: &Path, own: String| anyhow::Ok(format!("{},{own}", SurfaceKey::ensure(file)?.public()?));
        Ok(Self {
            client_keys: both(&client_key_file, own.client)?,
            admin_keys: both(&admin_key_file, own.admin)?,
            signing_key,
            member_key,
            client_key_file,
            admin_key_file,
            programs,
        })
    }
}
