//! TCP gate in front of a database server: refuses connections until it is opened, then can fail
//! the first ones.

use std::collections::VecDeque;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy, copy_bidirectional},
    net::{TcpSocket, TcpStream},
};

/// How one connection fails.
pub enum ConnectionFailure {
    /// The server refuses it with this SQLSTATE.
    Refuse(&'static str),
    /// It breaks after the client has sent this many bytes.
    CutAfter(u64),
}

/// A reserved port that refuses connections.
pub struct ConnectionGate {
    socket: TcpSocket,
    target: String,
}

impl ConnectionGate {
    /// A gate to the server of `url`, and the URL of the same database through the gate.
    pub fn in_front_of(url: &str) -> (Self, String) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let server = url.split_once("://").unwrap().1.split('/').next().unwrap();
        let target = server.rsplit('@').next().unwrap().to_owned();
        let url = url.replacen(&target, &socket.local_addr().unwrap().to_string(), 1);
        (Self { socket, target }, url)
    }

    /// Fails the first connections as `ways` says and passes all others.
    pub fn open(self, ways: impl IntoIterator<Item = ConnectionFailure>) {
        let mut ways: VecDeque<ConnectionFailure> = ways.into_iter().collect();
        let listener = self.socket.listen(64).unwrap();
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                tokio::spawn(forward_connection(near, self.target.clone(), ways.pop_front()));
            }
        });
    }
}

async fn forward_connection(mut near: TcpStream, target: String, way: Option<ConnectionFailure>) {
    decline_tls(&mut near).await.unwrap();
    let through = async || TcpStream::connect(target).await.unwrap();
    let _broken = match way {
        None => copy_bidirectional(&mut near, &mut through().await).await.map(drop),
        Some(ConnectionFailure::Refuse(code)) => refuse_startup(&mut near, code).await,
        Some(ConnectionFailure::CutAfter(bytes)) => {
            let (mut far, (sent, mut answers)) = (through().await, near.split());
            let mut sent = sent.take(bytes);
            let (mut server, mut asked) = far.split();
            tokio::select! {
                cut = copy(&mut sent, &mut asked) => cut.map(drop),
                ended = copy(&mut server, &mut answers) => ended.map(drop),
            }
        }
    };
}

/// Declines TLS: the client's first message is an `SSLRequest`. Without TLS, traffic can be cut at
/// a byte.
async fn decline_tls(near: &mut TcpStream) -> std::io::Result<()> {
    assert_eq!((near.read_i32().await?, near.read_i32().await?), (8, 80_877_103));
    near.write_u8(b'N').await
}

/// Answers the startup message with an ErrorResponse.
async fn refuse_startup(near: &mut TcpStream, code: &str) -> std::io::Result<()> {
    let length = usize::try_from(near.read_i32().await?).unwrap();
    near.read_exact(&mut vec![0; length - 4]).await?;
    let fields = format!("SFATAL\0VFATAL\0C{code}\0Mrefused with {code}\0\0");
    near.write_u8(b'E').await?;
    near.write_i32(i32::try_from(fields.len() + 4).unwrap()).await?;
    near.write_all(fields.as_bytes()).await
}
