//! Where a running system is reached from outside.

use crate::programs::Programs;

/// Where everything of a running system is, as its users see it.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// `http://127.0.0.1:PORT` of each client surface replica.
    pub clients: Vec<String>,
    /// The same of each admin surface replica.
    pub admins: Vec<String>,
    pub client_ops: Vec<String>,
    pub admin_ops: Vec<String>,
    /// Each service replica directly, not through a link that faults are put on.
    pub menus: Vec<String>,
    pub orders: Vec<String>,
    pub members: Vec<String>,
    /// sqlx URLs: `sqlite:…` or `postgres://…`.
    pub menu_database: String,
    pub order_database: String,
    pub member_database: String,
    pub staff_pin: String,
    /// How programs call the services themselves.
    pub programs: Programs,
}
