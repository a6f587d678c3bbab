//! What the pages and server functions get from the web binary, and the small helpers around it.

pub mod checkout;
mod context;
pub mod cookies;
mod refusal;
mod shell;
pub mod time;

pub use context::{Context, LiveOrders, SignInError, Staff, context, own_order, require_staff};
pub use refusal::{gateway_code, placing_code, query, refuse, refused_with, unreadable};
pub use shell::{Shell, asset};
