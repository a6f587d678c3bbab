//! A throwaway Postgres cluster for tests: on loopback unless an address is given, without
//! durability, with no password on this machine, with TLS for clients that ask for it.

use super::certificates;
use crate::{command, progress, stack, tools};
use anyhow::Result;
use process_kit::{PostgresCluster, SupervisedProcess, free_port, postgres_url};
use rustix::process::Signal;
use std::{
    fs::OpenOptions,
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::Command,
    time::Duration,
};
use tempfile::TempDir;

const READY_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(15);
/// No durability, and enough connections for every test binary to hold its pools at the same time.
const SETTINGS: [&str; 4] =
    ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

/// A running cluster; dropping it ends the server and removes the data.
pub struct ThrowawayCluster {
    server: SupervisedProcess,
    address: SocketAddr,
    home: TempDir,
    /// Folder with `psql`.
    programs: PathBuf,
}

impl ThrowawayCluster {
    /// Makes a cluster on a free loopback port and waits until it accepts connections.
    pub fn start() -> Result<Self> {
        Self::start_at(Ipv4Addr::LOCALHOST, free_port()?, Vec::new())
    }

    /// As [`ThrowawayCluster::start`], with the newest supported major and without TLS.
    pub fn start_newest() -> Result<Self> {
        Self::start_from(
            tools::postgres::ensure_newest()?,
            (Ipv4Addr::LOCALHOST, free_port()?).into(),
            None,
        )
    }

    /// As [`ThrowawayCluster::start`], on `port` of another address of this machine; the
    /// certificate is valid for `names` and for that address. Clients in a network that this
    /// machine is on need a password.
    pub fn start_at(address: Ipv4Addr, port: u16, mut names: Vec<String>) -> Result<Self> {
        names.push(address.to_string());
        Self::start_from(tools::postgres::ensure_programs()?, (address, port).into(), Some(names))
    }

    /// Makes a cluster with the programs in `folder`; with `names`, it has TLS and a certificate
    /// for them.
    fn start_from(
        programs: PathBuf,
        address: SocketAddr,
        names: Option<Vec<String>>,
    ) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let files = PostgresCluster::create(&programs, home.path(), &["--no-sync"])?;
        let mut admitted =
            OpenOptions::new().append(true).open(files.data_folder().join("pg_hba.conf"))?;
        writeln!(
            admitted,
            "host all postgres {}/32 trust\nhost all all samenet scram-sha-256",
            address.ip()
        )?;
        let mut settings = SETTINGS.map(str::to_owned).to_vec();
        if let Some(names) = names {
            settings.extend(certificates::make_certificates(home.path(), files.owner, names)?);
        }
        let server =
            stack::start_process(files.server_spec(address, &settings, home.path().join("log")));
        server.wait_ready(READY_LIMIT)?;
        Ok(Self { server, address, home, programs })
    }

    /// A connection URL for a superuser.
    pub fn url(&self) -> String {
        postgres_url(self.address, "postgres")
    }

    /// The authority that signed the server's certificate, and another one that did not.
    pub fn authorities(&self) -> [PathBuf; 2] {
        [
            certificates::trusted_authority(self.home.path()),
            certificates::untrusted_authority(self.home.path()),
        ]
    }

    /// Names the server to tests that `command` runs.
    pub fn set_environment(&self, command: &mut Command) {
        progress::print_stage(format_args!("a throwaway Postgres listens on {}", self.url()));
        let [trusted, stranger] = self.authorities();
        command.env("JUMUN_TEST_POSTGRES", self.url());
        command
            .env("JUMUN_TEST_POSTGRES_CA", trusted)
            .env("JUMUN_TEST_POSTGRES_OTHER_CA", stranger);
    }

    /// Creates an empty database called `name` and returns its connection URL.
    pub fn database(&self, name: &str) -> Result<String> {
        self.execute(&format!("CREATE DATABASE \"{name}\""))?;
        Ok(postgres_url(self.address, name))
    }

    /// Runs a statement as superuser.
    pub fn execute(&self, statement: &str) -> Result<()> {
        let mut psql = command::workspace_command(self.programs.join("psql"));
        command::run_checked(
            psql.args(["--quiet", "--no-psqlrc", "--command", statement]).arg(self.url()),
            READY_LIMIT,
        )
    }
}

impl Drop for ThrowawayCluster {
    fn drop(&mut self) {
        // SIGINT is Postgres' fast shutdown: sessions are ended, not waited for.
        if let Err(error) = self.server.stop(Signal::INT, STOP_LIMIT) {
            progress::print_stage(format_args!("the throwaway Postgres stays: {error:#}"));
        }
    }
}
