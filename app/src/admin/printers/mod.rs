//! Printers and print jobs.

pub(crate) mod add_print_job;
pub(crate) mod remove_printer;
pub mod save_printer;
pub(crate) mod settle_print_job;

#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
pub(crate) mod jobs;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod print_again;
