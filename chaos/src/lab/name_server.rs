//! Watchdog for the name server of the lab's networks, podman's own (aardvark-dns). Each time it
//! reloads its list it may stop listening on one network until the next reload. A cluster's name
//! server does not do that, so the lab probes it all the time and makes it reload.

use super::{
    part::{LabPart, NETWORKS},
    podman::run_podman,
};
use crate::terminal;
use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::{fs, net::Ipv4Addr, time::Duration};
use tokio::{
    net::UdpSocket,
    task::JoinHandle,
    time::{sleep, timeout},
};

const PID: &str = "/run/containers/networks/aardvark-dns/aardvark.pid";
/// Last octet of a fixed address.
const FIXED: u8 = 200;
const ANSWER_LIMIT: Duration = Duration::from_millis(200);
const BETWEEN: Duration = Duration::from_millis(200);
/// A DNS query for the address of `entry`; any answer will do.
const QUESTION: &[u8] =
    b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05entry\x00\x00\x01\x00\x01";

/// A running watchdog; dropping it ends it.
pub struct DnsWatchdog(JoinHandle<()>);

impl DnsWatchdog {
    /// Starts to probe on every network.
    ///
    /// # Errors
    /// If a network has no gateway.
    pub async fn start() -> Result<Self> {
        let mut servers = Vec::new();
        for network in NETWORKS {
            servers.push(network_gateway(network).await?);
        }
        Ok(Self(tokio::spawn(watch_servers(servers))))
    }
}

impl Drop for DnsWatchdog {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// This machine's address on a network, at which its name server listens.
///
/// # Errors
/// If there is no such network.
pub async fn network_gateway(network: &str) -> Result<Ipv4Addr> {
    let told =
        run_podman(&["network", "inspect", "--format", "{{(index .Subnets 0).Gateway}}", network])
            .await?;
    told.parse().context("a network's gateway")
}

/// Fixed address of a database part, on the network on which it is called. The MAC address is fixed
/// with it, or its neighbours would keep sending to the previous one.
///
/// # Errors
/// If there is no such network.
pub async fn fixed_address(part: LabPart) -> Result<Ipv4Addr> {
    let network = part.attached_networks().first().context("a part is on a network")?;
    let [a, b, c, _] = network_gateway(network).await?.octets();
    Ok(Ipv4Addr::new(a, b, c, FIXED))
}

/// MAC address that goes with a [`fixed`] address.
pub fn mac_address(address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    format!("02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

async fn watch_servers(servers: Vec<Ipv4Addr>) {
    let mut told = 0_u32;
    loop {
        for server in &servers {
            if !is_answering(*server).await && !is_answering(*server).await {
                told += 1;
                terminal::print_timed_line(format_args!(
                    "the name server is mute at {server}: told to read its list ({told})"
                ));
                reload_name_server();
                sleep(BETWEEN).await;
            }
        }
        sleep(BETWEEN).await;
    }
}

async fn is_answering(server: Ipv4Addr) -> bool {
    let ask = async {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
        socket.connect((server, 53)).await?;
        socket.send(QUESTION).await?;
        socket.recv(&mut [0; 512]).await
    };
    matches!(timeout(ANSWER_LIMIT, ask).await, Ok(Ok(_)))
}

fn reload_name_server() {
    let pid =
        fs::read_to_string(PID).ok().and_then(|text| Pid::from_raw(text.trim().parse().ok()?));
    if let Some(pid) = pid {
        let _ended_just_now = kill_process(pid, Signal::HUP);
    }
}
