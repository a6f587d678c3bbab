//! The menu service: what the café sells, at what price, and whether it can be had now.
//!
//! `domain` says what a menu may look like and how it changes, `store` keeps it, `http` speaks to the gateway. It is a
//! library so that tests run it in process, on a port of their own.

mod app;
pub mod attendance;
pub mod domain;
mod feed;
mod http;
pub mod seed;
mod snapshot;
pub mod store;

pub use app::App;
pub use http::router;
