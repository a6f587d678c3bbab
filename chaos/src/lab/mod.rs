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

pub use run::{chaos, up};

use crate::{addresses::Addresses, world::secrets::Secrets};
use anyhow::{Context as _, Result, bail};
use futures::future::try_join_all;
use host::Host;
use name_server::Keeper;
use options::Setup;
use part::{NETWORKS, PUBLIC, Part};
use podman::{LABEL, podman};
use process_kit::keys::{STAFF_PIN, add_manager};
use recipe::Kitchen;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::{fs, os::unix::fs::chown, time::Duration};
use tokio::time::{Instant, sleep};

const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
const ENTRY_NAME: &str = "jumun-lab-entry";

/// A running lab.
pub struct Lab {
    pub hosts: Vec<Host>,
    pub addresses: Addresses,
    kitchen: Kitchen,
    _names: Keeper,
}

impl Lab {
    /// Removes earlier labs and starts everything; all of it is ready when this returns.
    ///
    /// # Errors
    /// If something does not start. Containers that have started stay for inspection.
    pub async fn start(setup: &Setup) -> Result<Self> {
        down().await?;
        fs::create_dir_all(&setup.data).with_context(|| format!("cannot make {}", setup.data.display()))?;
        machine::make(&setup.data).await?;
        make_networks().await?;
        let kitchen = kitchen(setup).await?;
        let mut hosts = Vec::new();
        for part in Part::ALL.into_iter().filter(|part| *part != Part::Entry) {
            for number in 1..=part.replicas() {
                hosts.push(Host::new(part, number).await?);
            }
        }
        let addresses = addresses(&hosts, &kitchen);
        let lab = Self { hosts, addresses, kitchen, _names: Keeper::start().await? };
        lab.fill().await?;
        Ok(lab)
    }

    async fn fill(&self) -> Result<()> {
        let (databases, others): (Vec<_>, Vec<_>) =
            self.hosts.iter().partition(|host| host.part.is_postgres());
        for host in &databases {
            machine::make_disk(host.part)?;
            self.make(host).await?;
        }
        for host in databases {
            host.wait_ready(READY_LIMIT).await?;
            make_database(host).await?;
        }
        for host in &others {
            self.make(host).await?;
        }
        container::make(ENTRY_NAME, Part::Entry, &self.kitchen.recipe(Part::Entry)).await?;
        try_join_all(others.iter().map(|host| host.wait_ready(READY_LIMIT))).await?;
        let staff = self.containers(Part::Staff).next().context("a lab has a staff service")?;
        add_manager(&mut podman::command(&["exec", "--interactive", &staff, "/staff"]), STAFF_PIN)?;
        self.wait_served().await
    }

    async fn make(&self, host: &Host) -> Result<()> {
        container::make(&host.name, host.part, &self.kitchen.recipe(host.part)).await
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
                    let said = container::last_lines(ENTRY_NAME).await;
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
        podman(&words).await?;
    }
    Ok(())
}

async fn kitchen(setup: &Setup) -> Result<Kitchen> {
    let entry_settings = setup.data.join("haproxy.cfg");
    let mut name_servers = Vec::new();
    for network in Part::Entry.networks() {
        name_servers.push(name_server::gateway(network).await?);
    }
    entry::write(&entry_settings, &name_servers)?;
    Ok(Kitchen {
        images: setup.images.clone(),
        secrets: secrets(setup)?,
        postgres_bin: setup.postgres_bin.clone(),
        entry: setup.entry(),
        entry_settings,
    })
}

/// Creates the keys in a folder that the image's user owns, so that its containers can read them.
fn secrets(setup: &Setup) -> Result<Secrets> {
    const SEEN: &str = "/keys/staff.key";
    let folder = setup.data.join("keys");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    chown(&folder, Some(machine::USER), Some(machine::USER))?;
    let mount = format!("type=bind,src={},dst=/keys", folder.display());
    let mut words = vec!["run", "--rm", "--interactive", "--pull", "never", "--network", "none"];
    words.extend(["--mount", &mount, &setup.images.staff]);
    let secrets = Secrets::make(podman::command(&words), folder.join("staff.key"), SEEN)?;
    for file in [&secrets.client_key_file, &secrets.admin_key_file] {
        chown(file, Some(machine::USER), Some(machine::USER))?;
    }
    Ok(secrets)
}

fn addresses(hosts: &[Host], kitchen: &Kitchen) -> Addresses {
    let [customers, staff] = &kitchen.entry;
    let of = |part: Part| hosts.iter().filter(move |host| host.part == part);
    let urls = |part: Part| of(part).map(|host| format!("http://{}", host.way())).collect();
    let database = |part: Part| {
        let way = of(part).map(|host| host.way().to_string()).collect::<String>();
        format!("postgres://postgres@{way}/{}", machine::DATABASE)
    };
    Addresses {
        clients: vec![format!("http://{customers}")],
        admins: vec![format!("http://{staff}")],
        client_ops: Vec::new(),
        admin_ops: Vec::new(),
        menus: urls(Part::Menu),
        orders: urls(Part::Order),
        members: urls(Part::Staff),
        menu_database: database(Part::MenuPostgres),
        order_database: database(Part::OrderPostgres),
        staff_database: database(Part::StaffPostgres),
        staff_pin: STAFF_PIN.to_owned(),
        programs: kitchen.secrets.programs.clone(),
    }
}

async fn make_database(host: &Host) -> Result<()> {
    let mut connection =
        PgConnection::connect(&format!("postgres://postgres@{}/postgres", host.way())).await?;
    connection.execute("CREATE DATABASE jumun").await?;
    Ok(connection.close().await?)
}

/// Removes every container, network, volume and image with the lab's label, and all data folders,
/// also those of earlier processes.
///
/// # Errors
/// If podman fails.
pub async fn down() -> Result<()> {
    let label = format!("label={LABEL}");
    let kinds: [(&[&str], &[&str]); 4] = [
        (&["ps", "--all", "--quiet"], &["rm", "--force", "--time", "0", "--volumes"]),
        (&["volume", "ls", "--quiet"], &["volume", "rm", "--force"]),
        (&["network", "ls", "--quiet"], &["network", "rm", "--force"]),
        (&["images", "--all", "--quiet"], &["rmi", "--force"]),
    ];
    for (list, remove) in kinds {
        let found = podman(&[list, &["--filter", &label]].concat()).await?;
        let mut ids: Vec<&str> = found.lines().collect();
        ids.dedup();
        if !ids.is_empty() {
            podman(&[remove, &ids].concat()).await?;
        }
    }
    machine::remove_disks()
}
