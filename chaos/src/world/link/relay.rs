//! One relayed connection of a link.

use super::LinkMode;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

const CHUNK_BYTES: usize = 16 * 1024;
/// Most chunks of a reply that wait for their delivery time.
const WAITING_CHUNKS: usize = 64;

/// How a relayed connection ends towards the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RelayEnd {
    Closed,
    Reset,
}

/// Relays until one side closes, a fault ends it, or the link is dropped.
pub async fn relay_connection(
    mut client: TcpStream,
    target: SocketAddr,
    modes: watch::Receiver<LinkMode>,
    mut cuts: watch::Receiver<u64>,
) {
    cuts.mark_unchanged();
    let ending = tokio::select! {
        _ = cuts.changed() => RelayEnd::Reset,
        ending = relay_both_ways(&mut client, target, modes) => ending.unwrap_or(RelayEnd::Reset),
    };
    if ending == RelayEnd::Reset {
        // Zero linger makes the close a reset (RST) instead of an orderly end. It fails only if the
        // socket is already gone.
        let _gone_already = client.set_zero_linger();
    }
}

async fn relay_both_ways(
    client: &mut TcpStream,
    target: SocketAddr,
    mut modes: watch::Receiver<LinkMode>,
) -> io::Result<RelayEnd> {
    if is_mode(&modes, LinkMode::HalfOpen) {
        return Ok(hold_half_open(&mut modes).await);
    }
    let mut server = TcpStream::connect(target).await?;
    for stream in [&server, client] {
        stream.set_nodelay(true)?;
    }
    let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
    tokio::select! {
        ending = relay_requests(from_client, to_server, modes.clone()) => ending,
        ending = relay_replies(from_server, to_client, modes) => ending,
    }
}

async fn relay_requests(
    mut client: ReadHalf<'_>,
    mut server: WriteHalf<'_>,
    mut modes: watch::Receiver<LinkMode>,
) -> io::Result<RelayEnd> {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = client.read(&mut chunk).await?;
        if length == 0 {
            return Ok(RelayEnd::Closed);
        }
        if is_mode(&modes, LinkMode::HalfOpen) {
            return Ok(hold_half_open(&mut modes).await);
        }
        server.write_all(chunk.get(..length).unwrap_or_default()).await?;
    }
}

async fn relay_replies(
    server: ReadHalf<'_>,
    client: WriteHalf<'_>,
    modes: watch::Receiver<LinkMode>,
) -> io::Result<RelayEnd> {
    let (late, waiting) = mpsc::channel(WAITING_CHUNKS);
    let deliver = deliver_replies(waiting, client);
    tokio::pin!(deliver);
    let taken = tokio::select! {
        ending = queue_replies(server, late, modes) => ending?,
        ending = &mut deliver => return ending,
    };
    // The server has closed: chunks that still wait are delivered first.
    if taken == RelayEnd::Closed { deliver.await } else { Ok(taken) }
}

type DelayedChunk = (Instant, Vec<u8>);

async fn queue_replies(
    mut server: ReadHalf<'_>,
    late: mpsc::Sender<DelayedChunk>,
    mut modes: watch::Receiver<LinkMode>,
) -> io::Result<RelayEnd> {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = server.read(&mut chunk).await?;
        if length == 0 {
            return Ok(RelayEnd::Closed);
        }
        let mode = *modes.borrow();
        let delay = match mode {
            LinkMode::HalfOpen => return Ok(hold_half_open(&mut modes).await),
            LinkMode::LoseReplies | LinkMode::Refuse => return Ok(RelayEnd::Reset),
            LinkMode::Slow(delay) => delay,
            LinkMode::Pass => Duration::ZERO,
        };
        let bytes = chunk.get(..length).unwrap_or_default().to_vec();
        if late.send((Instant::now() + delay, bytes)).await.is_err() {
            return Ok(RelayEnd::Closed);
        }
    }
}

async fn deliver_replies(
    mut waiting: mpsc::Receiver<DelayedChunk>,
    mut client: WriteHalf<'_>,
) -> io::Result<RelayEnd> {
    while let Some((due, bytes)) = waiting.recv().await {
        sleep_until(due).await;
        client.write_all(&bytes).await?;
    }
    Ok(RelayEnd::Closed)
}

/// Holds a connection without an answer until the half-open fault ends, then resets it: bytes were
/// lost, so the connection is of no further use.
async fn hold_half_open(modes: &mut watch::Receiver<LinkMode>) -> RelayEnd {
    let _link_is_gone = modes.wait_for(|mode| *mode != LinkMode::HalfOpen).await;
    RelayEnd::Reset
}

fn is_mode(modes: &watch::Receiver<LinkMode>, mode: LinkMode) -> bool {
    *modes.borrow() == mode
}
