//! Addresses of the services, how long each may take, and how many calls to each may be under way.

use crate::{
    discover::{DnsDiscovery, EndpointAddress, EndpointDiscovery, StaticDiscovery, SystemResolver},
    staff::RosterReader,
};
use reqwest::Url;
use staff_token::surface::SurfaceSigner;
use std::{collections::BTreeSet, net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

/// Addresses, keys and files of the gateway.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// Proves to the services which surface calls; without it only services that run with `--open`
    /// answer.
    pub signer: Option<Arc<SurfaceSigner>>,
    /// The menu service: one or more `http://host:port`, separated by commas. A host name is
    /// resolved again every 1–2 s, and each of its addresses is an endpoint.
    pub menu_url: String,
    /// The order service, in the same format.
    pub order_url: String,
    /// The staff service, in the same format; `None` for a surface without staff.
    pub staff: Option<StaffConfig>,
    /// File that keeps the last known menu, or a folder for it.
    pub menu_cache: PathBuf,
}

/// The staff service and its roster.
#[derive(Debug, Clone)]
pub struct StaffConfig {
    /// The staff service's addresses, in the format of the others.
    pub url: String,
    /// File that keeps the last known roster.
    pub roster_cache: PathBuf,
    /// Checks a roster's signature.
    pub reader: RosterReader,
}

/// Why the gateway cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The address of a service is not an `http://host:port`.
    #[error("{url:?} is no address of the {dependency} service: {why}")]
    Url {
        /// The service.
        dependency: &'static str,
        /// The address as it was given.
        url: String,
        /// The reason.
        why: String,
    },
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
}

/// How long calls to one dependency may take, and how many of them this process may have under way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallLimits {
    /// For all tries of one call and the pauses between them.
    pub deadline: Duration,
    /// For one try, so that a hung connection leaves time for another.
    pub per_try: Duration,
    /// Calls under way at once (the bulkhead): a hung service holds up no more of this process
    /// than that.
    pub concurrency: usize,
}

/// Calls to the order service that one gateway has under way at once; further ones are shed. Orders
/// that arrive together are committed together and cost less each, but a shed order's retry waits
/// behind them.
pub const ORDERS_AT_ONCE: usize = 144;

pub(crate) const MENU: CallLimits = CallLimits {
    deadline: Duration::from_secs(1),
    per_try: Duration::from_millis(500),
    concurrency: 32,
};
/// A PIN check takes tens of milliseconds of a core.
pub(crate) const STAFF: CallLimits = CallLimits {
    deadline: Duration::from_secs(3),
    per_try: Duration::from_secs(2),
    concurrency: 16,
};
pub(crate) const ORDER: CallLimits = CallLimits {
    deadline: Duration::from_secs(2),
    per_try: Duration::from_secs(1),
    concurrency: ORDERS_AT_ONCE,
};

/// The endpoints of one service, and the path below which it answers there.
pub(crate) struct ServiceUrls {
    /// Addresses that need no lookup.
    pub fixed: BTreeSet<EndpointAddress>,
    /// The fixed addresses again, and the names that have to be looked up.
    pub parts: Vec<Box<dyn EndpointDiscovery>>,
    pub path: String,
}

/// Parses the comma-separated addresses of a service.
pub(crate) fn parse_service_urls(
    dependency: &'static str,
    urls: &str,
) -> Result<ServiceUrls, ConfigError> {
    let mut fixed = BTreeSet::new();
    let mut parts = Vec::<Box<dyn EndpointDiscovery>>::new();
    let mut path = None;
    for url in urls.split(',').map(str::trim) {
        let wrong =
            |why: &str| ConfigError::Url { dependency, url: url.to_owned(), why: why.to_owned() };
        let parsed = parse_service_url(url).map_err(|why| wrong(&why))?;
        let here = parsed.path().trim_end_matches('/').to_owned();
        if *path.get_or_insert_with(|| here.clone()) != here {
            return Err(wrong("all addresses of a service must have the same path"));
        }
        let (Some(host), Some(port)) = (parsed.host_str(), parsed.port_or_known_default()) else {
            return Err(wrong("it must name a host"));
        };
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(ip) => {
                fixed.insert(EndpointAddress {
                    socket: (ip, port).into(),
                    host: format!("{host}:{port}"),
                });
            }
            Err(_) => {
                parts.push(Box::new(DnsDiscovery {
                    host: host.to_owned(),
                    port,
                    resolver: SystemResolver,
                }));
            }
        }
    }
    if !fixed.is_empty() {
        parts.push(Box::new(StaticDiscovery(fixed.clone())));
    }
    Ok(ServiceUrls { fixed, parts, path: path.unwrap_or_default() })
}

/// Plain http only: TLS between the web binary and a service is the cluster's matter.
fn parse_service_url(url: &str) -> Result<Url, String> {
    let parsed = Url::parse(url.trim_end_matches('/')).map_err(|error| error.to_string())?;
    if parsed.scheme() != "http" {
        return Err("it must begin with http://".to_owned());
    }
    if parsed.query().is_some() || parsed.fragment().is_some() || !parsed.username().is_empty() {
        return Err("write it as http://host:port".to_owned());
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_addresses_are_taken() {
        for (good, parts) in [
            ("http://127.0.0.1:7101", 1),
            ("http://menu:7101/", 1),
            ("http://proxy/menu", 1),
            ("http://[::1]:7101", 1),
            ("http://10.0.0.1:7101, http://10.0.0.2:7101", 1),
            ("http://10.0.0.1:7101,http://menu:7101,http://spare:7101", 3),
        ] {
            assert_eq!(parse_service_urls("menu", good).unwrap().parts.len(), parts, "{good}");
        }
        for bad in [
            "",
            "menu:7101",
            "127.0.0.1:7101",
            "https://menu",
            "http://menu?x=1",
            "http://a@menu",
            "http://menu,",
            "http://a/x,http://b/y",
        ] {
            assert!(parse_service_urls("menu", bad).is_err(), "{bad}");
        }
    }
}
