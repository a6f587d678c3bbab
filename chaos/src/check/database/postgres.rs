//! A Postgres database, in a session that cannot write.

#[path = "queries.rs"]
pub(super) mod queries;

use anyhow::Result;
use sqlx::{ConnectOptions as _, PgConnection, postgres::PgConnectOptions};
use std::str::FromStr as _;

type Db = sqlx::Postgres;

pub(super) async fn open(url: &str) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(url)?.options([("default_transaction_read_only", "on")]);
    Ok(options.connect().await?)
}
