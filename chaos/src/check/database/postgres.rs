//! A Postgres database, in a session that cannot write.

// One file of statements, compiled with the `Db` of each engine's module.
#[path = "queries.rs"]
pub(super) mod queries;

use anyhow::Result;
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, postgres::PgConnectOptions};
use std::str::FromStr as _;

type Db = sqlx::Postgres;

pub(super) async fn open_read_only(url: &str) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(url)?.options([
        ("default_transaction_read_only", "on"),
        ("default_transaction_isolation", "repeatable read"),
        ("bytea_output", "escape"),
    ]);
    Ok(options.connect().await?)
}

/// Passes every row of every table as text. Bytes in it are readable, through `bytea_output`.
pub(super) async fn visit_values(
    conn: &mut PgConnection,
    visit: &mut (dyn FnMut(&[u8]) + Send),
) -> Result<()> {
    let tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *conn).await?;
    for table in tables {
        // Table names come from the database's own catalog.
        let all = AssertSqlSafe(format!("SELECT whole::text FROM {table} AS whole"));
        let mut rows = sqlx::query_scalar::<_, String>(all).fetch(&mut *conn);
        while let Some(row) = rows.try_next().await? {
            visit(row.as_bytes());
        }
    }
    Ok(())
}
