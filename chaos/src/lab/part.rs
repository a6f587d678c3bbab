//! Parts of a lab, each with its networks, its ports and the parts that it calls: the same
//! connections that the cluster's network policies allow, and no others.

use crate::world::ServiceKind;

/// Name of a network; all but [`PUBLIC`] are internal.
pub type Network = &'static str;

/// The network that this machine's published ports lead to.
pub const PUBLIC: Network = "jumun-lab-public";
const EDGE_CLIENT: Network = "jumun-lab-edge-client";
const EDGE_ADMIN: Network = "jumun-lab-edge-admin";
const MENU: Network = "jumun-lab-menu";
const ORDER: Network = "jumun-lab-order";
const STAFF: Network = "jumun-lab-staff";
const MENU_DATA: Network = "jumun-lab-menu-data";
const ORDER_DATA: Network = "jumun-lab-order-data";
const STAFF_DATA: Network = "jumun-lab-staff-data";

pub const NETWORKS: [Network; 9] =
    [PUBLIC, EDGE_CLIENT, EDGE_ADMIN, MENU, ORDER, STAFF, MENU_DATA, ORDER_DATA, STAFF_DATA];

const PAGES: u16 = 3000;
const OPS: u16 = 9100;
const MENU_PORT: u16 = 7101;
const ORDER_PORT: u16 = 7102;
const STAFF_PORT: u16 = 7103;
pub const POSTGRES_PORT: u16 = 5432;
/// Ports of the entry for customers and staff, inside its container.
pub const ENTRY_PORTS: [u16; 2] = [8080, 8081];

/// Role of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabPart {
    Entry,
    Client,
    Admin,
    Menu,
    Order,
    Staff,
    MenuPostgres,
    OrderPostgres,
    StaffPostgres,
}

impl LabPart {
    pub const ALL: [Self; 9] = [
        Self::OrderPostgres,
        Self::MenuPostgres,
        Self::StaffPostgres,
        Self::Menu,
        Self::Order,
        Self::Staff,
        Self::Client,
        Self::Admin,
        Self::Entry,
    ];

    /// DNS name on every network, the same for all replicas.
    pub fn dns_alias(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Client => "web-client",
            Self::Admin => "web-admin",
            Self::Menu => "menu",
            Self::Order => "order",
            Self::Staff => "staff",
            Self::MenuPostgres => "menu-postgres",
            Self::OrderPostgres => "order-postgres",
            Self::StaffPostgres => "staff-postgres",
        }
    }

    pub fn replica_count(self) -> usize {
        match self {
            Self::Entry | Self::MenuPostgres | Self::OrderPostgres | Self::StaffPostgres => 1,
            Self::Client | Self::Admin | Self::Menu | Self::Staff => 2,
            Self::Order => 3,
        }
    }

    /// Service that a fault counts it as. The entry has none and gets no faults, since a cluster's
    /// own entry has to be trusted.
    pub fn fault_service(self) -> Option<ServiceKind> {
        match self {
            Self::Entry => None,
            Self::Client => Some(ServiceKind::Client),
            Self::Admin => Some(ServiceKind::Admin),
            Self::Menu => Some(ServiceKind::Menu),
            Self::Order => Some(ServiceKind::Order),
            Self::Staff => Some(ServiceKind::Staff),
            Self::MenuPostgres | Self::OrderPostgres | Self::StaffPostgres => {
                Some(ServiceKind::Postgres)
            }
        }
    }

    /// Networks of the part; it is called on the first one.
    pub fn attached_networks(self) -> &'static [Network] {
        match self {
            Self::Entry => &[EDGE_CLIENT, EDGE_ADMIN, PUBLIC],
            Self::Client => &[EDGE_CLIENT, MENU, ORDER],
            Self::Admin => &[EDGE_ADMIN, MENU, ORDER, STAFF],
            Self::Menu => &[MENU, MENU_DATA],
            Self::Order => &[ORDER, ORDER_DATA],
            Self::Staff => &[STAFF, STAFF_DATA],
            Self::MenuPostgres => &[MENU_DATA],
            Self::OrderPostgres => &[ORDER_DATA],
            Self::StaffPostgres => &[STAFF_DATA],
        }
    }

    pub fn listening_ports(self) -> &'static [u16] {
        match self {
            Self::Entry => &ENTRY_PORTS,
            Self::Client | Self::Admin => &[PAGES, OPS],
            Self::Menu => &[MENU_PORT],
            Self::Order => &[ORDER_PORT],
            Self::Staff => &[STAFF_PORT],
            Self::MenuPostgres | Self::OrderPostgres | Self::StaffPostgres => &[POSTGRES_PORT],
        }
    }

    /// Port of `/readyz`.
    pub fn health_port(self) -> u16 {
        self.listening_ports().last().copied().unwrap_or_default()
    }

    /// Parts that it calls.
    pub fn called_parts(self) -> &'static [Self] {
        match self {
            Self::Entry => &[Self::Client, Self::Admin],
            Self::Client => &[Self::Menu, Self::Order],
            Self::Admin => &[Self::Menu, Self::Order, Self::Staff],
            Self::Menu => &[Self::MenuPostgres],
            Self::Order => &[Self::OrderPostgres],
            Self::Staff => &[Self::StaffPostgres],
            Self::MenuPostgres | Self::OrderPostgres | Self::StaffPostgres => &[],
        }
    }

    pub fn is_postgres(self) -> bool {
        self.fault_service() == Some(ServiceKind::Postgres)
    }

    /// Whether it runs one of the project's own images, which a rolling restart replaces.
    pub fn is_ours(self) -> bool {
        self != Self::Entry && !self.is_postgres()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_calls_whom_shares_a_network_with_it_and_the_services_share_none() {
        let share = |one: LabPart, other: LabPart| {
            one.attached_networks().iter().any(|n| other.attached_networks().contains(n))
        };
        for part in LabPart::ALL {
            assert!(part.called_parts().iter().all(|called| share(part, *called)), "{part:?}");
        }
        assert!(!share(LabPart::Menu, LabPart::Order));
        assert!(!share(LabPart::Staff, LabPart::Order) && !share(LabPart::Staff, LabPart::Client));
        assert!(
            !share(LabPart::Menu, LabPart::OrderPostgres)
                && !share(LabPart::Client, LabPart::OrderPostgres)
        );
    }
}
