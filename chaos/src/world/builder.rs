//! Builds a world, process by process.

use super::{
    Disk, Link, Namespace, Process, Replica, Service, Setup, Skipped, Topology, WallClock, World, postgres,
    secrets::Secrets,
};
use crate::addresses::Addresses;
use anyhow::{Context as _, Result};
use process_kit::{
    ProcessSpec, Readiness, free_port,
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
pub enum Home {
    /// SQLite on a small disk of its own.
    OwnDisk,
    /// On the shared Postgres.
    Shared,
    /// On the shared Postgres, in a network namespace of its own.
    Apart,
}

/// A world under construction.
pub struct Builder<'a> {
    setup: &'a Setup,
    folder: PathBuf,
    secrets: Secrets,
    /// Address of the shared Postgres.
    postgres: SocketAddr,
    /// URLs by which the surfaces find the services.
    menu_urls: Vec<String>,
    order_urls: Vec<String>,
    staff_urls: Vec<String>,
    world: World,
}

impl<'a> Builder<'a> {
    /// A world without processes.
    pub async fn new(setup: &'a Setup, topology: Topology) -> Result<Self> {
        let folder = setup.data.join(topology.name());
        fs::create_dir_all(folder.join("logs"))
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let signing_key = folder.join("staff.key");
        let seen = signing_key.to_string_lossy().into_owned();
        let secrets = Secrets::make(Command::new(&setup.staff), signing_key, &seen)?;
        let addresses = Addresses {
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
        let world = World {
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
            postgres: local(0),
            menu_urls: Vec::new(),
            order_urls: Vec::new(),
            staff_urls: Vec::new(),
            world,
        })
    }

    pub fn finish(self) -> World {
        self.world
    }

    /// Starts the Postgres that [`Home::Shared`] and [`Home::Apart`] need.
    pub async fn postgres(&mut self) -> Result<()> {
        let programs = self.setup.postgres.as_ref().context("--postgres-bin is missing")?;
        self.postgres = local(free_port()?);
        let home = self.folder.join("postgres");
        let mut spec = postgres::make(programs, &home, self.postgres, self.log("postgres"))?;
        if let Some(clock) = self.clock("postgres")?.map(WallClock::set_at_start) {
            clock.take_off()?;
            clock.put_on(&mut spec);
            self.world.database_clock = Some(clock);
        }
        let process = Process::start(spec);
        process.wait_ready(POSTGRES_LIMIT).await?;
        self.world.replicas.push(Replica::plain(Service::Postgres, process));
        postgres::make_databases(self.postgres).await
    }

    /// Starts one replica of a service, with its database, and with a link or a network namespace.
    pub async fn service(&mut self, service: Service, index: usize, home: Home) -> Result<()> {
        let name = format!("{service}-{index}");
        let namespace = if home == Home::Apart { self.namespace() } else { None };
        let host = namespace.as_ref().map_or(Ipv4Addr::LOCALHOST, Namespace::far);
        let listen = SocketAddr::new(host.into(), free_port()?);
        let disk = if home == Home::OwnDisk { self.disk(service)? } else { None };
        let (database, database_link) =
            self.database(service, home, disk.as_ref(), namespace.as_ref()).await?;
        let clock = if service == Service::Order { self.clock(&name)? } else { None };
        let mut spec = self.spec(&name, service, Readiness::Http(listen));
        spec.args = flags([("--listen", listen.to_string()), ("--database-url", database.clone())]);
        spec.args.extend(match service {
            Service::Staff => flags([("--signing-key-file", path(&self.secrets.signing_key))]),
            _ => flags([
                ("--staff-key", self.secrets.staff_key.clone()),
                ("--client-key", self.secrets.client_keys.clone()),
            ]),
        });
        spec.args.extend(flags([("--admin-key", self.secrets.admin_keys.clone())]));
        if service == Service::Staff && self.staff_urls.is_empty() {
            // Before the first staff process starts, so that staff can sign in.
            let mut staff = Command::new(&self.setup.staff);
            add_manager(staff.args(["--database-url", &database]), STAFF_PIN)?;
        }
        spec.namespace = namespace.as_ref().map(|namespace| namespace.name().to_owned());
        clock.iter().for_each(|clock| clock.put_on(&mut spec));
        // A replica in a namespace has no link: a link on this side would accept connections that
        // the partition has to drop.
        let link = if namespace.is_none() { Some(self.link(listen).await?) } else { None };
        self.announce(service, listen, link.as_ref(), database);
        let process = Process::start(spec);
        self.world.replicas.push(Replica { service, process, link, database_link, clock, disk, namespace });
        Ok(())
    }

    /// Starts one replica of a surface without limits per address: the load is that of a town of
    /// customers, but all of it comes from one address of this machine.
    pub fn surface(&mut self, service: Service, index: usize) -> Result<()> {
        let (mut spec, pages, ops) = self.surface_spec(service, &format!("{service}-{index}"))?;
        spec.args.extend(flags([
            ("--address-share", "1".to_owned()),
            ("--address-orders", "off".to_owned()),
            ("--address-streams", "off".to_owned()),
        ]));
        let addresses = &mut self.world.addresses;
        let (urls, ops_urls) = match service {
            Service::Admin => (&mut addresses.admins, &mut addresses.admin_ops),
            _ => (&mut addresses.clients, &mut addresses.client_ops),
        };
        urls.push(url(pages));
        ops_urls.push(url(ops));
        self.world.replicas.push(Replica::plain(service, Process::start(spec)));
        Ok(())
    }

    /// Prepares surfaces with the default limits per address, as the public has them; a drill
    /// starts them.
    pub fn shared_surfaces(&mut self) -> Result<()> {
        for service in [Service::Client, Service::Admin] {
            let (spec, pages, _) = self.surface_spec(service, &format!("{service}-shared"))?;
            self.world.shared.push((spec, url(pages)));
        }
        Ok(())
    }

    fn surface_spec(
        &mut self,
        service: Service,
        name: &str,
    ) -> Result<(ProcessSpec, SocketAddr, SocketAddr)> {
        let [pages, ops] = [local(free_port()?), local(free_port()?)];
        let mut spec = self.spec(name, service, Readiness::Http(ops));
        spec.args = flags([
            ("--surface", service.to_string()),
            ("--listen", pages.to_string()),
            ("--ops-listen", ops.to_string()),
            ("--menu-url", self.menu_urls.join(",")),
            ("--order-url", self.order_urls.join(",")),
            ("--site-root", path(&self.setup.site.join(service.to_string()))),
            ("--state-dir", path(&self.folder.join(name))),
            ("--surface-key-file", path(self.surface_key(service))),
        ]);
        if service == Service::Admin {
            spec.args.extend(flags([
                ("--staff-url", self.staff_urls.join(",")),
                ("--staff-key", self.secrets.staff_key.clone()),
                // Programs keep the cookies of one sign-in, so nothing may lock the counter when it
                // is idle.
                ("--idle-lock-min", "0".to_owned()),
            ]));
        }
        Ok((spec, pages, ops))
    }

    fn surface_key(&self, service: Service) -> &Path {
        match service {
            Service::Admin => &self.secrets.admin_key_file,
            _ => &self.secrets.client_key_file,
        }
    }

    fn spec(&self, name: &str, service: Service, readiness: Readiness) -> ProcessSpec {
        let program = match service {
            Service::Menu => &self.setup.menu,
            Service::Order => &self.setup.order,
            Service::Staff => &self.setup.staff,
            _ => &self.setup.server,
        };
        let mut spec = ProcessSpec::new(name, program.clone(), self.log(name), readiness);
        spec.envs.extend(self.setup.envs.iter().map(|(name, value)| (*name, value.into())));
        spec
    }

    fn announce(&mut self, service: Service, listen: SocketAddr, link: Option<&Link>, database: String) {
        let through = url(link.map_or(listen, Link::address));
        let addresses = &mut self.world.addresses;
        // The auditor is outside the namespaces, so it uses the database URL of the first replica.
        let (direct, known, urls) = match service {
            Service::Menu => (&mut addresses.menus, &mut addresses.menu_database, &mut self.menu_urls),
            Service::Staff => (&mut addresses.members, &mut addresses.staff_database, &mut self.staff_urls),
            _ => (&mut addresses.orders, &mut addresses.order_database, &mut self.order_urls),
        };
        if direct.is_empty() {
            *known = database;
        }
        direct.push(url(listen));
        urls.push(through);
    }

    async fn database(
        &mut self,
        service: Service,
        home: Home,
        disk: Option<&Disk>,
        namespace: Option<&Namespace>,
    ) -> Result<(String, Option<Link>)> {
        let name = match service {
            Service::Menu => "menu",
            Service::Staff => "staff",
            _ => "orders",
        };
        if home == Home::OwnDisk {
            let folder = disk.map_or_else(|| self.folder.clone(), |disk| disk.path().to_path_buf());
            return Ok((format!("sqlite:{}", folder.join(name).with_extension("db").display()), None));
        }
        let Some(namespace) = namespace else {
            return Ok((postgres_url(self.postgres, name), None));
        };
        let near = SocketAddr::new(namespace.near().into(), free_port()?);
        let link = Link::open(near, self.postgres).await?;
        Ok((postgres_url(near, name), Some(link)))
    }

    async fn link(&mut self, target: SocketAddr) -> Result<Link> {
        Link::open(local(free_port()?), target).await
    }

    fn disk(&mut self, service: Service) -> Result<Option<Disk>> {
        let path = self.folder.join(format!("{service}-disk"));
        Ok(self.or_skip("disk full, read-only", Disk::mount(&path, DISK_MEGABYTES)))
    }

    fn namespace(&mut self) -> Option<Namespace> {
        let index = u8::try_from(self.world.replicas.len()).unwrap_or_default();
        self.or_skip("partition", Namespace::make(index))
    }

    fn clock(&mut self, name: &str) -> Result<Option<WallClock>> {
        let library = self.setup.libfaketime.clone().context("libfaketime is not installed");
        let Some(library) = self.or_skip("clock jump", library) else { return Ok(None) };
        WallClock::new(library, self.folder.join(name).with_extension("clock")).map(Some)
    }

    fn or_skip<T>(&mut self, what: &'static str, had: Result<T>) -> Option<T> {
        had.inspect_err(|error| {
            if self.world.skipped.iter().all(|skipped| skipped.what != what) {
                self.world.skipped.push(Skipped { what, why: format!("{error:#}") });
            }
        })
        .ok()
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.join("logs").join(name).with_extension("log")
    }
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

fn flags<const N: usize>(flags: [(&str, String); N]) -> Vec<OsString> {
    flags.into_iter().flat_map(|(flag, value)| [flag.into(), value.into()]).collect()
}
