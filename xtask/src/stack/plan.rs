//! Which processes there are, and the flags each gets.

use super::{
    Ports, Process,
    secrets::{self, PublicKeys},
};
use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
};

/// Everything that differs between a person's run and a test's.
pub struct Plan {
    /// Where the binaries are.
    pub binaries: PathBuf,
    /// Databases, secrets, the surfaces' state, logs.
    pub data: PathBuf,
    /// What everybody is told of the keys in `data`.
    pub keys: PublicKeys,
    /// Holds one folder a surface, with `pkg` in it.
    pub site: PathBuf,
    pub ports: Ports,
    /// Where the surfaces listen; services stay on loopback.
    pub listen: IpAddr,
    /// The address under which others reach this machine, when they shall.
    pub public: Option<IpAddr>,
    /// Everybody comes from this machine's one address, a town of customers and browsers: then it has no share.
    pub is_one_address: bool,
}

impl Plan {
    /// The processes, not started yet.
    pub fn processes(&self) -> Vec<Process> {
        let ports = self.ports;
        vec![
            self.guarded("menu", ports.menu),
            self.guarded("order", ports.order),
            self.member(ports.member),
            self.surface("client", ports.client, ports.client_ops),
            self.surface("admin", ports.admin, ports.admin_ops),
        ]
    }

    /// A service that lets only those move things who are signed in.
    fn guarded(&self, name: &'static str, port: u16) -> Process {
        let mut flags = self.service(name, port);
        flags.add("--member-key", &self.keys.member);
        flags.add("--client-key", &self.keys.client);
        self.process(name, name, flags, port)
    }

    fn member(&self, port: u16) -> Process {
        let mut flags = self.service("member", port);
        flags.add("--signing-key-file", secrets::signing_key(&self.data));
        self.process("member", "member", flags, port)
    }

    /// What every service is told.
    fn service(&self, name: &str, port: u16) -> Flags {
        let mut flags = Flags::default();
        flags.add("--listen", loopback(port));
        let database = self.data.join(name).with_extension("db");
        flags.add("--database-url", format!("sqlite:{}", database.display()));
        flags.add("--admin-key", &self.keys.admin);
        flags
    }

    fn surface(&self, name: &'static str, port: u16, ops: u16) -> Process {
        let mut flags = Flags::default();
        flags.add("--surface", name);
        flags.add("--listen", format!("{}:{port}", self.listen));
        flags.add("--ops-listen", loopback(ops));
        flags.add("--menu-url", format!("http://{}", loopback(self.ports.menu)));
        flags.add("--order-url", format!("http://{}", loopback(self.ports.order)));
        flags.add("--site-root", self.site.join(name));
        flags.add("--state-dir", self.data.join(name));
        flags.add("--surface-key-file", secrets::surface_key(&self.data, name));
        if name == "admin" {
            flags.add("--member-url", format!("http://{}", loopback(self.ports.member)));
            flags.add("--member-key", &self.keys.member);
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

    fn process(&self, name: &'static str, binary: &str, flags: Flags, health: u16) -> Process {
        Process::new(name, self.binaries.join(binary), flags.0, health, log(&self.data, name))
    }
}

/// Where the process called `name` logs.
fn log(data: &Path, name: &str) -> PathBuf {
    data.join("logs").join(name).with_extension("log")
}

fn loopback(port: u16) -> String {
    format!("{}:{port}", Ipv4Addr::LOCALHOST)
}

#[derive(Default)]
struct Flags(Vec<OsString>);

impl Flags {
    fn add(&mut self, flag: &str, value: impl Into<OsString>) {
        self.0.extend([flag.into(), value.into()]);
    }
}
