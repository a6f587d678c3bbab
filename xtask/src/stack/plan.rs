//! The processes of a stack, and the flags of each.

use super::{
    StackPorts,
    secrets::{self, StackPublicKeys},
};
use process_kit::{ProcessSpec, ReadinessProbe};
use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

/// The settings that differ between `cargo xtask up` and a test's stack.
pub struct StackPlan {
    /// Folder with the binaries.
    pub binaries: PathBuf,
    /// Folder for databases, secrets, the surfaces' state and logs.
    pub data: PathBuf,
    /// Public halves of the keys in `data`, which the processes are given.
    pub keys: StackPublicKeys,
    /// Folder with one subfolder per surface, which contains `pkg`.
    pub site: PathBuf,
    pub ports: StackPorts,
    /// Address on which the surfaces listen; services stay on loopback.
    pub listen: IpAddr,
    /// This machine's address for other devices; `None` if none should connect.
    pub public: Option<IpAddr>,
    /// All clients share one address, as in a test: turns off the surfaces' limits per address.
    pub is_one_address: bool,
}

impl StackPlan {
    /// The processes, as they are started.
    pub fn process_specs(&self) -> Vec<ProcessSpec> {
        let ports = self.ports;
        vec![
            self.guarded_spec("menu", ports.menu),
            self.guarded_spec("order", ports.order),
            self.staff_spec(ports.staff),
            self.surface_spec("client", ports.client, ports.client_ops),
            self.surface_spec("admin", ports.admin, ports.admin_ops),
        ]
    }

    /// A service that checks sessions of staff and calls of customers: it also gets the public keys
    /// of the staff service and of the customers' surface.
    fn guarded_spec(&self, name: &str, port: u16) -> ProcessSpec {
        let mut flags = self.service_flags(name, port);
        flags.add_flag("--staff-key", &self.keys.staff);
        flags.add_flag("--client-key", &self.keys.client);
        self.process_spec(name, name, flags, port)
    }

    fn staff_spec(&self, port: u16) -> ProcessSpec {
        let mut flags = self.service_flags("staff", port);
        flags.add_flag("--signing-key-file", secrets::signing_key(&self.data));
        self.process_spec("staff", "staff", flags, port)
    }

    /// The flags that every service has.
    fn service_flags(&self, name: &str, port: u16) -> CommandFlags {
        let mut flags = CommandFlags::default();
        flags.add_flag("--listen", loopback_address(port).to_string());
        let database = self.data.join(name).with_extension("db");
        flags.add_flag("--database-url", format!("sqlite:{}", database.display()));
        flags.add_flag("--admin-key", &self.keys.admin);
        flags
    }

    fn surface_spec(&self, name: &str, port: u16, ops: u16) -> ProcessSpec {
        let mut flags = CommandFlags::default();
        flags.add_flag("--surface", name);
        flags.add_flag("--listen", format!("{}:{port}", self.listen));
        flags.add_flag("--ops-listen", loopback_address(ops).to_string());
        flags.add_flag("--menu-url", format!("http://{}", loopback_address(self.ports.menu)));
        flags.add_flag("--order-url", format!("http://{}", loopback_address(self.ports.order)));
        flags.add_flag("--site-root", self.site.join(name));
        flags.add_flag("--state-dir", self.data.join(name));
        flags.add_flag("--surface-key-file", secrets::surface_key(&self.data, name));
        if name == "admin" {
            flags.add_flag("--staff-url", format!("http://{}", loopback_address(self.ports.staff)));
            flags.add_flag("--staff-key", &self.keys.staff);
        }
        if self.is_one_address {
            flags.add_flag("--address-share", "1");
            flags.add_flag("--address-orders", "off");
            flags.add_flag("--address-streams", "off");
        }
        if let Some(address) = self.public {
            flags.add_flag("--public-url", format!("http://{address}:{port}"));
            flags.add_flag("--client-url", format!("http://{address}:{}", self.ports.client));
        }
        self.process_spec(name, "server", flags, ops)
    }

    fn process_spec(
        &self,
        name: &str,
        binary: &str,
        flags: CommandFlags,
        health: u16,
    ) -> ProcessSpec {
        let log = self.data.join("logs").join(name).with_extension("log");
        let ready = ReadinessProbe::Http(loopback_address(health));
        ProcessSpec {
            args: flags.0,
            ..ProcessSpec::new(name, self.binaries.join(binary), log, ready)
        }
    }
}

fn loopback_address(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[derive(Default)]
struct CommandFlags(Vec<OsString>);

impl CommandFlags {
    fn add_flag(&mut self, flag: &str, value: impl Into<OsString>) {
        self.0.extend([flag.into(), value.into()]);
    }
}
