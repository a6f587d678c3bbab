//! A Postgres cluster of a run's own, with no password on this machine.

use crate::{ProcessSpec, ReadinessProbe, command};
use anyhow::{Context as _, Result};
use std::{
    fmt::Display,
    fs,
    net::SocketAddr,
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

const INIT_LIMIT: Duration = Duration::from_secs(120);

/// The files of a cluster, and how to run it.
pub struct PostgresCluster {
    programs: PathBuf,
    home: PathBuf,
    /// User and group ids that run it, if not those of this process.
    pub owner: Option<(u32, u32)>,
}

impl PostgresCluster {
    /// Creates a cluster in the existing folder `home` with the Postgres in the folder `programs`;
    /// `flags` are further ones of `initdb`.
    ///
    /// # Errors
    /// If `initdb` fails, or there is no user to run it as.
    pub fn create(programs: &Path, home: &Path, flags: &[&str]) -> Result<Self> {
        let cluster =
            Self { programs: programs.into(), home: home.into(), owner: take_owner(home)? };
        let mut initdb = Command::new(programs.join("initdb"));
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"])
            .args(flags);
        initdb.arg("--pgdata").arg(cluster.data_folder());
        initdb.current_dir(home).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some((uid, gid)) = cluster.owner {
            initdb.uid(uid).gid(gid);
        }
        command::run_checked(&mut initdb, INIT_LIMIT)?;
        Ok(cluster)
    }

    /// The cluster's data folder.
    pub fn data_folder(&self) -> PathBuf {
        self.home.join("data")
    }

    /// The server, listening on `address` alone, with these `settings`.
    pub fn server_spec(
        &self,
        address: SocketAddr,
        settings: &[String],
        log: PathBuf,
    ) -> ProcessSpec {
        let program = self.programs.join("postgres");
        let ready = ReadinessProbe::Postgres(address);
        let mut spec = ProcessSpec::new("postgres", program, log, ready);
        spec.owner = self.owner;
        spec.args = vec![
            "-D".into(),
            self.data_folder().into(),
            "-p".into(),
            address.port().to_string().into(),
        ];
        let own =
            [format!("listen_addresses={}", address.ip()), "unix_socket_directories=".to_owned()];
        spec.args
            .extend(own.iter().chain(settings).flat_map(|setting| ["-c".into(), setting.into()]));
        spec
    }
}

/// URL of `database` on the server at `address`, as the superuser.
pub fn postgres_url(address: impl Display, database: &str) -> String {
    format!("postgres://postgres@{address}/{database}")
}

/// User and group that run Postgres. It refuses to run as root; then another user runs it and
/// becomes the owner of `home`.
fn take_owner(home: &Path) -> Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let ids = ["postgres", "nobody"].iter().find_map(|user| find_user_ids(&passwd, user));
    let (uid, gid) = ids.context("no user `postgres` or `nobody` that could run Postgres")?;
    chown(home, Some(uid), Some(gid))
        .with_context(|| format!("cannot give away {}", home.display()))?;
    Ok(Some((uid, gid)))
}

fn find_user_ids(passwd: &str, user: &str) -> Option<(u32, u32)> {
    let mut lines = passwd.lines().map(|line| line.split(':'));
    let mut fields =
        lines.find_map(|mut fields| (fields.next() == Some(user)).then_some(fields))?;
    Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::find_user_ids;

    #[test]
    fn a_users_ids_come_from_passwd() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:a person:/var:/bin/sh\n";
        assert_eq!(find_user_ids(passwd, "postgres"), Some((101, 104)));
        assert_eq!(find_user_ids(passwd, "post"), None);
    }
}
