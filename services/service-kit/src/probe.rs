//! `--health`: another start of the same binary asks the running one whether it is ready.
//!
//! An image without a shell holds no other program that could ask, and a container engine knows only what a command
//! inside the container answers.

use clap::Args;
use std::{
    io::{self, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// Readiness itself answers within a second.
const LIMIT: Duration = Duration::from_secs(2);

/// The flag, the same on every binary.
#[derive(Debug, Clone, Copy, Args)]
pub struct ProbeArgs {
    /// Ask the process that listens there whether it is ready, tell it by the exit status, and end
    #[arg(long)]
    pub health: bool,
}

/// Asks the process that listens on `listen` for `/readyz`.
///
/// # Errors
/// When it does not answer 200 within two seconds.
pub fn ask(listen: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&reachable(listen), LIMIT)?;
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

/// Who listens on every address is asked on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
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
            // Who closes on what was not read resets the connection, and the answer with it.
            assert_ne!(stream.read(&mut [0; 256]).unwrap(), 0);
            stream.write_all(with.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn only_a_200_is_healthy() {
        let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
        assert!(ask(answers(loopback, "HTTP/1.1 200 OK\r\n\r\nok")).is_ok());
        assert!(ask(answers(loopback, "HTTP/1.1 503 Service Unavailable\r\n\r\n")).is_err());
        assert!(ask(answers(loopback, "HTTP")).is_err());
    }

    #[test]
    fn who_listens_everywhere_is_asked_on_loopback() {
        let port = answers(Ipv4Addr::LOCALHOST.into(), "HTTP/1.1 200 OK\r\n\r\nok").port();
        assert!(ask(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))).is_ok());
    }
}
