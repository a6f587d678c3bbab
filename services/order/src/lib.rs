//! The order service: places orders durably and exactly once, moves them through their lifecycle,
//! and streams every change to its readers.
//!
//! [`build_router`] builds the whole service on an [`OrderService`] and its
//! [`db::OrderRepository`], so tests can run it in process.

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

pub use app::OrderService;
pub use http::build_router;
