//! The day's report and the change log.

#[cfg(feature = "ssr")]
pub(crate) mod audit_page;
#[cfg(feature = "ssr")]
pub(crate) mod day_page;
#[cfg(feature = "ssr")]
pub mod day_table;
