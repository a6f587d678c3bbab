//! A SQLite file, opened read-only while its service may write.

// One file of statements, compiled with the `Db` of each engine's module.
#[path = "queries.rs"]
pub(super) mod queries;

use anyhow::Result;
use futures::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::{str::FromStr as _, time::Duration};

type Db = sqlx::Sqlite;

pub(super) async fn open_read_only(url: &str) -> Result<SqliteConnection> {
    let options =
        SqliteConnectOptions::from_str(url)?.read_only(true).busy_timeout(Duration::from_secs(5));
    Ok(options.connect().await?)
}

/// Passes every value of every table; a text is passed as its bytes.
pub(super) async fn visit_values(
    conn: &mut SqliteConnection,
    visit: &mut (dyn FnMut(&[u8]) + Send),
) -> Result<()> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *conn).await?;
    for table in tables {
        // Table names come from the database's own catalog.
        let all = AssertSqlSafe(format!("SELECT * FROM \"{table}\""));
        let mut rows = sqlx::query(all).fetch(&mut *conn);
        while let Some(row) = rows.try_next().await? {
            for column in 0..row.len() {
                // Unchecked: SQLite returns the bytes of a value of any declared type.
                let value: Option<Vec<u8>> = row.try_get_unchecked(column)?;
                visit(&value.unwrap_or_default());
            }
        }
    }
    Ok(())
}
