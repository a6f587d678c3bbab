//! The ports on which the processes listen.

use anyhow::{Result, bail};
use process_kit::free_port;
use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, TcpListener},
};

/// One port for each listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StackPorts {
    pub menu: u16,
    pub order: u16,
    pub staff: u16,
    pub client: u16,
    pub client_ops: u16,
    pub admin: u16,
    pub admin_ops: u16,
}

impl StackPorts {
    /// The documented ports.
    pub const DEFAULT: Self = Self {
        menu: 7101,
        order: 7102,
        staff: 7103,
        client: 3000,
        client_ops: 9100,
        admin: 3001,
        admin_ops: 9101,
    };

    /// Ports that are free now.
    pub fn find_free() -> Result<Self> {
        Ok(Self {
            menu: free_port()?,
            order: free_port()?,
            staff: free_port()?,
            client: free_port()?,
            client_ops: free_port()?,
            admin: free_port()?,
            admin_ops: free_port()?,
        })
    }

    fn named_ports(self) -> [(&'static str, u16); 7] {
        [
            ("the menu service", self.menu),
            ("the order service", self.order),
            ("the staff service", self.staff),
            ("the client surface", self.client),
            ("the client surface's health", self.client_ops),
            ("the admin surface", self.admin),
            ("the admin surface's health", self.admin_ops),
        ]
    }
}

/// Checks that every port is free: the surfaces' on the address `surfaces`, the others on loopback.
///
/// # Errors
/// When a program already listens on one of `ports`; the message names the port and a command that
/// finds the program.
pub fn require_free(ports: StackPorts, surfaces: IpAddr) -> Result<()> {
    for (whose, port) in ports.named_ports() {
        let address = if [ports.client, ports.admin].contains(&port) {
            surfaces
        } else {
            Ipv4Addr::LOCALHOST.into()
        };
        match TcpListener::bind((address, port)) {
            Ok(_free) => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                "port {port} of {whose} is taken: end the program that listens there (`ss -ltnp sport = :{port}` names it)"
            ),
            Err(error) => bail!("{whose} cannot listen on {address}:{port}: {error}"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_owner() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut ports = StackPorts::find_free().unwrap();
        ports.order = taken.local_addr().unwrap().port();
        let error = require_free(ports, Ipv4Addr::LOCALHOST.into()).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("port {} of the order service is taken", ports.order)),
            "{error}"
        );
        assert!(!error.contains('\n'));
    }
}
