//! A SQLite file, opened for reading while its service may write.

#[path = "queries.rs"]
pub(super) mod queries;

use anyhow::Result;
use sqlx::{ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{str::FromStr as _, time::Duration};

type Db = sqlx::Sqlite;

pub(super) async fn open(url: &str) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::from_str(url)?.read_only(true).busy_timeout(Duration::from_secs(5));
    Ok(options.connect().await?)
}
