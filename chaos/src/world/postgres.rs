//! A throwaway Postgres with default durability, as in a café: an acknowledged commit is on disk.

use anyhow::{Context as _, Result};
use process_kit::{PostgresCluster, ProcessSpec, postgres_url};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// The session timeout ends the sessions that a frozen process leaves inside a transaction: they
/// would hold every feed back.
const SETTINGS: [&str; 2] = ["max_connections=200", "idle_in_transaction_session_timeout=5s"];

/// Creates a cluster below `home`; returns how to run it.
///
/// # Errors
/// As [`PostgresCluster::create`].
pub fn create_cluster(
    programs: &Path,
    home: &Path,
    address: SocketAddr,
    log: PathBuf,
) -> Result<ProcessSpec> {
    fs::create_dir_all(home).with_context(|| format!("cannot make {}", home.display()))?;
    let cluster = PostgresCluster::create(programs, home, &[])?;
    Ok(cluster.server_spec(address, &SETTINGS.map(str::to_owned), log))
}

/// Creates one database for each service.
///
/// # Errors
/// If the server cannot be reached or refuses.
pub async fn create_databases(address: SocketAddr) -> Result<()> {
    let mut connection = PgConnection::connect(&postgres_url(address, "postgres")).await?;
    for make in ["CREATE DATABASE menu", "CREATE DATABASE orders", "CREATE DATABASE staff"] {
        connection.execute(make).await?;
    }
    Ok(connection.close().await?)
}
