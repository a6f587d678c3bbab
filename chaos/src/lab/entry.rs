//! The one way in: haproxy. It finds the surfaces by name, asks each whether it is ready, and tries another one only when
//! the first took no connection: then nothing of the request has been sent, so nothing can happen twice.

use anyhow::Result;
use std::{fs, net::Ipv4Addr, path::Path};

/// Where its settings are in the container.
pub const SETTINGS: &str = "/etc/haproxy.cfg";
/// More than there are surfaces: during a rolling restart, and while an address that is gone is still remembered.
const PLACES: usize = 6;

/// What the container runs.
pub fn command() -> Vec<String> {
    ["/usr/sbin/haproxy", "-f", SETTINGS].map(str::to_owned).into()
}

/// Writes the settings; `name_servers` are on its networks.
///
/// # Errors
/// When they cannot be written.
pub fn write(path: &Path, name_servers: &[Ipv4Addr]) -> Result<()> {
    Ok(fs::write(path, settings(name_servers))?)
}

/// Connections to surfaces are not kept: a request on one that is just being closed would be lost, and may not be sent
/// again. What a surface is answering when it stops being ready it may answer to the end.
fn settings(name_servers: &[Ipv4Addr]) -> String {
    let name_servers = name_servers
        .iter()
        .fold(String::new(), |lines, server| format!("{lines}    nameserver at_{server} {server}:53\n"));
    format!(
        "global
    maxconn 4000
    log stdout format raw local0 info
resolvers lab
{name_servers}    resolve_retries 3
    timeout resolve 500ms
    timeout retry 500ms
    hold valid 500ms
    hold obsolete 10s
    accepted_payload_size 1232
defaults
    mode http
    log global
    option dontlog-normal
    option http-server-close
    option redispatch 1
    retries 3
    retry-on conn-failure
    timeout connect 500ms
    timeout client 60s
    timeout server 60s
    timeout check 500ms
    timeout http-request 10s
    default-server check port 9100 inter 500ms fall 2 rise 1 resolvers lab resolve-prefer ipv4 init-addr none
frontend customers
    bind :8080
    default_backend client
frontend staff
    bind :8081
    default_backend admin
backend client
    balance leastconn
    option httpchk GET /readyz
    server-template client {PLACES} web-client:3000
backend admin
    balance leastconn
    option httpchk GET /readyz
    server-template admin {PLACES} web-admin:3000
"
    )
}
