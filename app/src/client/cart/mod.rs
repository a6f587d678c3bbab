//! The cart: its page, its server functions, and what changed since the prices were last seen.

pub(crate) mod accept_changes;
pub(crate) mod add_to_cart;
pub(crate) mod restore_line;
pub(crate) mod set_cart_quantity;

#[cfg(feature = "ssr")]
pub mod changes;
#[cfg(feature = "ssr")]
pub(crate) mod line;
#[cfg(feature = "ssr")]
pub mod page;
