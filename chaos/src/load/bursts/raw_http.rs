//! HTTP/1.1 by hand over kept connections. An open loop shares its two cores with the system it
//! measures, so a request must cost next to nothing. Slow clients have to be slow on purpose, which
//! no library offers.

use std::{io, net::Ipv4Addr, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// Larger than every answer of the project.
const LONGEST_BODY: usize = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(5);

/// One connection.
pub(crate) struct RawHttp {
    stream: BufReader<TcpStream>,
}

/// An answer to a request.
#[derive(Debug, Default)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) retry_after: bool,
    closes: bool,
    pub(crate) location: String,
    /// Length of the body in bytes.
    pub(crate) length: usize,
    /// The body as text; invalid UTF-8 is replaced.
    pub(crate) body: String,
}

/// `host:port` of an `http://` address.
pub(crate) fn authority_of(base: &str) -> &str {
    base.strip_prefix("http://").unwrap_or(base).trim_end_matches('/')
}

impl RawHttp {
    pub(crate) async fn connect(base: &str) -> io::Result<Self> {
        let stream = timeout(PATIENCE, TcpStream::connect(authority_of(base))).await??;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Connects from another address of this machine.
    pub(crate) async fn connect_from(from: Ipv4Addr, base: &str) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        let to = authority_of(base).parse().map_err(io::Error::other)?;
        socket.bind((from, 0).into())?;
        let stream = timeout(PATIENCE, socket.connect(to)).await??;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends bytes unchanged.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes).await
    }

    /// Sends a request and reads its answer; no connection is returned if it cannot be used again.
    pub(crate) async fn call(mut self, request: &[u8]) -> io::Result<(RawResponse, Option<Self>)> {
        let answer = timeout(PATIENCE, async {
            self.write(request).await?;
            self.read_response().await
        });
        let answer = answer.await??;
        let kept = (!answer.closes).then_some(self);
        Ok((answer, kept))
    }

    /// Status of the next answer.
    pub(crate) async fn read_status(&mut self) -> io::Result<u16> {
        self.read_status_within(PATIENCE).await
    }

    /// Status of the next answer, with another deadline.
    pub(crate) async fn read_status_within(&mut self, patience: Duration) -> io::Result<u16> {
        timeout(patience, self.read_status_line()).await?
    }

    /// Reads and discards bytes until the other side closes.
    pub(crate) async fn discard_until_closed(&mut self) -> io::Result<()> {
        tokio::io::copy(&mut self.stream, &mut tokio::io::sink()).await.map(drop)
    }

    async fn read_response(&mut self) -> io::Result<RawResponse> {
        let mut answer =
            RawResponse { status: self.read_status_line().await?, ..RawResponse::default() };
        let mut chunked = false;
        loop {
            let line = self.next_line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => answer.length = value.parse().map_err(io::Error::other)?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "location" | "serverfnredirect" if answer.location.is_empty() => {
                    answer.location = value.to_owned();
                }
                "retry-after" => answer.retry_after = true,
                "connection" => answer.closes = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        let body = if chunked {
            self.read_chunked_body().await?
        } else {
            self.read_bytes(answer.length).await?
        };
        answer.length = body.len();
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    async fn read_bytes(&mut self, length: usize) -> io::Result<Vec<u8>> {
        if length > LONGEST_BODY {
            return Err(io::Error::other("an answer without a measure"));
        }
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    /// A chunked body: chunks, each after its length, until an empty one.
    async fn read_chunked_body(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let length =
                usize::from_str_radix(&self.next_line().await?, 16).map_err(io::Error::other)?;
            let chunk = self.read_bytes(length.saturating_add(2)).await?;
            if length == 0 || body.len() + length > LONGEST_BODY {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }

    async fn read_status_line(&mut self) -> io::Result<u16> {
        let line = self.next_line().await?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "no status line"))
    }

    async fn next_line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        (&mut self.stream).take(16 * 1_024).read_line(&mut line).await?;
        Ok(line.trim_end().to_owned())
    }
}
