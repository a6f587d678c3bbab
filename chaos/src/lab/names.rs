//! The name server of the lab's networks is podman's own (aardvark-dns). Whenever it reads its list again it may stop
//! listening on one of them, until it reads the list the next time. A cluster's name server does not do that, so whoever
//! keeps the lab asks it all the time and lets it read again.

use super::{
    part::{NETWORKS, Part},
    podman::podman,
};
use crate::say;
use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::{fs, net::Ipv4Addr, time::Duration};
use tokio::{
    net::UdpSocket,
    task::JoinHandle,
    time::{sleep, timeout},
};

const PID: &str = "/run/containers/networks/aardvark-dns/aardvark.pid";
/// The last octet of an address that is kept.
const FIXED: u8 = 200;
const ANSWER_LIMIT: Duration = Duration::from_millis(200);
const BETWEEN: Duration = Duration::from_millis(200);
/// Asks for the address of `entry`; any answer will do.
const QUESTION: &[u8] = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05entry\x00\x00\x01\x00\x01";

/// Asks until it is dropped.
pub struct Keeper(JoinHandle<()>);

impl Keeper {
    /// Begins to ask on every network.
    ///
    /// # Errors
    /// When a network has no address.
    pub async fn start() -> Result<Self> {
        let mut servers = Vec::new();
        for network in NETWORKS {
            servers.push(gateway(network).await?);
        }
        Ok(Self(tokio::spawn(keep(servers))))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// This machine's address on a network, where its name server is.
///
/// # Errors
/// When there is no such network.
pub async fn gateway(network: &str) -> Result<Ipv4Addr> {
    let told = podman(&["network", "inspect", "--format", "{{(index .Subnets 0).Gateway}}", network]).await?;
    told.parse().context("a network's gateway")
}

/// The address that a part which has one of its own keeps, on the network on which it is called. Its hardware keeps one with
/// it, or its neighbours would go on sending to the hardware before.
///
/// # Errors
/// When there is no such network.
pub async fn fixed(part: Part) -> Result<Ipv4Addr> {
    let network = part.networks().first().context("a part is on a network")?;
    let [a, b, c, _] = gateway(network).await?.octets();
    Ok(Ipv4Addr::new(a, b, c, FIXED))
}

/// The hardware's address that goes with [`fixed`].
pub fn hardware(address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    format!("02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

async fn keep(servers: Vec<Ipv4Addr>) {
    let mut told = 0_u32;
    loop {
        for server in &servers {
            if !answers(*server).await && !answers(*server).await {
                told += 1;
                say::line(format_args!(
                    "the name server is mute at {server}: told to read its list ({told})"
                ));
                read_again();
                sleep(BETWEEN).await;
            }
        }
        sleep(BETWEEN).await;
    }
}

async fn answers(server: Ipv4Addr) -> bool {
    let ask = async {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
        socket.connect((server, 53)).await?;
        socket.send(QUESTION).await?;
        socket.recv(&mut [0; 512]).await
    };
    matches!(timeout(ANSWER_LIMIT, ask).await, Ok(Ok(_)))
}

fn read_again() {
    let pid = fs::read_to_string(PID).ok().and_then(|text| Pid::from_raw(text.trim().parse().ok()?));
    if let Some(pid) = pid {
        let _ended_just_now = kill_process(pid, Signal::HUP);
    }
}
