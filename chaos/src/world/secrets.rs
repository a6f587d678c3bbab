//! What the surfaces share: the key that signs sessions, and the staff PIN's hash.

use anyhow::{Context as _, Result, ensure};
use rand::RngExt as _;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{io::AsyncWriteExt as _, process::Command, time::timeout};

/// The PIN that the staff of a run sign in with.
pub const STAFF_PIN: &str = "246810";
const HASH_LIMIT: Duration = Duration::from_secs(30);

/// The files that say them.
#[derive(Clone)]
pub struct Secrets {
    pub session_key: PathBuf,
    pub staff_pin_hash: PathBuf,
}

impl Secrets {
    /// Makes both below `folder`; `server` is the web binary, however it is started.
    ///
    /// # Errors
    /// When they cannot be written, or the server's `hash-pin` fails.
    pub async fn make(folder: &Path, server: Command) -> Result<Self> {
        let secrets =
            Self { session_key: folder.join("session.key"), staff_pin_hash: folder.join("staff-pin.hash") };
        let key: [u8; 64] = rand::rng().random();
        let hex = key.iter().fold(String::new(), |mut hex, byte| {
            let _infallible = write!(hex, "{byte:02x}");
            hex
        });
        fs::write(&secrets.session_key, hex).context("cannot write the session key")?;
        let hash = timeout(HASH_LIMIT, hash_pin(server)).await.context("hash-pin hangs")??;
        fs::write(&secrets.staff_pin_hash, hash).context("cannot write the PIN's hash")?;
        Ok(secrets)
    }
}

async fn hash_pin(mut server: Command) -> Result<String> {
    server.arg("hash-pin").stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = server.spawn().context("the web binary does not start")?;
    let mut stdin = child.stdin.take().context("standard input is piped")?;
    stdin.write_all(format!("{STAFF_PIN}\n").as_bytes()).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    ensure!(output.status.success(), "hash-pin failed ({})", output.status);
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
