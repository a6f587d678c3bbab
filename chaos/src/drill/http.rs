//! How drills ask: at this machine, with an end.

use anyhow::Result;
use reqwest::Client;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);
/// Every stream of the project says something at least every 15 s.
const SILENCE: Duration = Duration::from_secs(20);

/// For an answer.
///
/// # Errors
/// When no client can be made.
pub fn client() -> Result<Client> {
    Ok(Client::builder().no_proxy().timeout(PATIENCE).build()?)
}

/// For a stream, which ends only when it falls silent.
///
/// # Errors
/// When no client can be made.
pub fn streaming() -> Result<Client> {
    Ok(Client::builder().no_proxy().connect_timeout(PATIENCE).read_timeout(SILENCE).build()?)
}
