//! Databases for tests.

use menu::store::{Store, open};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;

/// An empty database; a SQLite file is deleted when it is dropped.
pub struct Database {
    pub url: String,
    _folder: Option<TempDir>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("menu.db").display());
        Self { url, _folder: Some(folder) }
    }

    /// A new database on the server of `JUMUN_TEST_POSTGRES`; `None` when that is not set.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("JUMUN_TEST_POSTGRES").ok()?;
        let name = format!("menu_test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&server).await.unwrap();
        for sql in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
        let (address, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let host = match address.trim_end_matches('/').match_indices('/').nth(2) {
            Some((end, _)) => &address[..end],
            None => address.trim_end_matches('/'),
        };
        Some(Self { url: format!("{host}/{name}?{parameters}"), _folder: None })
    }

    /// Whether the database itself refuses this statement.
    pub async fn refuses(&self, sql: &'static str) -> bool {
        if self.url.starts_with("sqlite") {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            return sqlx::query(sql).execute(&mut connection).await.is_err();
        }
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.is_err()
    }

    /// Opens this database as another process would.
    pub async fn open(&self) -> Arc<dyn Store> {
        open(&self.url).await.unwrap()
    }
}
