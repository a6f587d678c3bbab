//! SQLite: a local file. The engines differ in nothing but their type.

#[path = "queries/mod.rs"] // once for each engine's `Db`, as `db_kit` explains
mod queries;

pub(super) use queries::SqlMenuRepository;

type Db = sqlx::Sqlite;
