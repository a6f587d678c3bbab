//! HTTP clients of the drills: without a proxy, and with a deadline.

use anyhow::Result;
use reqwest::Client;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);
/// Every stream of the project sends something at least every 15 s.
const SILENCE: Duration = Duration::from_secs(20);

/// Client for single answers.
///
/// # Errors
/// If the client cannot be built.
pub fn build_client() -> Result<Client> {
    Ok(Client::builder().no_proxy().timeout(PATIENCE).build()?)
}

/// Client for streams: a stream ends only when it falls silent.
///
/// # Errors
/// If the client cannot be built.
pub fn build_streaming_client() -> Result<Client> {
    Ok(Client::builder().no_proxy().connect_timeout(PATIENCE).read_timeout(SILENCE).build()?)
}
