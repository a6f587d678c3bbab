//! Proxy in front of a database server that refuses connections until it is opened.

use std::collections::VecDeque;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpSocket, TcpStream},
};

/// A port that is bound but does not listen, so that connections to it are refused.
pub struct Gate {
    socket: TcpSocket,
    target: String,
}

impl Gate {
    /// Puts a gate before the server of `url`; returns it with the URL of the same database through
    /// it.
    pub fn before(url: &str) -> (Self, String) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let server = url.split_once("://").unwrap().1.split('/').next().unwrap();
        let target = server.rsplit('@').next().unwrap().to_owned();
        let url = url.replacen(&target, &socket.local_addr().unwrap().to_string(), 1);
        (Self { socket, target }, url)
    }

    /// Lets connections through, but for the first ones, which are refused with these SQLSTATEs.
    pub fn open(self, refusals: impl IntoIterator<Item = &'static str>) {
        let mut refusals: VecDeque<_> = refusals.into_iter().collect();
        let listener = self.socket.listen(64).unwrap();
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                tokio::spawn(pass(near, self.target.clone(), refusals.pop_front()));
            }
        });
    }
}

async fn pass(mut near: TcpStream, target: String, refusal: Option<&str>) {
    decline_tls(&mut near).await.unwrap();
    let _broken = match refusal {
        Some(code) => refuse(&mut near, code).await,
        None => {
            let mut far = TcpStream::connect(target).await.unwrap();
            copy_bidirectional(&mut near, &mut far).await.map(drop)
        }
    };
}

/// Declines the `SSLRequest` that a client sends first, so that the messages that follow are
/// readable.
async fn decline_tls(near: &mut TcpStream) -> std::io::Result<()> {
    assert_eq!((near.read_i32().await?, near.read_i32().await?), (8, 80_877_103));
    near.write_u8(b'N').await
}

/// Answers the startup message with an ErrorResponse.
async fn refuse(near: &mut TcpStream, code: &str) -> std::io::Result<()> {
    let length = usize::try_from(near.read_i32().await?).unwrap();
    near.read_exact(&mut vec![0; length - 4]).await?;
    let fields = format!("SFATAL\0VFATAL\0C{code}\0Mrefused with {code}\0\0");
    near.write_u8(b'E').await?;
    near.write_i32(i32::try_from(fields.len() + 4).unwrap()).await?;
    near.write_all(fields.as_bytes()).await
}
