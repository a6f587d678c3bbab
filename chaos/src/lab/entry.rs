//! The entry: haproxy. It finds the surfaces by name, probes the readiness of each, and tries
//! another one only when the first accepted no connection: nothing of the request has been sent
//! then, so nothing can happen twice.

use anyhow::Result;
use std::{fs, net::Ipv4Addr, path::Path};

/// Path of its settings in the container.
pub const SETTINGS: &str = "/etc/haproxy.cfg";
/// Server slots for each surface. There are more than replicas, for a rolling restart and for
/// addresses that are gone but still remembered.
const PLACES: usize = 6;

/// Command of its container.
pub fn haproxy_command() -> Vec<String> {
    ["/usr/sbin/haproxy", "-f", SETTINGS].map(str::to_owned).into()
}

/// Writes the settings; `name_servers` are those of its networks.
///
/// # Errors
/// If they cannot be written.
pub fn write_settings(path: &Path, name_servers: &[Ipv4Addr]) -> Result<()> {
    Ok(fs::write(path, haproxy_settings(name_servers))?)
}

/// The settings. Connections to surfaces are not kept: a request on one that is just closing would
/// be lost, and may not be sent again. A surface that stops being ready may finish the answers that
/// it has begun.
fn haproxy_settings(name_servers: &[Ipv4Addr]) -> String {
    let name_servers = name_servers.iter().fold(String::new(), |lines, server| {
        format!("{lines}    nameserver at_{server} {server}:53\n")
    });
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
