//! Probes of a process's health endpoints, by HTTP.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(2);

/// Whether `/readyz` answers 200 within [`LIMIT`]; anything else means "not yet".
pub fn is_ready(port: u16) -> bool {
    is_ok(port, "/readyz")
}

/// Whether `path` on a loopback port answers 200 within [`LIMIT`].
pub fn is_ok(port: u16, path: &str) -> bool {
    is_ok_at((Ipv4Addr::LOCALHOST, port).into(), path)
}

/// As [`is_ok`], at any address.
pub fn is_ok_at(address: SocketAddr, path: &str) -> bool {
    ask(address, path).is_ok_and(|answer| status(&answer) == Some(200))
}

fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").as_bytes())?;
    let mut start = [0; 64];
    let length = stream.read(&mut start)?;
    Ok(String::from_utf8_lossy(&start[..length]).into_owned())
}

fn status(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{net::TcpListener, thread};

    fn answers(with: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // Closing a socket with unread data resets the connection and loses the answer.
            assert_ne!(stream.read(&mut [0; 256]).unwrap(), 0);
            stream.write_all(with.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn only_a_200_is_ready() {
        assert!(is_ready(answers("HTTP/1.1 200 OK\r\n\r\nok")));
        assert!(!is_ready(answers("HTTP/1.1 503 Service Unavailable\r\n\r\n")));
        assert!(!is_ready(answers("SSH-2.0-200")));
    }
}
