//! A throwaway Postgres with default durability, as in a café: an acknowledged commit is on disk.

use super::process::{Ready, Spec};
use anyhow::{Context as _, Result, ensure};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::{
    fs,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{process::Command, time::timeout};

const INIT_LIMIT: Duration = Duration::from_secs(120);
/// The session timeout ends the sessions that a frozen process leaves inside a transaction: they
/// would hold every feed back.
const SETTINGS: [&str; 4] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "idle_in_transaction_session_timeout=5s",
];

/// Creates a cluster below `home`; returns how to run it.
///
/// # Errors
/// If `initdb` fails, or there is no user to run it as.
pub async fn make(programs: &Path, home: &Path, port: u16, log: PathBuf) -> Result<Spec> {
    fs::create_dir_all(home).with_context(|| format!("cannot make {}", home.display()))?;
    let (owner, data) = (owner(home)?, home.join("data"));
    let mut initdb = Command::new(programs.join("initdb"));
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--pgdata"]);
    initdb.arg(&data).current_dir(home).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    if let Some((uid, gid)) = owner {
        initdb.uid(uid).gid(gid);
    }
    let status = timeout(INIT_LIMIT, initdb.status()).await.context("initdb hangs")??;
    ensure!(status.success(), "initdb failed ({status})");
    // The log exists before the server, which runs as another user, writes to it.
    fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    Ok(spec(programs, &data, port, log, owner))
}

fn spec(programs: &Path, data: &Path, port: u16, log: PathBuf, owner: Option<(u32, u32)>) -> Spec {
    let mut args = vec!["-D".into(), data.into(), "-p".into(), port.to_string().into()];
    args.extend(SETTINGS.iter().flat_map(|setting| ["-c".into(), setting.into()]));
    Spec {
        name: "postgres".to_owned(),
        program: programs.join("postgres"),
        args,
        envs: Vec::new(),
        log,
        clock: None,
        namespace: None,
        owner,
        ready: Ready::Postgres(url("127.0.0.1", port, "postgres")),
    }
}

/// URL of `database`, as the superuser.
pub fn url(host: &str, port: u16, database: &str) -> String {
    format!("postgres://postgres@{host}:{port}/{database}")
}

/// Creates one database for each service.
///
/// # Errors
/// If the server cannot be reached or refuses.
pub async fn make_databases(port: u16) -> Result<()> {
    let mut connection = PgConnection::connect(&url("127.0.0.1", port, "postgres")).await?;
    for make in ["CREATE DATABASE menu", "CREATE DATABASE orders", "CREATE DATABASE member"] {
        connection.execute(make).await?;
    }
    Ok(connection.close().await?)
}

/// User and group that run Postgres. It refuses to run as root; then another user runs it and
/// becomes the owner of `home`.
fn owner(home: &Path) -> Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let ids = ["postgres", "nobody"].iter().find_map(|user| ids(&passwd, user));
    let (uid, gid) = ids.context("no user `postgres` or `nobody` that could run Postgres")?;
    chown(home, Some(uid), Some(gid)).with_context(|| format!("cannot give away {}", home.display()))?;
    Ok(Some((uid, gid)))
}

fn ids(passwd: &str, user: &str) -> Option<(u32, u32)> {
    let lines = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let fields = lines.into_iter().find(|fields| fields.first() == Some(&user))?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn a_users_ids_come_from_passwd() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:a person:/var:/bin/sh\n";
        assert_eq!(ids(passwd, "postgres"), Some((101, 104)));
        assert_eq!(ids(passwd, "post"), None);
    }
}
