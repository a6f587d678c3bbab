//! The processes of a stack, and the flags of each.

use super::{
    Ports,
    secrets::{self, PublicKeys},
};
use process_kit::{ProcessSpec, Readiness};
use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

/// The settings that differ between `cargo xtask up` and a test's stack.
pub struct Plan {
    /// Folder with the binaries.
    pub binaries: PathBuf,
    /// Folder for databases, secrets, the surfaces' state and logs.
    pub data: PathBuf,
    /// Public halves of the keys in `data`, which the processes are given.
    pub keys: PublicKeys,
    /// Folder with one subfolder per surface, which contains `pkg`.
    pub site: PathBuf,
    pub ports: Ports,
    /// Address on which the surfaces listen; services stay on loopback.
    pub listen: IpAddr,
    /// This machine's address for other devices; `None` if none should connect.
    pub public: Option<IpAddr>,
    /// All clients share one address, as in a test: turns off the surfaces' limits per address.
    pub is_one_address: bool,
}

impl Plan {
    /// The processes, as they are started.
    pub fn processes(&self) -> Vec<ProcessSpec> {
        let ports = self.ports;
        vec![
            self.guarded("menu", ports.menu),
            self.guarded("order", ports.order),
            self.staff(ports.staff),
            self.surface("client", ports.client, ports.client_ops),
            self.surface("admin", ports.admin, ports.admin_ops),
        ]
    }

    /// A service that checks sessions of staff and calls of customers: it also gets the public keys
    /// of the staff service and of the customers' surface.
    fn guarded(&self, name: &str, port: u16) -> ProcessSpec {
        let mut flags = self.service(name, port);
        flags.add("--staff-key", &self.keys.staff);
        flags.add("--client-key", &self.keys.client);
        self.process(name, name, flags, port)
    }

    fn staff(&self, port: u16) -> ProcessSpec {
        let mut flags = self.service("staff", port);
        flags.add("--signing-key-file", secrets::signing_key(&self.data));
        self.process("staff", "staff", flags, port)
    }

    /// The flags that every service has.
    fn service(&self, name: &str, port: u16) -> Flags {
        let mut flags = Flags::default();
        flags.add("--listen", loopback(port).to_string());
        let database = self.data.join(name).with_extension("db");
        flags.add("--database-url", format!("sqlite:{}", database.display()));
        flags.add("--admin-key", &self.keys.admin);
        flags
    }

    fn surface(&self, name: &str, port: u16, ops: u16) -> ProcessSpec {
        let mut flags = Flags::default();
        flags.add("--surface", name);
        flags.add("--listen", format!("{}:{port}", self.listen));
        flags.add("--ops-listen", loopback(ops).to_string());
        flags.add("--menu-url", format!("http://{}", loopback(self.ports.menu)));
        flags.add("--order-url", format!("http://{}", loopback(self.ports.order)));
        flags.add("--site-root", self.site.join(name));
        flags.add("--state-dir", self.data.join(name));
        flags.add("--surface-key-file", secrets::surface_key(&self.data, name));
        if name == "admin" {
            flags.add("--staff-url", format!("http://{}", loopback(self.ports.staff)));
            flags.add("--staff-key", &self.keys.staff);
        }
        if self.is_one_address {
            flags.add("--address-share", "1");
            flags.add("--address-orders", "off");
            flags.add("--address-streams", "off");
        }
        if let Some(address) = self.public {
            flags.add("--public-url", format!("http://{address}:{port}"));
            flags.add("--client-url", format!("http://{address}:{}", self.ports.client));
        }
        self.process(name, "server", flags, ops)
    }

    fn process(&self, name: &str, binary: &str, flags: Flags, health: u16) -> ProcessSpec {
        let log = self.data.join("logs").join(name).with_extension("log");
        let ready = Readiness::Http(loopback(health));
        ProcessSpec { args: flags.0, ..ProcessSpec::new(name, self.binaries.join(binary), log, ready) }
    }
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[derive(Default)]
struct Flags(Vec<OsString>);

impl Flags {
    fn add(&mut self, flag: &str, value: impl Into<OsString>) {
        self.0.extend([flag.into(), value.into()]);
    }
}
