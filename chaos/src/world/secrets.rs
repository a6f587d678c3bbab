//! The keys of a run, which sign sessions and calls.

use crate::programs::ProgramSigner;
use anyhow::Result;
use process_kit::keys::ensure_key;
use staff_token::surface::SurfaceKey;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Signing keys of the staff service and the surfaces, with the public keys that verify them.
#[derive(Clone)]
pub struct RunSecrets {
    pub signing_key: PathBuf,
    pub staff_key: String,
    /// Secret key of each surface.
    pub client_key_file: PathBuf,
    pub admin_key_file: PathBuf,
    /// Public keys that services accept, comma-separated: the surface's and that of the audit's
    /// own programs.
    pub client_keys: String,
    pub admin_keys: String,
    pub programs: ProgramSigner,
}

impl RunSecrets {
    /// Creates all keys; `staff` runs the staff binary, which sees the file `signing_key` as
    /// `seen`.
    ///
    /// # Errors
    /// If `--new-key` fails, or a surface's key file cannot be made.
    pub fn create_keys(staff: Command, signing_key: PathBuf, seen: &str) -> Result<Self> {
        let staff_key = ensure_key(staff, "--signing-key-file", seen)?;
        let (client_key_file, admin_key_file) =
            (signing_key.with_file_name("client.key"), signing_key.with_file_name("admin.key"));
        let (programs, own) = ProgramSigner::generate_keys()?;
        let both = |file: &Path, own: String| {
            anyhow::Ok(format!("{},{own}", SurfaceKey::read_or_create(file)?.public_key()?))
        };
        Ok(Self {
            client_keys: both(&client_key_file, own.client)?,
            admin_keys: both(&admin_key_file, own.admin)?,
            signing_key,
            staff_key,
            client_key_file,
            admin_key_file,
            programs,
        })
    }
}
