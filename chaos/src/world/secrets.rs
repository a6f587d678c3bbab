//! Credentials of a run: the keys that sign sessions and calls, and the manager that staff sign in
//! as.

use crate::programs::Programs;
use anyhow::{Context as _, Result, ensure};
use member_token::surface::SurfaceKey;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{io::AsyncWriteExt as _, process::Command, time::timeout};

/// The PIN that the staff of a run sign in with.
pub const STAFF_PIN: &str = "482913";
const LIMIT: Duration = Duration::from_secs(30);

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
    pub async fn make(mut member: Command, signing_key: PathBuf, seen: &str) -> Result<Self> {
        member.args(["--new-key", "--signing-key-file", seen]);
        let told = told(member, "").await.context("--new-key")?;
        let member_key = told.trim().to_owned();
        ensure!(member_key.starts_with("k4.public."), "--new-key told {member_key:?}");
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

/// Adds the manager whose PIN is [`STAFF_PIN`]; `member` runs the member binary with its database
/// flags.
///
/// # Errors
/// If `--add-manager` fails.
pub async fn add_manager(mut member: Command) -> Result<()> {
    member.arg("--add-manager");
    told(member, &format!("{STAFF_PIN}\n")).await.map(drop).context("--add-manager")
}

async fn told(mut member: Command, input: &str) -> Result<String> {
    member.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = member.spawn().context("the member binary does not start")?;
    let mut stdin = child.stdin.take().context("standard input is piped")?;
    stdin.write_all(input.as_bytes()).await?;
    drop(stdin);
    let output = timeout(LIMIT, child.wait_with_output()).await.context("it hangs")??;
    ensure!(output.status.success(), "it failed ({})", output.status);
    Ok(String::from_utf8(output.stdout)?)
}
