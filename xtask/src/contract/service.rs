//! One running service with its own database.

use crate::{
    build::Profile,
    stack::{GRACE, Process, secrets},
    test::postgres::Cluster,
    workspace,
};
use anyhow::{Context as _, Result};
use std::{
    ffi::OsString,
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

/// PIN of the manager who sends the generated requests that need a session.
pub const MANAGER_PIN: &str = "482913";
const READY_LIMIT: Duration = Duration::from_secs(60);

/// Path of a service's checked-in OpenAPI description.
pub fn description(name: &str) -> PathBuf {
    workspace::root().join("services").join(name).join("openapi.json")
}

/// Folder of the runs' logs and databases.
pub fn folder() -> PathBuf {
    workspace::root().join("target/contract")
}

pub struct Running {
    process: Process,
    port: u16,
    /// The member service where the manager signs in; `None` if this is the member service itself.
    member: Option<Box<Self>>,
}

impl Running {
    /// Starts the service `name` on an empty database, which the service seeds itself (the menu
    /// service with a café's menu). The member service gets a manager; each other service gets a
    /// member service beside it. The hooks sign for the surfaces and the manager.
    pub fn start(name: &'static str, cluster: Option<&Cluster>) -> Result<Self> {
        let data = folder().join(name);
        if data.exists() {
            fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))?;
        }
        fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
        let url = database_url(name, &data, cluster)?;
        let member = match name {
            "member" => None,
            _ => {
                let database = database_url("member", &data, None)?;
                Some(Box::new(Self::start_on("member", &data, &database, None)?))
            }
        };
        Self::start_on(name, &data, &url, member)
    }

    fn start_on(name: &'static str, data: &Path, url: &str, member: Option<Box<Self>>) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let binary = Profile::Dev.folder().join(name);
        let flags = ["--listen", &format!("127.0.0.1:{port}"), "--database-url", url];
        let mut flags: Vec<OsString> = flags.iter().map(|flag| (*flag).into()).collect();
        let keys = secrets::ensure_keys(data, &Profile::Dev.folder())?;
        flags.extend(["--admin-key".into(), keys.admin.into()]);
        if name == "member" {
            secrets::add_manager(url, &binary, MANAGER_PIN)?;
            flags.extend(["--signing-key-file".into(), secrets::signing_key(data).into()]);
        } else {
            flags.extend([
                "--client-key".into(),
                keys.client.into(),
                "--member-key".into(),
                keys.member.into(),
            ]);
        }
        let mut process = Process::new(name, binary, flags, port, data.join(name).with_extension("log"));
        process.start()?;
        process.wait_ready(READY_LIMIT)?;
        Ok(Self { process, port, member })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Base URL of the member service that belongs to this one, or of this one.
    pub fn member_url(&self) -> String {
        self.member.as_deref().map_or_else(|| self.url(), Self::url)
    }

    pub fn stop(&mut self) -> Result<()> {
        self.process.stop(GRACE)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone_already = self.process.kill();
    }
}

fn database_url(name: &str, data: &Path, cluster: Option<&Cluster>) -> Result<String> {
    match cluster {
        Some(cluster) => cluster.database(name),
        None => Ok(format!("sqlite:{}", data.join(name).with_extension("db").display())),
    }
}
