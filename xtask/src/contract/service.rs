//! One service, running on a database of its own.

use crate::{
    build::Profile,
    stack::{GRACE, Process},
    test::postgres::Cluster,
    workspace,
};
use anyhow::{Context as _, Result};
use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

/// The services that have a description.
pub const SERVICES: [&str; 2] = ["menu", "order"];
const READY_LIMIT: Duration = Duration::from_secs(60);

/// The checked-in description of a service.
pub fn description(name: &str) -> PathBuf {
    workspace::root().join("services").join(name).join("openapi.json")
}

/// Where logs and databases of the runs are.
pub fn folder() -> PathBuf {
    workspace::root().join("target/contract")
}

pub struct Running {
    process: Process,
    port: u16,
}

impl Running {
    /// Starts the service `name` with nothing but what it brings itself: the menu service begins with a café's menu.
    pub fn start(name: &'static str, cluster: Option<&Cluster>) -> Result<Self> {
        let data = folder().join(name);
        if data.exists() {
            fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))?;
        }
        fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let url = database_url(name, &data, cluster)?;
        let flags = ["--listen", &format!("127.0.0.1:{port}"), "--database-url", &url];
        let flags = flags.iter().map(|flag| (*flag).into()).collect();
        let binary = Profile::Dev.folder().join(name);
        let mut process = Process::new(name, binary, flags, port, data.join("log"));
        process.start()?;
        process.wait_ready(READY_LIMIT)?;
        Ok(Self { process, port })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
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
