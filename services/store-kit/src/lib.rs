//! What every service with a database of its own needs, on SQLite and on Postgres, and no domain word but the audit log's: how a database is
//! opened, migrated, moved and copied, what can go wrong with it, and how long it is waited for.
//!
//! A service gives a [`Schema`] and its statements; [`Database::open`] gives it [`Pools`].

pub mod audit;
mod database;
mod deadline;
mod error;
mod maintenance;
mod open_error;
mod pools;
mod postgres;
pub mod process;
mod schema;
mod sqlite;
mod versioned_texts;

pub use database::Database;
pub use deadline::{READ_DEADLINE, WRITE_DEADLINE, within};
pub use error::StoreError;
pub use maintenance::MaintenanceError;
pub use open_error::OpenError;
pub use pools::{Engine, Opened, Pools};
pub use process::{Process, ServiceArgs, close};
pub use schema::{Hook, OnPostgres, Schema};
pub use versioned_texts::{EitherPools, VersionedTexts};
