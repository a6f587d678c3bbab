//! Readiness probes of processes.

use sqlx::{Connection as _, PgConnection};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const LIMIT: Duration = Duration::from_secs(1);

/// Probe of a process.
#[derive(Debug, Clone)]
pub enum Ready {
    /// `GET /readyz` at this address answers 200.
    Http(SocketAddr),
    /// The Postgres database at this URL accepts a connection.
    Postgres(String),
}

impl Ready {
    /// Whether the process is ready; an error, or no answer within a second, counts as not ready.
    pub async fn ask(&self) -> bool {
        let asked = async {
            match self {
                Self::Http(address) => readyz(*address).await.unwrap_or(false),
                Self::Postgres(url) => match PgConnection::connect(url).await {
                    Ok(connection) => connection.close().await.is_ok(),
                    Err(_not_yet) => false,
                },
            }
        };
        timeout(LIMIT, asked).await.unwrap_or(false)
    }
}

async fn readyz(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET /readyz HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    let mut start = [0; 64];
    let length = stream.read(&mut start).await?;
    let answer = String::from_utf8_lossy(start.get(..length).unwrap_or_default()).into_owned();
    Ok(answer.split(' ').nth(1) == Some("200"))
}
