//! Each mode, seen from the client's end.

use super::*;
use std::{
    net::Ipv4Addr,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, timeout},
};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const WORD: &[u8] = b"word";

/// An echo service behind a link, with the number of words it received.
async fn open_echo_link() -> (ChaosLink, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(ANY).await.unwrap();
    let target = listener.local_addr().unwrap();
    let heard = Arc::new(AtomicUsize::new(0));
    let counted = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let heard = counted.clone();
            tokio::spawn(async move {
                let mut word = [0; WORD.len()];
                while stream.read_exact(&mut word).await.is_ok() {
                    heard.fetch_add(1, Ordering::SeqCst);
                    stream.write_all(&word).await.unwrap();
                }
            });
        }
    });
    (ChaosLink::open(ANY, target).await.unwrap(), heard)
}

async fn exchange_word(stream: &mut TcpStream) -> std::io::Result<usize> {
    stream.write_all(WORD).await?;
    stream.read_exact(&mut [0; WORD.len()]).await
}

#[tokio::test]
async fn a_healthy_link_passes_what_is_said() {
    let (link, heard) = open_echo_link().await;
    let mut stream = TcpStream::connect(link.listen_address()).await.unwrap();
    exchange_word(&mut stream).await.unwrap();
    exchange_word(&mut stream).await.unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_slow_link_answers_late_also_on_an_open_connection() {
    let (link, _) = open_echo_link().await;
    let mut stream = TcpStream::connect(link.listen_address()).await.unwrap();
    exchange_word(&mut stream).await.unwrap();
    link.set_mode(LinkMode::Slow(Duration::from_secs(2)));
    let began = Instant::now();
    exchange_word(&mut stream).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn a_refusing_link_resets_connections_and_later_listens_again() {
    let (link, _) = open_echo_link().await;
    let mut stream = TcpStream::connect(link.listen_address()).await.unwrap();
    exchange_word(&mut stream).await.unwrap();
    link.set_mode(LinkMode::Refuse);
    exchange_word(&mut stream).await.unwrap_err();
    link.set_mode(LinkMode::Pass);
    let again = async {
        loop {
            if let Ok(mut stream) = TcpStream::connect(link.listen_address()).await
                && exchange_word(&mut stream).await.is_ok()
            {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), again).await.unwrap();
}

#[tokio::test]
async fn a_refusing_link_has_nobody_listening() {
    let (link, _) = open_echo_link().await;
    link.set_mode(LinkMode::Refuse);
    let refused = async {
        while TcpStream::connect(link.listen_address()).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), refused).await.unwrap();
}

#[tokio::test]
async fn a_half_open_link_takes_a_connection_and_never_answers() {
    let (link, heard) = open_echo_link().await;
    link.set_mode(LinkMode::HalfOpen);
    let mut stream = TcpStream::connect(link.listen_address()).await.unwrap();
    assert!(
        timeout(Duration::from_millis(100), exchange_word(&mut stream)).await.is_err(),
        "nothing answers"
    );
    link.reset_connections();
    stream.read_exact(&mut [0]).await.unwrap_err();
    assert_eq!(heard.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_lost_reply_means_that_the_request_arrived() {
    let (link, heard) = open_echo_link().await;
    link.set_mode(LinkMode::LoseReplies);
    let mut stream = TcpStream::connect(link.listen_address()).await.unwrap();
    let error = exchange_word(&mut stream).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(heard.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_cut_resets_open_connections_and_no_new_one() {
    let (link, _) = open_echo_link().await;
    let mut stream = TcpStream::connect(link.listen_address()).await.unwrap();
    exchange_word(&mut stream).await.unwrap();
    link.reset_connections();
    stream.read_exact(&mut [0]).await.unwrap_err();
    exchange_word(&mut TcpStream::connect(link.listen_address()).await.unwrap()).await.unwrap();
}
