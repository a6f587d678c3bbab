//! Database support for services, on SQLite and Postgres: opening, migration, export, import,
//! backup, error classification and deadlines. The audit log is its only domain concept.
//!
//! A service provides a [`Schema`] and its statements; [`Database::open`] returns its [`Pools`].

pub mod archive;
mod args;
pub mod audit;
mod commands;
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
mod wait;

pub use args::{DatabaseArgs, Migrate};
pub use commands::Maintenance;
pub use database::Database;
pub use deadline::{READ_DEADLINE, WRITE_DEADLINE, within};
pub use error::StoreError;
pub use maintenance::{MaintenanceError, Refusal};
pub use open_error::OpenError;
pub use pools::{Engine, Opened, Pools};
pub use process::{Process, ServiceArgs, close};
pub use schema::{Hook, OnPostgres, Schema};
pub use versioned_texts::{EitherPools, VersionedTexts};
