//! A separate database for each test, on either engine.

use order::store::{self, Store};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use std::{env, sync::Arc};
use tempfile::TempDir;

/// A test database; deleted with the test, or by [`Base::finish`].
pub struct Base {
    pub url: String,
    pub store: Arc<dyn Store>,
    admin: Option<(String, String)>,
    _folder: Option<TempDir>,
}

impl Base {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/made/for/it/order.db", folder.path().display());
        Self { store: store::open(&url).await.unwrap(), url, admin: None, _folder: Some(folder) }
    }

    /// `None` if no test server is configured; prints that the test was skipped.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = env::var("JUMUN_TEST_POSTGRES") else {
            println!("skipped: JUMUN_TEST_POSTGRES is not set");
            return None;
        };
        let name = format!("order_test_{}", service_kit::Clock::system().uuid_v7().simple());
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        let store = store::open(&url).await.unwrap();
        Some(Self { url, store, admin: Some((server, name)), _folder: None })
    }

    /// Runs a statement outside the store.
    pub async fn execute(&self, sql: &str) {
        execute(&self.url, sql).await;
    }

    /// Whether the database itself refuses a statement.
    pub async fn refuses(&self, sql: &str) -> bool {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            SqliteConnection::connect(&self.url).await.unwrap().execute(sql).await.is_err()
        } else {
            PgConnection::connect(&self.url).await.unwrap().execute(sql).await.is_err()
        }
    }

    /// Restores the state before the first migration, whatever tables the migrations make.
    pub async fn drop_all_tables(&self) {
        if !self.url.starts_with("sqlite") {
            return self.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        }
        let mut conn = SqliteConnection::connect(&self.url).await.unwrap();
        conn.execute("PRAGMA foreign_keys = OFF").await.unwrap();
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut conn).await.unwrap();
        for table in tables {
            conn.execute(AssertSqlSafe(format!("DROP TABLE {table}"))).await.unwrap();
        }
    }

    pub async fn finish(self) {
        self.store.close().await;
        if let Some((server, name)) = self.admin {
            execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn execute(url: &str, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    if url.starts_with("sqlite") {
        SqliteConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
    } else {
        PgConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
    }
}
