//! The pages of both surfaces. Pages are rendered on the server; what moves is an island, hydrated in the browser.
//!
//! `ssr` builds everything for the server binary. `hydrate` with `client` or with `admin` builds one surface's
//! islands for the browser: a phone never downloads the counter's code.

// A page is one type; the compiler follows it further down than its default lets it.
#![recursion_limit = "256"]

pub mod api;
#[cfg(feature = "hydrate")]
pub mod live;
pub mod ui;

#[cfg(feature = "admin")]
pub mod admin;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "ssr")]
pub mod ssr;
