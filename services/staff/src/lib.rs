//! The staff service: who works in the store, with which PIN and role, and on which devices.
//!
//! It signs sessions and the roster, and is called only when a person signs in or out or when
//! people are changed. Every holder of its public key and of the last roster checks sessions alone,
//! so people who are signed in can go on while it is down.

mod app;
pub mod db;
pub mod domain;
mod http;
pub mod people;
pub mod sign_in;

pub use app::{SignInSecrets, StaffService};
pub use http::build_router;
