//! Probes of a process's readiness.

use std::{
    io::{Read as _, Result, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(2);

/// How a process shows that it is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadinessProbe {
    /// `GET /readyz` at this address answers 200.
    Http(SocketAddr),
    /// The Postgres server at this address accepts a session.
    Postgres(SocketAddr),
}

impl ReadinessProbe {
    /// Whether the process is ready; an error, or no answer within two seconds, means "not yet".
    pub fn is_ready(self) -> bool {
        match self {
            Self::Http(address) => is_ok(address, "/readyz"),
            Self::Postgres(address) => accepts_session(address).unwrap_or(false),
        }
    }
}

/// Whether `path` at `address` answers 200 within two seconds.
pub fn is_ok(address: SocketAddr, path: &str) -> bool {
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
    send_request(address, request.as_bytes())
        .is_ok_and(|answer| parse_http_status(&answer) == Some(200))
}

/// Sends a startup message (protocol 3.0). A server that is ready asks for authentication or
/// accepts; one that starts up, shuts down or is full answers with an error.
fn accepts_session(address: SocketAddr) -> Result<bool> {
    const PARAMETERS: &[u8] = b"user\0postgres\0database\0postgres\0\0";
    const LENGTH: u8 = 8 + PARAMETERS.len() as u8;
    let startup = [&[0, 0, 0, LENGTH, 0, 3, 0, 0], PARAMETERS].concat();
    Ok(send_request(address, &startup)?.first() == Some(&b'R'))
}

/// The first bytes of the answer to `request`.
fn send_request(address: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(request)?;
    let mut start = vec![0; 64];
    let length = stream.read(&mut start)?;
    start.truncate(length);
    Ok(start)
}

fn parse_http_status(answer: &[u8]) -> Option<u16> {
    let answer = String::from_utf8_lossy(answer);
    answer.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        net::{Ipv4Addr, TcpListener},
        thread,
    };

    fn answers(with: &'static [u8]) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // Closing a socket with unread data resets the connection and loses the answer.
            assert_ne!(stream.read(&mut [0; 256]).unwrap(), 0);
            stream.write_all(with).unwrap();
        });
        address
    }

    #[test]
    fn only_a_200_is_ready() {
        assert!(ReadinessProbe::Http(answers(b"HTTP/1.1 200 OK\r\n\r\nok")).is_ready());
        assert!(
            !ReadinessProbe::Http(answers(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")).is_ready()
        );
        assert!(!ReadinessProbe::Http(answers(b"SSH-2.0-200")).is_ready());
    }

    #[test]
    fn a_postgres_that_starts_up_is_not_ready() {
        assert!(ReadinessProbe::Postgres(answers(b"R\0\0\0\x08\0\0\0\0")).is_ready());
        assert!(!ReadinessProbe::Postgres(answers(b"E\0\0\0\x08C57P03\0")).is_ready());
    }
}
