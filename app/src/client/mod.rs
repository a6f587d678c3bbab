//! The customer's surface, `/client`. A folder holds a feature: its page, its islands, its server
//! functions and what its live feed sends.

pub mod cart;
pub mod checkout;
pub mod item;
pub mod menu;
pub mod orders;
pub mod parts;
pub mod settings;

#[cfg(feature = "ssr")]
pub mod ready_screen;
#[cfg(feature = "ssr")]
mod routes;

#[cfg(feature = "ssr")]
pub use routes::render_document;
