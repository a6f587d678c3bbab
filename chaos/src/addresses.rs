//! Addresses at which a running system is reached from outside.

use crate::programs::ProgramSigner;

/// URLs of every part of a running system, as its users see them.
#[derive(Debug, Clone)]
pub struct SystemAddresses {
    /// Base URL of each client surface replica, as `http://127.0.0.1:PORT`.
    pub clients: Vec<String>,
    /// Base URL of each admin surface replica, in the same form.
    pub admins: Vec<String>,
    pub client_ops: Vec<String>,
    pub admin_ops: Vec<String>,
    /// Base URL of each service replica itself, bypassing the link that faults are put on.
    pub menus: Vec<String>,
    pub orders: Vec<String>,
    pub members: Vec<String>,
    /// sqlx URLs: `sqlite:…` or `postgres://…`.
    pub menu_database: String,
    pub order_database: String,
    pub staff_database: String,
    pub staff_pin: String,
    /// Signs the direct calls of the audit's programs to the services.
    pub programs: ProgramSigner,
}
