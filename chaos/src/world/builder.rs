//! Builds a world, process by process.

use super::{
    ChaosLink, NetworkNamespace, ProcessWorld, ServiceKind, ServiceReplica, SkipReason, TmpfsDisk,
    WallClock, WorldProcess, WorldSetup, WorldTopology, postgres, secrets::RunSecrets,
};
use crate::addresses::SystemAddresses;
use anyhow::{Context as _, Result};
use process_kit::{
    ProcessSpec, ReadinessProbe, free_port,
    keys::{STAFF_PIN, add_manager},
    postgres_url,
};
use std::{
    ffi::OsString,
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Small enough to fill in a moment, large enough for the orders of an overload.
const DISK_MEGABYTES: u32 = 512;
const POSTGRES_LIMIT: Duration = Duration::from_secs(60);

/// Database and network of a service replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaHosting {
    /// SQLite on a small disk of its own.
    OwnDisk,
    /// On the shared Postgres.
    Shared,
    /// On the shared Postgres, in a network namespace of its own.
    Apart,
}

/// A world under construction.
pub struct WorldBuilder<'a> {
    setup: &'a WorldSetup,
    folder: PathBuf,
    secrets: RunSecrets,
    /// Address of the shared Postgres.
    postgres: SocketAddr,
    /// URLs by which the surfaces find the services.
    menu_urls: Vec<String>,
    order_urls: Vec<String>,
    staff_urls: Vec<String>,
    world: ProcessWorld,
}

impl<'a> WorldBuilder<'a> {
    /// A world without processes.
    pub async fn new(setup: &'a WorldSetup, topology: WorldTopology) -> Result<Self> {
        let folder = setup.data.join(topology.name());
        fs::create_dir_all(folder.join("logs"))
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let signing_key = folder.join("staff.key");
        let seen = signing_key.to_string_lossy().into_owned();
        let secrets = RunSecrets::create_keys(Command::new(&setup.staff), signing_key, &seen)?;
        let addresses = SystemAddresses {
            clients: Vec::new(),
            admins: Vec::new(),
            client_ops: Vec::new(),
            admin_ops: Vec::new(),
            menus: Vec::new(),
            orders: Vec::new(),
            members: Vec::new(),
            menu_database: String::new(),
            order_database: String::new(),
            staff_database: String::new(),
            staff_pin: STAFF_PIN.to_owned(),
            programs: secrets.programs.clone(),
        };
        let world = ProcessWorld {
            topology,
            addresses,
            skipped: Vec::new(),
            replicas: Vec::new(),
            shared: Vec::new(),
            database_clock: None,
        };
        Ok(Self {
            setup,
            folder,
            secrets,
            postgres: loopback_address(0),
            menu_urls: Vec::new(),
            order_urls: Vec::new(),
            staff_urls: Vec::new(),
            world,
        })
    }

    pub fn into_world(self) -> ProcessWorld {
        self.world
    }

    /// Starts the Postgres that [`ReplicaHosting::Shared`] and [`ReplicaHosting::Apart`] need.
    pub async fn start_postgres(&mut self) -> Result<()> {
        let programs = self.setup.postgres.as_ref().context("--postgres-bin is missing")?;
        self.postgres = loopback_address(free_port()?);
        let home = self.folder.join("postgres");
        let mut spec =
            postgres::create_cluster(programs, &home, self.postgres, self.log_path("postgres"))?;
        if let Some(clock) = self.create_clock("postgres")?.map(WallClock::with_offset_at_start) {
            clock.detach_clock()?;
            clock.attach_to(&mut spec);
            self.world.database_clock = Some(clock);
        }
        let process = WorldProcess::start(spec);
        process.wait_ready(POSTGRES_LIMIT).await?;
        self.world.replicas.push(ServiceReplica::from_process(ServiceKind::Postgres, process));
        postgres::create_databases(self.postgres).await
    }

    /// Starts one replica of a service, with its database, and with a link or a network namespace.
    pub async fn start_service(
        &mut self,
        service: ServiceKind,
        index: usize,
        home: ReplicaHosting,
    ) -> Result<()> {
        let name = format!("{service}-{index}");
        let namespace = if home == ReplicaHosting::Apart { self.create_namespace() } else { None };
        let host = namespace.as_ref().map_or(Ipv4Addr::LOCALHOST, NetworkNamespace::inner_address);
        let listen = SocketAddr::new(host.into(), free_port()?);
        let disk = if home == ReplicaHosting::OwnDisk { self.mount_disk(service)? } else { None };
        let (database, database_link) =
            self.prepare_database(service, home, disk.as_ref(), namespace.as_ref()).await?;
        let clock = if service == ServiceKind::Order { self.create_clock(&name)? } else { None };
        let mut spec = self.process_spec(&name, service, ReadinessProbe::Http(listen));
        spec.args =
            flag_args([("--listen", listen.to_string()), ("--database-url", database.clone())]);
        spec.args.extend(match service {
            ServiceKind::Staff => {
                flag_args([("--signing-key-file", path_to_string(&self.secrets.signing_key))])
            }
            _ => flag_args([
                ("--staff-key", self.secrets.staff_key.clone()),
                ("--client-key", self.secrets.client_keys.clone()),
            ]),
        });
        spec.args.extend(flag_args([("--admin-key", self.secrets.admin_keys.clone())]));
        if service == ServiceKind::Staff && self.staff_urls.is_empty() {
            // Before the first staff process starts, so that staff can sign in.
            let mut staff = Command::new(&self.setup.staff);
            add_manager(staff.args(["--database-url", &database]), STAFF_PIN)?;
        }
        spec.namespace = namespace.as_ref().map(|namespace| namespace.name().to_owned());
        clock.iter().for_each(|clock| clock.attach_to(&mut spec));
        // A replica in a namespace has no link: a link on this side would accept connections that
        // the partition has to drop.
        let link = if namespace.is_none() { Some(self.open_link(listen).await?) } else { None };
        self.register_addresses(service, listen, link.as_ref(), database);
        let process = WorldProcess::start(spec);
        self.world.replicas.push(ServiceReplica {
            service,
            process,
            link,
            database_link,
            clock,
            disk,
            namespace,
        });
        Ok(())
    }

    /// Starts one replica of a surface without limits per address: the load is that of a town of
    /// customers, but all of it comes from one address of this machine.
    pub fn start_surface(&mut self, service: ServiceKind, index: usize) -> Result<()> {
        let (mut spec, pages, ops) = self.surface_spec(service, &format!("{service}-{index}"))?;
        spec.args.extend(flag_args([
            ("--address-share", "1".to_owned()),
            ("--address-orders", "off".to_owned()),
            ("--address-streams", "off".to_owned()),
        ]));
        let addresses = &mut self.world.addresses;
        let (urls, ops_urls) = match service {
            ServiceKind::Admin => (&mut addresses.admins, &mut addresses.admin_ops),
            _ => (&mut addresses.clients, &mut addresses.client_ops),
        };
        urls.push(http_url(pages));
        ops_urls.push(http_url(ops));
        self.world.replicas.push(ServiceReplica::from_process(service, WorldProcess::start(spec)));
        Ok(())
    }

    /// Prepares surfaces with the default limits per address, as the public has them; a drill
    /// starts them.
    pub fn prepare_shared_surfaces(&mut self) -> Result<()> {
        for service in [ServiceKind::Client, ServiceKind::Admin] {
            let (spec, pages, _) = self.surface_spec(service, &format!("{service}-shared"))?;
            self.world.shared.push((spec, http_url(pages)));
        }
        Ok(())
    }

    fn surface_spec(
        &mut self,
        service: ServiceKind,
        name: &str,
    ) -> Result<(ProcessSpec, SocketAddr, SocketAddr)> {
        let [pages, ops] = [loopback_address(free_port()?), loopback_address(free_port()?)];
        let mut spec = self.process_spec(name, service, ReadinessProbe::Http(ops));
        spec.args = flag_args([
            ("--surface", service.to_string()),
            ("--listen", pages.to_string()),
            ("--ops-listen", ops.to_string()),
            ("--menu-url", self.menu_urls.join(",")),
            ("--order-url", self.order_urls.join(",")),
            ("--site-root", path_to_string(&self.setup.site.join(service.to_string()))),
            ("--state-dir", path_to_string(&self.folder.join(name))),
            ("--surface-key-file", path_to_string(self.surface_key(service))),
        ]);
        if service == ServiceKind::Admin {
            spec.args.extend(flag_args([
                ("--staff-url", self.staff_urls.join(",")),
                ("--staff-key", self.secrets.staff_key.clone()),
                // Programs keep the cookies of one sign-in, so nothing may lock the counter when
                // it is idle.
                ("--idle-lock-min", "0".to_owned()),
            ]));
        }
        Ok((spec, pages, ops))
    }

    fn surface_key(&self, service: ServiceKind) -> &Path {
        match service {
            ServiceKind::Admin => &self.secrets.admin_key_file,
            _ => &self.secrets.client_key_file,
        }
    }

    fn process_spec(
        &self,
        name: &str,
        service: ServiceKind,
        readiness: ReadinessProbe,
    ) -> ProcessSpec {
        let program = match service {
            ServiceKind::Menu => &self.setup.menu,
            ServiceKind::Order => &self.setup.order,
            ServiceKind::Staff => &self.setup.staff,
            _ => &self.setup.server,
        };
        let mut spec = ProcessSpec::new(name, program.clone(), self.log_path(name), readiness);
        spec.envs.extend(self.setup.envs.iter().map(|(name, value)| (*name, value.into())));
        spec
    }

    fn register_addresses(
        &mut self,
        service: ServiceKind,
        listen: SocketAddr,
        link: Option<&ChaosLink>,
        database: String,
    ) {
        let through = http_url(link.map_or(listen, ChaosLink::listen_address));
        let addresses = &mut self.world.addresses;
        // The auditor is outside the namespaces, so it uses the database URL of the first replica.
        let (direct, known, urls) = match service {
            ServiceKind::Menu => {
                (&mut addresses.menus, &mut addresses.menu_database, &mut self.menu_urls)
            }
            ServiceKind::Staff => {
                (&mut addresses.members, &mut addresses.staff_database, &mut self.staff_urls)
            }
            _ => (&mut addresses.orders, &mut addresses.order_database, &mut self.order_urls),
        };
        if direct.is_empty() {
            *known = database;
        }
        direct.push(http_url(listen));
        urls.push(through);
    }

    async fn prepare_database(
        &mut self,
        service: ServiceKind,
        home: ReplicaHosting,
        disk: Option<&TmpfsDisk>,
        namespace: Option<&NetworkNamespace>,
    ) -> Result<(String, Option<ChaosLink>)> {
        let name = match service {
            ServiceKind::Menu => "menu",
            ServiceKind::Staff => "staff",
            _ => "orders",
        };
        if home == ReplicaHosting::OwnDisk {
            let folder =
                disk.map_or_else(|| self.folder.clone(), |disk| disk.mount_point().to_path_buf());
            return Ok((
                format!("sqlite:{}", folder.join(name).with_extension("db").display()),
                None,
            ));
        }
        let Some(namespace) = namespace else {
            return Ok((postgres_url(self.postgres, name), None));
        };
        let near = SocketAddr::new(namespace.host_address().into(), free_port()?);
        let link = ChaosLink::open(near, self.postgres).await?;
        Ok((postgres_url(near, name), Some(link)))
    }

    async fn open_link(&mut self, target: SocketAddr) -> Result<ChaosLink> {
        ChaosLink::open(loopback_address(free_port()?), target).await
    }

    fn mount_disk(&mut self, service: ServiceKind) -> Result<Option<TmpfsDisk>> {
        let path = self.folder.join(format!("{service}-disk"));
        Ok(self.skip_on_error("disk full, read-only", TmpfsDisk::mount_at(&path, DISK_MEGABYTES)))
    }

    fn create_namespace(&mut self) -> Option<NetworkNamespace> {
        let index = u8::try_from(self.world.replicas.len()).unwrap_or_default();
        self.skip_on_error("partition", NetworkNamespace::create_nth(index))
    }

    fn create_clock(&mut self, name: &str) -> Result<Option<WallClock>> {
        let library = self.setup.libfaketime.clone().context("libfaketime is not installed");
        let Some(library) = self.skip_on_error("clock jump", library) else { return Ok(None) };
        WallClock::new(library, self.folder.join(name).with_extension("clock")).map(Some)
    }

    fn skip_on_error<T>(&mut self, what: &'static str, had: Result<T>) -> Option<T> {
        had.inspect_err(|error| {
            if self.world.skipped.iter().all(|skipped| skipped.what != what) {
                self.world.skipped.push(SkipReason { what, why: format!("{error:#}") });
            }
        })
        .ok()
    }

    fn log_path(&self, name: &str) -> PathBuf {
        self.folder.join("logs").join(name).with_extension("log")
    }
}

fn path_to_string(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn loopback_address(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

fn http_url(address: SocketAddr) -> String {
    format!("http://{address}")
}

fn flag_args<const N: usize>(flags: [(&str, String); N]) -> Vec<OsString> {
    flags.into_iter().flat_map(|(flag, value)| [flag.into(), value.into()]).collect()
}
