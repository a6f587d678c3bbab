//! One relayed connection of a link.

use super::Mode;
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
enum Ending {
    Closed,
    Reset,
}

/// Relays until one side closes, a fault ends it, or the link is dropped.
pub async fn run(
    mut client: TcpStream,
    target: SocketAddr,
    modes: watch::Receiver<Mode>,
    mut cuts: watch::Receiver<u64>,
) {
    cuts.mark_unchanged();
    let ending = tokio::select! {
        _ = cuts.changed() => Ending::Reset,
        ending = exchange(&mut client, target, modes) => ending.unwrap_or(Ending::Reset),
    };
    if ending == Ending::Reset {
        // Zero linger makes the close a reset (RST) instead of an orderly end. It fails only if the
        // socket is already gone.
        let _gone_already = client.set_zero_linger();
    }
}

async fn exchange(
    client: &mut TcpStream,
    target: SocketAddr,
    mut modes: watch::Receiver<Mode>,
) -> io::Result<Ending> {
    if is(&modes, Mode::HalfOpen) {
        return Ok(swallow(&mut modes).await);
    }
    let mut server = TcpStream::connect(target).await?;
    for stream in [&server, client] {
        stream.set_nodelay(true)?;
    }
    let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
    tokio::select! {
        ending = requests(from_client, to_server, modes.clone()) => ending,
        ending = replies(from_server, to_client, modes) => ending,
    }
}

async fn requests(
    mut client: ReadHalf<'_>,
    mut server: WriteHalf<'_>,
    mut modes: watch::Receiver<Mode>,
) -> io::Result<Ending> {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = client.read(&mut chunk).await?;
        if length == 0 {
            return Ok(Ending::Closed);
        }
        if is(&modes, Mode::HalfOpen) {
            return Ok(swallow(&mut modes).await);
        }
        server.write_all(chunk.get(..length).unwrap_or_default()).await?;
    }
}

async fn replies(
    server: ReadHalf<'_>,
    client: WriteHalf<'_>,
    modes: watch::Receiver<Mode>,
) -> io::Result<Ending> {
    let (late, waiting) = mpsc::channel(WAITING_CHUNKS);
    let deliver = deliver(waiting, client);
    tokio::pin!(deliver);
    let taken = tokio::select! {
        ending = take(server, late, modes) => ending?,
        ending = &mut deliver => return ending,
    };
    // The server has closed: chunks that still wait are delivered first.
    if taken == Ending::Closed { deliver.await } else { Ok(taken) }
}

type Late = (Instant, Vec<u8>);

async fn take(
    mut server: ReadHalf<'_>,
    late: mpsc::Sender<Late>,
    mut modes: watch::Receiver<Mode>,
) -> io::Result<Ending> {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = server.read(&mut chunk).await?;
        if length == 0 {
            return Ok(Ending::Closed);
        }
        let mode = *modes.borrow();
        let delay = match mode {
            Mode::HalfOpen => return Ok(swallow(&mut modes).await),
            Mode::LoseReplies | Mode::Refuse => return Ok(Ending::Reset),
            Mode::Slow(delay) => delay,
            Mode::Pass => Duration::ZERO,
        };
        let bytes = chunk.get(..length).unwrap_or_default().to_vec();
        if late.send((Instant::now() + delay, bytes)).await.is_err() {
            return Ok(Ending::Closed);
        }
    }
}

async fn deliver(mut waiting: mpsc::Receiver<Late>, mut client: WriteHalf<'_>) -> io::Result<Ending> {
    while let Some((due, bytes)) = waiting.recv().await {
        sleep_until(due).await;
        client.write_all(&bytes).await?;
    }
    Ok(Ending::Closed)
}

/// Holds a connection without an answer until the half-open fault ends, then resets it: bytes were
/// lost, so the connection is of no further use.
async fn swallow(modes: &mut watch::Receiver<Mode>) -> Ending {
    let _link_is_gone = modes.wait_for(|mode| *mode != Mode::HalfOpen).await;
    Ending::Reset
}

fn is(modes: &watch::Receiver<Mode>, mode: Mode) -> bool {
    *modes.borrow() == mode
}
