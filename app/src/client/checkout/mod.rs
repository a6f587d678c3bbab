//! Checkout: its page, its cookie, and placing the order.

pub mod checkout_form;
pub(crate) mod place_order;
pub(crate) mod save_checkout;

#[cfg(feature = "ssr")]
pub(crate) mod fields;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod slot_field;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(feature = "ssr")]
pub(crate) mod summary;
