//! A throwaway Postgres cluster for tests: on loopback unless an address is given, without
//! durability, with no password on this machine, with TLS for clients that ask for it.

use super::certificates;
use crate::{command, interrupt, tools};
use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;
use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    net::{Ipv4Addr, TcpListener},
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const INIT_LIMIT: Duration = Duration::from_secs(120);
const READY_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(15);
/// No durability, and enough connections for every test binary to hold its pools at the same time.
const SETTINGS: [&str; 5] = [
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
];

/// A running cluster; dropping it ends the server and removes the data.
pub struct Cluster {
    server: Child,
    address: Ipv4Addr,
    port: u16,
    home: TempDir,
    /// Folder with `psql`.
    programs: PathBuf,
}

impl Cluster {
    /// Makes a cluster on a free loopback port and waits until it accepts connections.
    pub fn start() -> Result<Self> {
        Self::start_at(Ipv4Addr::LOCALHOST, free_port()?, Vec::new())
    }

    /// As [`Cluster::start`], with the newest supported major and without TLS.
    pub fn start_newest() -> Result<Self> {
        Self::start_from(tools::postgres::newest()?, Ipv4Addr::LOCALHOST, free_port()?, None)
    }

    /// As [`Cluster::start`], on `port` of another address of this machine; the certificate is
    /// valid for `names` and for that address. Clients in a network that this machine is on need a
    /// password.
    pub fn start_at(address: Ipv4Addr, port: u16, mut names: Vec<String>) -> Result<Self> {
        names.push(address.to_string());
        Self::start_from(tools::postgres::ensure()?, address, port, Some(names))
    }

    /// Makes a cluster with the programs in `folder`; with `names`, it has TLS and a certificate
    /// for them.
    fn start_from(folder: PathBuf, address: Ipv4Addr, port: u16, names: Option<Vec<String>>) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let programs = Programs { folder, home: home.path().to_path_buf(), owner: owner(home.path())? };
        let mut initdb = programs.command("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        command::run(initdb.arg("--pgdata").arg(programs.data()).stdout(Stdio::null()), INIT_LIMIT)?;

        let mut admitted = OpenOptions::new().append(true).open(programs.data().join("pg_hba.conf"))?;
        writeln!(admitted, "host all postgres {address}/32 trust\nhost all all samenet scram-sha-256")?;
        let mut settings = match names {
            Some(names) => certificates::make(home.path(), programs.owner, names)?.to_vec(),
            None => Vec::new(),
        };
        settings.push(format!("listen_addresses={address}"));
        let server = programs.serve(port, &settings)?;
        let mut cluster = Self { server, address, port, home, programs: programs.folder.clone() };
        cluster.wait_ready(programs.command("pg_isready"))?;
        Ok(cluster)
    }

    /// A connection URL for a superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@{}:{}/postgres", self.address, self.port)
    }

    /// The authority that signed the server's certificate, and another one that did not.
    pub fn authorities(&self) -> [PathBuf; 2] {
        [certificates::trusted(self.home.path()), certificates::stranger(self.home.path())]
    }

    /// Creates an empty database called `name` and returns its connection URL.
    pub fn database(&self, name: &str) -> Result<String> {
        self.execute(&format!("CREATE DATABASE \"{name}\""))?;
        Ok(format!("postgres://postgres@{}:{}/{name}", self.address, self.port))
    }

    /// Runs a statement as superuser.
    pub fn execute(&self, statement: &str) -> Result<()> {
        let mut psql = command::program(self.programs.join("psql"));
        command::run(
            psql.args(["--quiet", "--no-psqlrc", "--command", statement]).arg(self.url()),
            READY_LIMIT,
        )
    }

    fn wait_ready(&mut self, mut pg_isready: Command) -> Result<()> {
        pg_isready.args(["--quiet", &format!("--host={}", self.address), "--port", &self.port.to_string()]);
        let deadline = Instant::now() + READY_LIMIT;
        while command::run(&mut pg_isready, READY_LIMIT).is_err() {
            interrupt::check()?;
            if self.server.try_wait()?.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(self.home.path().join("log")).unwrap_or_default();
                bail!("the throwaway Postgres does not start: {log}");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Postgres' programs, run in the cluster's folder as its owner.
struct Programs {
    folder: PathBuf,
    home: PathBuf,
    owner: Option<(u32, u32)>,
}

impl Programs {
    fn command(&self, name: &str) -> Command {
        let mut command = command::program(self.folder.join(name));
        command.current_dir(&self.home);
        if let Some((uid, gid)) = self.owner {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn serve(&self, port: u16, settings: &[String]) -> Result<Child> {
        let log = fs::File::create(self.home.join("log"))?;
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(self.data()).args(["-p", &port.to_string()]);
        for setting in SETTINGS.into_iter().chain(settings.iter().map(String::as_str)) {
            postgres.args(["-c", setting]);
        }
        command::spawn(postgres.stdout(log.try_clone()?).stderr(log))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is Postgres' fast shutdown: sessions are ended, not waited for.
        let _gone_already = command::signal_group(&mut self.server, Signal::INT);
        let deadline = Instant::now() + STOP_LIMIT;
        while matches!(self.server.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        let _gone_already = command::end(&mut self.server, Duration::ZERO);
    }
}

/// Postgres refuses to run as root. If this is root, another user becomes the owner of `home`;
/// returns that user's ids.
fn owner(home: &Path) -> Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let (uid, gid) = ["postgres", "nobody"]
        .iter()
        .find_map(|user| ids(&passwd, user))
        .context("no user `postgres` or `nobody` that could run the throwaway Postgres")?;
    chown(home, Some(uid), Some(gid)).with_context(|| format!("cannot give away {}", home.display()))?;
    Ok(Some((uid, gid)))
}

fn ids(passwd: &str, user: &str) -> Option<(u32, u32)> {
    let mut fields = passwd
        .lines()
        .map(|line| line.split(':'))
        .find_map(|mut fields| (fields.next() == Some(user)).then_some(fields))?;
    Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
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
