//! A database of one test's own, on either engine.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use std::{
    env, process,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;

/// URL of the Postgres server for tests.
///
/// # Panics
/// Without a server: tests that need one fail, so that none is green unseen.
pub fn postgres_server() -> String {
    env::var("JUMUN_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "this test needs a Postgres server: `cargo xtask postgres -- cargo test …` starts one for the \
             command, or JUMUN_TEST_POSTGRES names one; JUMUN_SKIP_POSTGRES=1 ignores such tests"
        )
    })
}

/// An empty database; deleted with the test, or by [`TestDatabase::finish`].
pub struct TestDatabase {
    pub url: String,
    /// URL of the server, and the database's name on it.
    server: Option<(String, String)>,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A SQLite file at `path` without its extension, below a new folder.
    pub fn sqlite(path: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}.db", folder.path().join(path).display());
        Self { url, server: None, _folder: Some(folder) }
    }

    /// A database of the service `name` on [`postgres_server`].
    pub async fn postgres(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = postgres_server();
        let name =
            format!("{name}_test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        execute_sql_at(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        execute_sql_at(&server, &format!("CREATE DATABASE {name}")).await;
        let (address, parameters) = server.split_at(server.find('?').unwrap_or(server.len()));
        let url = format!("{}/{name}{parameters}", address.rsplit_once('/').unwrap().0);
        Self { url, server: Some((server, name)), _folder: None }
    }

    pub fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    /// Runs statements as another program would.
    pub async fn execute_sql(&self, sql: &str) {
        execute_sql_at(&self.url, sql).await;
    }

    /// Whether the database itself refuses a statement.
    pub async fn refuses_sql(&self, sql: &str) -> bool {
        try_execute_sql(&self.url, sql).await.is_err()
    }

    /// Restores the state before the first migration.
    pub async fn drop_all_tables(&self) {
        if !self.is_sqlite() {
            return self.execute_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        }
        let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
        let list =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables: Vec<String> =
            sqlx::query_scalar(list).fetch_all(&mut connection).await.unwrap();
        let drops: String = tables.iter().map(|table| format!("DROP TABLE {table};")).collect();
        self.execute_sql(&format!("PRAGMA foreign_keys = OFF; {drops}")).await;
    }

    /// Removes the database.
    pub async fn finish(self) {
        if let Some((server, name)) = self.server {
            execute_sql_at(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn execute_sql_at(url: &str, sql: &str) {
    try_execute_sql(url, sql).await.unwrap();
}

async fn try_execute_sql(url: &str, sql: &str) -> sqlx::Result<()> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    if url.starts_with("sqlite") {
        sql.execute(&mut SqliteConnection::connect(url).await?).await.map(drop)
    } else {
        sql.execute(&mut PgConnection::connect(url).await?).await.map(drop)
    }
}
