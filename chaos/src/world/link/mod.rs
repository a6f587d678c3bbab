//! The project's chaos proxy: a TCP link in front of a service replica, whose fault mode is
//! switched while it runs.

mod relay;
#[cfg(test)]
mod tests;

use anyhow::{Context as _, Result};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::JoinHandle,
    time::sleep,
};

/// Most connections relayed at a time; further ones wait to be accepted.
const CONNECTIONS: usize = 4096;
const REBIND_PAUSE: Duration = Duration::from_millis(20);
const LISTEN_TRIES: u32 = 50;

/// How a link treats its traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMode {
    Pass,
    /// Replies are delayed by this much.
    Slow(Duration),
    /// No listener: new connections are refused, and open ones are reset.
    Refuse,
    /// Connections and requests are accepted and never answered.
    HalfOpen,
    /// Requests arrive, but replies are dropped and the connection is reset: the request has its
    /// effect, and the client does not learn of it.
    LoseReplies,
}

/// Binds `address`, and tries again while it is in use: a child process between fork and exec still
/// holds the sockets that were open in this process.
async fn listen_with_retries(address: SocketAddr) -> std::io::Result<TcpListener> {
    let mut each = tokio::time::interval(REBIND_PAUSE);
    for _ in 1..LISTEN_TRIES {
        each.tick().await;
        match TcpListener::bind(address).await {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            listener => return listener,
        }
    }
    TcpListener::bind(address).await
}

/// A listening link; dropping it ends its connections.
pub struct ChaosLink {
    address: SocketAddr,
    mode: watch::Sender<LinkMode>,
    cuts: watch::Sender<u64>,
    target: watch::Sender<SocketAddr>,
    task: JoinHandle<()>,
}

impl ChaosLink {
    /// Listens on `address` and relays to `target`.
    ///
    /// # Errors
    /// If the address cannot be bound.
    pub async fn open(address: SocketAddr, target: SocketAddr) -> Result<Self> {
        let listener = listen_with_retries(address)
            .await
            .with_context(|| format!("a link cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        let mode = watch::Sender::new(LinkMode::Pass);
        let cuts = watch::Sender::new(0);
        let target = watch::Sender::new(target);
        let ends = LinkServer {
            address,
            target: target.subscribe(),
            modes: mode.subscribe(),
            cuts: cuts.subscribe(),
        };
        Ok(Self {
            address,
            mode,
            cuts,
            target,
            task: tokio::spawn(ends.serve_connections(listener)),
        })
    }

    pub fn listen_address(&self) -> SocketAddr {
        self.address
    }

    pub fn set_mode(&self, mode: LinkMode) {
        self.mode.send_replace(mode);
        if mode == LinkMode::Refuse {
            self.reset_connections();
        }
    }

    /// Relays to `target` from now on; connections to another target are reset.
    pub fn set_target(&self, target: SocketAddr) {
        if self.target.send_replace(target) != target {
            self.reset_connections();
        }
    }

    /// Resets every open connection.
    pub fn reset_connections(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}

impl Drop for ChaosLink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct LinkServer {
    address: SocketAddr,
    target: watch::Receiver<SocketAddr>,
    modes: watch::Receiver<LinkMode>,
    cuts: watch::Receiver<u64>,
}

impl LinkServer {
    async fn serve_connections(self, first: TcpListener) {
        let mut listener = Some(first);
        let mut modes = self.modes.clone();
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            if *modes.borrow() == LinkMode::Refuse {
                listener = None;
            }
            if modes.wait_for(|mode| *mode != LinkMode::Refuse).await.is_err() {
                return;
            }
            let open = match listener.take() {
                Some(listener) => listener,
                None => self.rebind_listener().await,
            };
            tokio::select! {
                () = self.accept_connections(&open, &places) => {}
                _ = modes.wait_for(|mode| *mode == LinkMode::Refuse) => {}
            }
        }
    }

    async fn rebind_listener(&self) -> TcpListener {
        loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => return listener,
                Err(_taken) => sleep(REBIND_PAUSE).await,
            }
        }
    }

    async fn accept_connections(&self, listener: &TcpListener, places: &Arc<Semaphore>) {
        while let Ok(place) = places.clone().acquire_owned().await {
            let Ok((client, _)) = listener.accept().await else {
                sleep(REBIND_PAUSE).await;
                continue;
            };
            let relay = relay::relay_connection(
                client,
                *self.target.borrow(),
                self.modes.clone(),
                self.cuts.clone(),
            );
            tokio::spawn(async move {
                relay.await;
                drop(place);
            });
        }
    }
}
