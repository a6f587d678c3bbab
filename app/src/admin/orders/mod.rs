//! Orders found again: their list, an order with its history, customers and blocked phones.

pub(crate) mod erase_order;
pub(crate) mod unblock_phone;

#[cfg(feature = "ssr")]
pub(crate) mod blocked_page;
#[cfg(feature = "ssr")]
pub(crate) mod customer;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod slip_page;
#[cfg(feature = "ssr")]
pub(crate) mod timeline;
