//! The store's settings, their warnings, and the poster.

pub mod save_store;

#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod poster_page;
#[cfg(feature = "ssr")]
pub(crate) mod set_up_warnings;
#[cfg(feature = "ssr")]
pub(crate) mod warnings;
