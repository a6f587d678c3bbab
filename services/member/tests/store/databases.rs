//! A separate database for each test, on either engine.

use member::store::{self, Store};
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
        let url = format!("sqlite:{}/member.db", folder.path().display());
        Self { store: store::open(&url).await.unwrap(), url, admin: None, _folder: Some(folder) }
    }

    /// `None` if no test server is configured; prints that the test was skipped.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = env::var("JUMUN_TEST_POSTGRES") else {
            println!("skipped: JUMUN_TEST_POSTGRES is not set");
            return None;
        };
        let name = format!("member_test_{}", service_kit::Clock::system().uuid_v7().simple());
        run(&server, &format!("CREATE DATABASE {name}")).await.unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        let store = store::open(&url).await.unwrap();
        Some(Self { url, store, admin: Some((server, name)), _folder: None })
    }

    /// The store as another process opens it.
    pub async fn open_again(&self) -> Arc<dyn Store> {
        store::open(&self.url).await.unwrap()
    }

    /// Runs statements outside the store.
    pub async fn execute(&self, sql: &str) {
        run(&self.url, sql).await.unwrap();
    }

    /// Whether the database itself refuses a statement.
    pub async fn refuses(&self, sql: &str) -> bool {
        run(&self.url, sql).await.is_err()
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
            run(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
    }
}

async fn run(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    if url.starts_with("sqlite") {
        sql.execute(&mut SqliteConnection::connect(url).await?).await.map(drop)
    } else {
        sql.execute(&mut PgConnection::connect(url).await?).await.map(drop)
    }
}
