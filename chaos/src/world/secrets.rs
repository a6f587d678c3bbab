//! How staff get in: the key that signs their sessions, and the manager whom they sign in as.

use anyhow::{Context as _, Result, ensure};
use std::{path::PathBuf, process::Stdio, time::Duration};
use tokio::{io::AsyncWriteExt as _, process::Command, time::timeout};

/// The PIN that the staff of a run sign in with.
pub const STAFF_PIN: &str = "482913";
const LIMIT: Duration = Duration::from_secs(30);

/// What the member service signs with, and what everybody else checks that with.
#[derive(Clone)]
pub struct Secrets {
    pub signing_key: PathBuf,
    pub member_key: String,
}

impl Secrets {
    /// Makes them with `member`, the binary, however it is started; it sees the file `signing_key` as `seen`.
    ///
    /// # Errors
    /// When its `--new-key` fails.
    pub async fn make(mut member: Command, signing_key: PathBuf, seen: &str) -> Result<Self> {
        member.args(["--new-key", "--signing-key-file", seen]);
        let told = told(member, "").await.context("--new-key")?;
        let member_key = told.trim().to_owned();
        ensure!(member_key.starts_with("k4.public."), "--new-key told {member_key:?}");
        Ok(Self { signing_key, member_key })
    }
}

/// Adds the manager who has [`STAFF_PIN`]; `member` is the binary with what it needs to find its database.
///
/// # Errors
/// When its `--add-manager` fails.
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
