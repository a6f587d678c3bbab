//! The ports on which the processes listen.

use anyhow::{Context as _, Result, bail};
use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, TcpListener},
};

/// One port for each listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    pub menu: u16,
    pub order: u16,
    pub member: u16,
    pub client: u16,
    pub client_ops: u16,
    pub admin: u16,
    pub admin_ops: u16,
}

impl Ports {
    /// The documented ports.
    pub const DEFAULT: Self = Self {
        menu: 7101,
        order: 7102,
        member: 7103,
        client: 3000,
        client_ops: 9100,
        admin: 3001,
        admin_ops: 9101,
    };

    /// Ports that are free now. The listeners are held until all are found, so that no port is
    /// given twice.
    pub fn free() -> Result<Self> {
        let mut held = Vec::new();
        let mut next = || -> Result<u16> {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free loopback port")?;
            let port = listener.local_addr()?.port();
            held.push(listener);
            Ok(port)
        };
        Ok(Self {
            menu: next()?,
            order: next()?,
            member: next()?,
            client: next()?,
            client_ops: next()?,
            admin: next()?,
            admin_ops: next()?,
        })
    }

    fn named(self) -> [(&'static str, u16); 7] {
        [
            ("the menu service", self.menu),
            ("the order service", self.order),
            ("the member service", self.member),
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
pub fn require_free(ports: Ports, surfaces: IpAddr) -> Result<()> {
    for (whose, port) in ports.named() {
        let address =
            if [ports.client, ports.admin].contains(&port) { surfaces } else { Ipv4Addr::LOCALHOST.into() };
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
    fn free_ports_are_distinct_and_free() {
        let ports = Ports::free().unwrap();
        let mut numbers = ports.named().map(|(_, port)| port);
        numbers.sort_unstable();
        assert!(numbers.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_taken_port_is_named_with_its_owner() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut ports = Ports::free().unwrap();
        ports.order = taken.local_addr().unwrap().port();
        let error = require_free(ports, Ipv4Addr::LOCALHOST.into()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("port {} of the order service is taken", ports.order)), "{error}");
        assert!(!error.contains('\n'));
    }
}
