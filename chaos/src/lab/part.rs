//! The parts of a lab, each with the networks it is on, the ports it listens on and those it calls: the same arrows that
//! the cluster's network policies allow, and no other.

use crate::world::Service;

/// A network; all but [`PUBLIC`] lead nowhere but to each other.
pub type Network = &'static str;

/// The one that this machine's ports lead to.
pub const PUBLIC: Network = "jumun-lab-public";
const EDGE_CLIENT: Network = "jumun-lab-edge-client";
const EDGE_ADMIN: Network = "jumun-lab-edge-admin";
const MENU: Network = "jumun-lab-menu";
const ORDER: Network = "jumun-lab-order";
const MEMBER: Network = "jumun-lab-member";
const MENU_DATA: Network = "jumun-lab-menu-data";
const ORDER_DATA: Network = "jumun-lab-order-data";
const MEMBER_DATA: Network = "jumun-lab-member-data";

pub const NETWORKS: [Network; 9] =
    [PUBLIC, EDGE_CLIENT, EDGE_ADMIN, MENU, ORDER, MEMBER, MENU_DATA, ORDER_DATA, MEMBER_DATA];

const PAGES: u16 = 3000;
const OPS: u16 = 9100;
const MENU_PORT: u16 = 7101;
const ORDER_PORT: u16 = 7102;
const MEMBER_PORT: u16 = 7103;
pub const POSTGRES_PORT: u16 = 5432;
/// Where the entry takes customers and staff, inside its container.
pub const ENTRY_PORTS: [u16; 2] = [8080, 8081];

/// What a container is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Entry,
    Client,
    Admin,
    Menu,
    Order,
    Member,
    MenuPostgres,
    OrderPostgres,
    MemberPostgres,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::OrderPostgres,
        Self::MenuPostgres,
        Self::MemberPostgres,
        Self::Menu,
        Self::Order,
        Self::Member,
        Self::Client,
        Self::Admin,
        Self::Entry,
    ];

    /// Its name on every network: all replicas have the same.
    pub fn alias(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Client => "web-client",
            Self::Admin => "web-admin",
            Self::Menu => "menu",
            Self::Order => "order",
            Self::Member => "member",
            Self::MenuPostgres => "menu-postgres",
            Self::OrderPostgres => "order-postgres",
            Self::MemberPostgres => "member-postgres",
        }
    }

    pub fn replicas(self) -> usize {
        match self {
            Self::Entry | Self::MenuPostgres | Self::OrderPostgres | Self::MemberPostgres => 1,
            Self::Client | Self::Admin | Self::Menu | Self::Member => 2,
            Self::Order => 3,
        }
    }

    /// What faults take it for; the entry has none, as a cluster's own has to be trusted.
    pub fn service(self) -> Option<Service> {
        match self {
            Self::Entry => None,
            Self::Client => Some(Service::Client),
            Self::Admin => Some(Service::Admin),
            Self::Menu => Some(Service::Menu),
            Self::Order => Some(Service::Order),
            Self::Member => Some(Service::Member),
            Self::MenuPostgres | Self::OrderPostgres | Self::MemberPostgres => Some(Service::Postgres),
        }
    }

    /// The first is the one on which it is called.
    pub fn networks(self) -> &'static [Network] {
        match self {
            Self::Entry => &[EDGE_CLIENT, EDGE_ADMIN, PUBLIC],
            Self::Client => &[EDGE_CLIENT, MENU, ORDER],
            Self::Admin => &[EDGE_ADMIN, MENU, ORDER, MEMBER],
            Self::Menu => &[MENU, MENU_DATA],
            Self::Order => &[ORDER, ORDER_DATA],
            Self::Member => &[MEMBER, MEMBER_DATA],
            Self::MenuPostgres => &[MENU_DATA],
            Self::OrderPostgres => &[ORDER_DATA],
            Self::MemberPostgres => &[MEMBER_DATA],
        }
    }

    pub fn listens(self) -> &'static [u16] {
        match self {
            Self::Entry => &ENTRY_PORTS,
            Self::Client | Self::Admin => &[PAGES, OPS],
            Self::Menu => &[MENU_PORT],
            Self::Order => &[ORDER_PORT],
            Self::Member => &[MEMBER_PORT],
            Self::MenuPostgres | Self::OrderPostgres | Self::MemberPostgres => &[POSTGRES_PORT],
        }
    }

    /// Where `/readyz` is.
    pub fn health_port(self) -> u16 {
        self.listens().last().copied().unwrap_or_default()
    }

    /// Whom it calls.
    pub fn calls(self) -> &'static [Self] {
        match self {
            Self::Entry => &[Self::Client, Self::Admin],
            Self::Client => &[Self::Menu, Self::Order],
            Self::Admin => &[Self::Menu, Self::Order, Self::Member],
            Self::Menu => &[Self::MenuPostgres],
            Self::Order => &[Self::OrderPostgres],
            Self::Member => &[Self::MemberPostgres],
            Self::MenuPostgres | Self::OrderPostgres | Self::MemberPostgres => &[],
        }
    }

    pub fn is_postgres(self) -> bool {
        self.service() == Some(Service::Postgres)
    }

    /// One of the project's own images, which a rolling restart replaces.
    pub fn is_ours(self) -> bool {
        self != Self::Entry && !self.is_postgres()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_calls_whom_shares_a_network_with_it_and_the_services_share_none() {
        let share = |one: Part, other: Part| one.networks().iter().any(|n| other.networks().contains(n));
        for part in Part::ALL {
            assert!(part.calls().iter().all(|called| share(part, *called)), "{part:?}");
        }
        assert!(!share(Part::Menu, Part::Order));
        assert!(!share(Part::Member, Part::Order) && !share(Part::Member, Part::Client));
        assert!(!share(Part::Menu, Part::OrderPostgres) && !share(Part::Client, Part::OrderPostgres));
    }
}
