//! One process of the world and every handle by which it can be hurt.

use super::{Disk, Link, Namespace, Process, WallClock};
use std::fmt;

/// What a replica is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    Postgres,
    Menu,
    Order,
    Client,
    Admin,
}

impl fmt::Display for Service {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Postgres => "postgres",
            Self::Menu => "menu",
            Self::Order => "order",
            Self::Client => "client",
            Self::Admin => "admin",
        })
    }
}

/// A handle that is not there is a fault that this replica cannot have.
pub struct Replica {
    pub service: Service,
    // Ended first, then what it stands on.
    pub process: Process,
    pub link: Option<Link>,
    /// What reaches Postgres from inside a namespace.
    pub database_link: Option<Link>,
    pub clock: Option<WallClock>,
    pub disk: Option<Disk>,
    pub namespace: Option<Namespace>,
}

impl Replica {
    /// One with no handle but its process.
    pub fn plain(service: Service, process: Process) -> Self {
        Self { service, process, link: None, database_link: None, clock: None, disk: None, namespace: None }
    }
}
