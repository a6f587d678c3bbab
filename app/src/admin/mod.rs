//! The counter's surface, `/admin`. A folder holds a feature: its page, its islands, its server
//! functions and what its live feed sends.

pub mod board;
pub mod orders;
pub mod people;
pub mod printers;
pub mod store;
pub mod system;
pub mod walk_in;
pub(crate) mod words;

#[cfg(feature = "ssr")]
pub mod menu_editor;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
mod routes;

#[cfg(feature = "ssr")]
pub use routes::render_document;
