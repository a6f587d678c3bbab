//! The menu service: the café's items, their prices and their availability.
//!
//! `domain` holds the rules of a menu and its changes, `store` persists it, `http` serves it to the
//! gateway. The crate is a library so that tests run the service in process, on a port of their
//! own.

mod app;
pub mod attendance;
pub mod db;
pub mod domain;
mod feed;
mod http;
pub mod seed;
mod snapshot;

pub use app::MenuService;
pub use http::build_router;
