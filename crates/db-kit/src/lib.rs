//! Database support for services, on SQLite and Postgres: opening, migration, export, import,
//! backup, error classification and deadlines. The audit log is its only domain concept.
//!
//! A service provides a [`Schema`] and its statements; [`Database::open`] returns its [`Pools`].
//!
//! # The pattern of a store
//!
//! - `db/mod.rs`: the trait, one method a business transaction. `db/tables.rs`: the schema.
//! - `db/queries/`: its one implementation, `SqlStore`, and the SQL. A method is one of
//!   [`Pools::read`], [`Pools::read_snapshot`], [`Pools::write`] and [`Pools::write_or_rollback`],
//!   which have the deadline, the span and the commit. Rows are read by column name.
//! - `db/sqlite.rs`, `db/postgres.rs`: `Db` and what differs between the engines. Both include
//!   `queries` with `#[path]`, so it is compiled once for each; its own files are plain modules.
//!
//! Why `#[path]`: generic over `E: sqlx::Database`, each function that binds or reads a value would
//! repeat a dozen bounds (`for<'q> String: Encode<'q, E>`, `for<'c> &'c mut E::Connection:
//! Executor<'c>`, …), since Rust implies only supertraits; statements within a macro are neither
//! formatted nor understood by editors.

#![warn(missing_docs, unreachable_pub)]

pub mod archive;
mod archive_coverage;
mod args;
pub mod audit;
mod calls;
mod commands;
mod database;
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
pub use calls::{CallError, Ending, READ_DEADLINE, WRITE_DEADLINE, call};
pub use commands::Maintenance;
pub use database::Database;
pub use error::StoreError;
pub use maintenance::{MaintenanceError, Refusal};
pub use open_error::OpenError;
pub use pools::{Engine, Opened, Pools};
pub use process::{Process, ServiceArgs, close};
pub use schema::{Hook, OnPostgres, Schema};
pub use versioned_texts::{EitherPools, VersionedTexts};
