//! A phone's own orders: their list, an order's progress, ordering it once more.

pub(crate) mod cancel_order;
pub(crate) mod erase_own_order;
pub(crate) mod order_again;
pub mod progress;
pub(crate) mod progress_sign;

#[cfg(feature = "ssr")]
pub mod open_orders;
#[cfg(feature = "ssr")]
pub(crate) mod order_page;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod reorder;
#[cfg(feature = "ssr")]
pub(crate) mod reorder_notice;
#[cfg(feature = "ssr")]
pub(crate) mod sound_toggle;
