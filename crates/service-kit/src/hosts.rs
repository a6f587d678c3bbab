//! Protection against DNS rebinding, by the host names under which a process answers. A foreign web
//! page can point its own name at this machine and make a browser send requests here, but the
//! browser still sends that page's name as the host.

use crate::Problem;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, header, uri::Authority};
use std::{net::IpAddr, sync::Arc};

/// Flags for the host names of a process.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct HostArgs {
    /// Host names of this process, separated by commas; IP addresses and localhost are always
    /// allowed
    #[arg(long, env = "JUMUN_HOST_NAMES", value_delimiter = ',')]
    pub host_names: Vec<String>,
}

/// The host names of a process.
#[derive(Debug, Clone)]
pub struct HostNames(Arc<[String]>);

impl HostNames {
    /// From the flags.
    pub fn new(args: &HostArgs) -> Self {
        Self(
            args.host_names
                .iter()
                .map(|name| name.trim().trim_end_matches('.').to_ascii_lowercase())
                .collect(),
        )
    }

    /// Whether `authority`, a host with or without a port, is an IP address, localhost or a name of
    /// this process.
    pub fn is_own_host(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else { return false };
        let host = authority.host();
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        is_address || name == "localhost" || self.0.contains(&name)
    }
}

/// Middleware: refuses a request for another host.
///
/// # Errors
/// 421 `unknown_host`.
pub async fn refuse_unknown_host(
    State(names): State<HostNames>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let sent = request
        .headers()
        .get_all(header::HOST)
        .iter()
        .map(|host| host.to_str().unwrap_or_default());
    let target = request.uri().authority().map(Authority::as_str);
    // Browsers always send a host; a client without one is another program.
    if sent.chain(target).all(|host| names.is_own_host(host)) {
        return Ok(next.run(request).await);
    }
    Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "unknown_host")
        .with_detail("this process does not answer under that name; --host-names lists its names"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_own_names_are_answered() {
        let names = HostNames::new(&HostArgs {
            host_names: vec!["Menu".to_owned(), "menu.jumun.svc.".to_owned()],
        });
        for own in [
            "127.0.0.1:7101",
            "127.0.0.1",
            "[::1]:7101",
            "10.1.2.3:7101",
            "localhost",
            "LOCALHOST:7101",
            "localhost.:7101",
            "menu:7101",
            "MENU",
            "menu.jumun.svc:80",
            "menu.jumun.svc.",
        ] {
            assert!(names.is_own_host(own), "{own}");
        }
        for foreign in [
            "",
            "attacker.example",
            "menu.attacker.example",
            "127.0.0.1.attacker.example",
            "localhost.attacker.example:7101",
            "xn--localhost",
            "menu jumun",
            "menu@attacker.example",
            "order:7102",
        ] {
            assert!(!names.is_own_host(foreign), "{foreign}");
        }
    }
}
