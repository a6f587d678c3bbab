//! The order service: places orders durably and exactly once, moves them through their lifecycle,
//! and streams every change to its readers.
//!
//! [`router`] builds the whole service on an [`App`] and its [`db::Store`], so tests can run it
//! in process.

mod app;
pub mod db;
pub mod domain;
pub mod events;
pub mod forgetting;
mod http;
pub mod measure;
pub mod operation_caller;
pub mod overdue;
#[cfg(feature = "planted-bugs")]
mod planted;
pub mod printing;

pub use app::App;
pub use http::router;
