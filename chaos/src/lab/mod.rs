//! Container lab: several hosts on one machine. Each replica runs in a container of its own, on
//! private networks, found by name, behind one entry. Replicas are built in another way than in
//! [`crate::world`]; the load, the faults and the checks are the same.

mod container;
mod container_faults;
mod entry;
mod host;
mod machine;
mod name_server;
pub mod options;
mod part;
mod phase;
mod podman;
mod policy;
mod reachability;
mod recipe;
mod rolling_restart;
mod run;

pub use run::{run_lab, start_lab};

use crate::{addresses::SystemAddresses, world::secrets::RunSecrets};
use anyhow::{Context as _, Result, bail};
use futures::future::try_join_all;
use host::LabHost;
use name_server::DnsWatchdog;
use options::LabSetup;
use part::{LabPart, NETWORKS, PUBLIC};
use podman::{LABEL, run_podman};
use process_kit::keys::{STAFF_PIN, add_manager};
use recipe::ContainerRecipes;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::{fs, os::unix::fs::chown, time::Duration};
use tokio::time::{Instant, sleep};

const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
const ENTRY_NAME: &str = "jumun-lab-entry";

/// A running lab.
pub struct ContainerLab {
    pub hosts: Vec<LabHost>,
    pub addresses: SystemAddresses,
    kitchen: ContainerRecipes,
    _names: DnsWatchdog,
}

impl ContainerLab {
    /// Removes earlier labs and starts everything; all of it is ready when this returns.
    ///
    /// # Errors
    /// If something does not start. Containers that have started stay for inspection.
    pub async fn start(setup: &LabSetup) -> Result<Self> {
        tear_down_lab().await?;
        fs::create_dir_all(&setup.data)
            .with_context(|| format!("cannot make {}", setup.data.display()))?;
        machine::build_image(&setup.data).await?;
        make_networks().await?;
        let kitchen = prepare_recipes(setup).await?;
        let mut hosts = Vec::new();
        for part in LabPart::ALL.into_iter().filter(|part| *part != LabPart::Entry) {
            for number in 1..=part.replica_count() {
                hosts.push(LabHost::new(part, number).await?);
            }
        }
        let addresses = lab_addresses(&hosts, &kitchen);
        let lab = Self { hosts, addresses, kitchen, _names: DnsWatchdog::start().await? };
        lab.start_containers().await?;
        Ok(lab)
    }

    async fn start_containers(&self) -> Result<()> {
        let (databases, others): (Vec<_>, Vec<_>) =
            self.hosts.iter().partition(|host| host.part.is_postgres());
        for host in &databases {
            machine::create_data_folder(host.part)?;
            self.create_host(host).await?;
        }
        for host in databases {
            host.wait_ready(READY_LIMIT).await?;
            make_database(host).await?;
        }
        for host in &others {
            self.create_host(host).await?;
        }
        container::create_container(
            ENTRY_NAME,
            LabPart::Entry,
            &self.kitchen.recipe_for(LabPart::Entry),
        )
        .await?;
        try_join_all(others.iter().map(|host| host.wait_ready(READY_LIMIT))).await?;
        let staff =
            self.container_names(LabPart::Staff).next().context("a lab has a staff service")?;
        add_manager(
            &mut podman::podman_command(&["exec", "--interactive", &staff, "/staff"]),
            STAFF_PIN,
        )?;
        self.wait_served().await
    }

    async fn create_host(&self, host: &LabHost) -> Result<()> {
        container::create_container(&host.name, host.part, &self.kitchen.recipe_for(host.part))
            .await
    }

    /// Waits until a page of each surface is served through the entry.
    async fn wait_served(&self) -> Result<()> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
        let pages = [
            format!("{}/client", self.addresses.clients.first().context("no entry")?),
            format!("{}/admin/sign-in", self.addresses.admins.first().context("no entry")?),
        ];
        let began = Instant::now();
        for page in pages {
            while !http.get(&page).send().await.is_ok_and(|answer| answer.status().is_success()) {
                if began.elapsed() > READY_LIMIT {
                    let said = container::last_log_lines(ENTRY_NAME).await;
                    bail!("{page} is not served after {READY_LIMIT:?}; the entry says:\n{said}");
                }
                sleep(POLL).await;
            }
        }
        Ok(())
    }
}

async fn make_networks() -> Result<()> {
    for network in NETWORKS {
        let mut words = vec!["network", "create", "--label", LABEL];
        if network != PUBLIC {
            words.push("--internal");
        }
        words.push(network);
        run_podman(&words).await?;
    }
    Ok(())
}

async fn prepare_recipes(setup: &LabSetup) -> Result<ContainerRecipes> {
    let entry_settings = setup.data.join("haproxy.cfg");
    let mut name_servers = Vec::new();
    for network in LabPart::Entry.attached_networks() {
        name_servers.push(name_server::network_gateway(network).await?);
    }
    entry::write_settings(&entry_settings, &name_servers)?;
    Ok(ContainerRecipes {
        images: setup.images.clone(),
        secrets: create_secrets(setup)?,
        postgres_bin: setup.postgres_bin.clone(),
        entry: setup.entry_addresses(),
        entry_settings,
    })
}

/// Creates the keys in a folder that the image's user owns, so that its containers can read them.
fn create_secrets(setup: &LabSetup) -> Result<RunSecrets> {
    const SEEN: &str = "/keys/staff.key";
    let folder = setup.data.join("keys");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    chown(&folder, Some(machine::USER), Some(machine::USER))?;
    let mount = format!("type=bind,src={},dst=/keys", folder.display());
    let mut words = vec!["run", "--rm", "--interactive", "--pull", "never", "--network", "none"];
    words.extend(["--mount", &mount, &setup.images.staff]);
    let secrets =
        RunSecrets::create_keys(podman::podman_command(&words), folder.join("staff.key"), SEEN)?;
    for file in [&secrets.client_key_file, &secrets.admin_key_file] {
        chown(file, Some(machine::USER), Some(machine::USER))?;
    }
    Ok(secrets)
}

fn lab_addresses(hosts: &[LabHost], kitchen: &ContainerRecipes) -> SystemAddresses {
    let [customers, staff] = &kitchen.entry;
    let of = |part: LabPart| hosts.iter().filter(move |host| host.part == part);
    let urls =
        |part: LabPart| of(part).map(|host| format!("http://{}", host.auditor_address())).collect();
    let database = |part: LabPart| {
        let way = of(part).map(|host| host.auditor_address().to_string()).collect::<String>();
        format!("postgres://postgres@{way}/{}", machine::DATABASE)
    };
    SystemAddresses {
        clients: vec![format!("http://{customers}")],
        admins: vec![format!("http://{staff}")],
        client_ops: Vec::new(),
        admin_ops: Vec::new(),
        menus: urls(LabPart::Menu),
        orders: urls(LabPart::Order),
        members: urls(LabPart::Staff),
        menu_database: database(LabPart::MenuPostgres),
        order_database: database(LabPart::OrderPostgres),
        staff_database: database(LabPart::StaffPostgres),
        staff_pin: STAFF_PIN.to_owned(),
        programs: kitchen.secrets.programs.clone(),
    }
}

async fn make_database(host: &LabHost) -> Result<()> {
    let mut connection =
        PgConnection::connect(&format!("postgres://postgres@{}/postgres", host.auditor_address()))
            .await?;
    connection.execute("CREATE DATABASE jumun").await?;
    Ok(connection.close().await?)
}

/// Removes every container, network, volume and image with the lab's label, and all data folders,
/// also those of earlier processes.
///
/// # Errors
/// If podman fails.
pub async fn tear_down_lab() -> Result<()> {
    let label = format!("label={LABEL}");
    let kinds: [(&[&str], &[&str]); 4] = [
        (&["ps", "--all", "--quiet"], &["rm", "--force", "--time", "0", "--volumes"]),
        (&["volume", "ls", "--quiet"], &["volume", "rm", "--force"]),
        (&["network", "ls", "--quiet"], &["network", "rm", "--force"]),
        (&["images", "--all", "--quiet"], &["rmi", "--force"]),
    ];
    for (list, remove) in kinds {
        let found = run_podman(&[list, &["--filter", &label]].concat()).await?;
        let mut ids: Vec<&str> = found.lines().collect();
        ids.dedup();
        if !ids.is_empty() {
            run_podman(&[remove, &ids].concat()).await?;
        }
    }
    machine::remove_data_folders()
}
