//! Where the services are, and how long each may take.

use reqwest::Url;
use std::{path::PathBuf, time::Duration};

/// Where the gateway finds what it needs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The menu service, such as `http://127.0.0.1:7101`.
    pub menu_url: String,
    /// The order service, such as `http://127.0.0.1:7102`.
    pub order_url: String,
    /// File that keeps the last known menu, or a folder for it.
    pub menu_cache: PathBuf,
}

/// The gateway cannot start like this.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The address of a service is no `http://host:port`.
    #[error("{url:?} is no address of the {dependency} service: {why}")]
    Url {
        /// Whose.
        dependency: &'static str,
        /// As given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
}

/// How long one dependency may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// All tries of one call and the pauses between them.
    pub deadline: Duration,
    /// One try, so that a hung connection leaves time for another.
    pub per_try: Duration,
}

pub(crate) const MENU: Limits =
    Limits { deadline: Duration::from_secs(1), per_try: Duration::from_millis(500) };
pub(crate) const ORDER: Limits = Limits { deadline: Duration::from_secs(2), per_try: Duration::from_secs(1) };

/// Reads the address of a service. TLS between the web binary and a service is the cluster's matter.
pub(crate) fn service_url(dependency: &'static str, url: &str) -> Result<Url, ConfigError> {
    let wrong = |why: String| ConfigError::Url { dependency, url: url.to_owned(), why };
    let parsed = Url::parse(url.trim_end_matches('/')).map_err(|error| wrong(error.to_string()))?;
    if parsed.scheme() != "http" {
        return Err(wrong("it must begin with http://".to_owned()));
    }
    if parsed.query().is_some() || parsed.fragment().is_some() || !parsed.username().is_empty() {
        return Err(wrong("write it as http://host:port".to_owned()));
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_addresses_are_taken() {
        for good in ["http://127.0.0.1:7101", "http://menu:7101/", "http://proxy/menu"] {
            assert!(service_url("menu", good).is_ok(), "{good}");
        }
        for bad in ["", "menu:7101", "127.0.0.1:7101", "https://menu", "http://menu?x=1", "http://a@menu"] {
            assert!(service_url("menu", bad).is_err(), "{bad}");
        }
    }
}
