//! Health probe `--health`: a second start of the binary asks the running process whether it is
//! ready.
//!
//! An image without a shell contains no other program that could ask, and a container engine checks
//! health only by running a command inside the container.

use clap::Args;
use std::{
    io::{self, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// Timeout of connecting, writing and reading; the readiness endpoint answers within a second.
const LIMIT: Duration = Duration::from_secs(2);

/// The flag `--health`, the same on every binary.
#[derive(Debug, Clone, Copy, Args)]
pub struct ProbeArgs {
    /// Check whether the process that is running at the listen address is ready; the exit status
    /// is the answer
    #[arg(long)]
    pub health: bool,
}

/// Requests `/readyz` from the process that listens on `listen`.
///
/// # Errors
/// When it does not answer 200, or a step takes longer than two seconds.
pub fn probe_readiness(listen: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&reachable_address(listen), LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    if status == *b"HTTP/1.1 200" {
        return Ok(());
    }
    Err(io::Error::other(format!("{listen} is not ready")))
}

/// A process that listens on all addresses is asked on loopback.
fn reachable_address(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{net::TcpListener, thread};

    fn answers(listen: IpAddr, with: &'static str) -> SocketAddr {
        let listener = TcpListener::bind((listen, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // Closing a socket with unread data resets the connection, and the answer would be
            // lost.
            assert_ne!(stream.read(&mut [0; 256]).unwrap(), 0);
            stream.write_all(with.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn only_a_200_is_healthy() {
        let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
        assert!(probe_readiness(answers(loopback, "HTTP/1.1 200 OK\r\n\r\nok")).is_ok());
        assert!(
            probe_readiness(answers(loopback, "HTTP/1.1 503 Service Unavailable\r\n\r\n")).is_err()
        );
        assert!(probe_readiness(answers(loopback, "HTTP")).is_err());
    }

    #[test]
    fn who_listens_everywhere_is_asked_on_loopback() {
        let port = answers(Ipv4Addr::LOCALHOST.into(), "HTTP/1.1 200 OK\r\n\r\nok").port();
        assert!(probe_readiness(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))).is_ok());
    }
}
