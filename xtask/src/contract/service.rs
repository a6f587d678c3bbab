//! One running service with its own database.

use crate::{
    build::BuildProfile,
    stack::{self, GRACE, secrets},
    test::postgres::ThrowawayCluster,
    workspace,
};
use anyhow::{Context as _, Result};
use process_kit::{ProcessSpec, ReadinessProbe, SupervisedProcess, free_port, keys::STAFF_PIN};
use rustix::process::Signal;
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

const READY_LIMIT: Duration = Duration::from_secs(60);

/// Path of a service's checked-in OpenAPI description.
pub fn description_file(name: &str) -> PathBuf {
    workspace::root_folder().join("services").join(name).join("openapi.json")
}

/// Folder of the runs' logs and databases.
pub fn runs_folder() -> PathBuf {
    workspace::root_folder().join("target/contract")
}

pub struct RunningService {
    process: SupervisedProcess,
    address: SocketAddr,
    /// The staff service where the manager signs in; `None` if this is the staff service itself.
    staff: Option<Box<Self>>,
}

impl RunningService {
    /// Starts the service `name` on an empty database, which the service seeds itself (the menu
    /// service with a café's menu). The staff service gets a manager; each other service gets a
    /// staff service beside it. The hooks sign for the surfaces and the manager.
    pub fn start(name: &str, cluster: Option<&ThrowawayCluster>) -> Result<Self> {
        let data = runs_folder().join(name);
        if data.exists() {
            fs::remove_dir_all(&data)
                .with_context(|| format!("cannot remove {}", data.display()))?;
        }
        fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
        let url = database_url(name, &data, cluster)?;
        let staff = match name {
            "staff" => None,
            _ => {
                let database = database_url("staff", &data, None)?;
                Some(Box::new(Self::start_on("staff", &data, &database, None)?))
            }
        };
        Self::start_on(name, &data, &url, staff)
    }

    fn start_on(name: &str, data: &Path, url: &str, staff: Option<Box<Self>>) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let (binary, log) =
            (BuildProfile::Dev.binaries_folder().join(name), data.join(name).with_extension("log"));
        let keys = secrets::ensure_keys(data, &BuildProfile::Dev.binaries_folder())?;
        let mut spec = ProcessSpec::new(name, binary, log, ReadinessProbe::Http(address));
        let listen = address.to_string();
        spec.args.extend(
            ["--listen", &listen, "--database-url", url, "--admin-key", &keys.admin]
                .map(Into::into),
        );
        if name == "staff" {
            secrets::add_manager(url, &spec.program, STAFF_PIN)?;
            spec.args.extend(["--signing-key-file".into(), secrets::signing_key(data).into()]);
        } else {
            let trusted = ["--client-key", &keys.client, "--staff-key", &keys.staff];
            spec.args.extend(trusted.map(Into::into));
        }
        let process = stack::start_process(spec);
        process.wait_ready(READY_LIMIT)?;
        Ok(Self { process, address, staff })
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Base URL of the staff service that belongs to this one, or of this one.
    pub fn staff_url(&self) -> String {
        self.staff.as_deref().map_or_else(|| self.base_url(), Self::base_url)
    }

    pub fn stop(&self) -> Result<()> {
        self.process.stop(Signal::TERM, GRACE)
    }
}

fn database_url(name: &str, data: &Path, cluster: Option<&ThrowawayCluster>) -> Result<String> {
    match cluster {
        Some(cluster) => cluster.database(name),
        None => Ok(format!("sqlite:{}", data.join(name).with_extension("db").display())),
    }
}
