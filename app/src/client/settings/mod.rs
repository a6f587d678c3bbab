//! A phone's settings.

pub(crate) mod save_settings;

#[cfg(feature = "ssr")]
pub mod page;
