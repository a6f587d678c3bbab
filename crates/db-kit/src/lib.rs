//! Database support for services, on SQLite and Postgres: opening, migration, export, import,
//! backup, error classification and deadlines. The audit log is its only domain concept.
//!
//! A service provides a [`DatabaseSchema`] and its statements; [`ServiceDatabase::open`] returns
//! its [`ConnectionPools`].
//!
//! # The pattern of a store
//!
//! - `db/mod.rs`: the trait, one method a business transaction. `db/tables.rs`: the schema.
//! - `db/queries/`: its one implementation and the SQL. A method is one of
//!   [`ConnectionPools::read`], [`ConnectionPools::read_snapshot`], [`ConnectionPools::write`] and
//!   [`ConnectionPools::write_or_rollback`], which have the deadline, the span and the commit. Rows
//!   are read by column name.
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

pub use args::{DatabaseArgs, MigrateMode};
pub use calls::{CallError, READ_DEADLINE, TransactionEnd, WRITE_DEADLINE, call_with_deadline};
pub use commands::MaintenanceCommand;
pub use database::ServiceDatabase;
pub use error::RepositoryError;
pub use maintenance::{MaintenanceError, MaintenanceRefusal};
pub use open_error::OpenError;
pub use pools::{ConnectionPools, OpenDatabase, SqlDialect};
pub use process::{ServiceArgs, ServiceRunner, close_database};
pub use schema::{DatabaseSchema, Hook, PostgresHooks};
pub use versioned_texts::{EitherPools, VersionedTexts};
