//! Tests over real sockets.

use super::*;
use crate::AddressLimits;
use axum::{
    body::{Body, Bytes},
    routing::{get, post},
};
use http::Method;
use std::{convert::Infallible, time::Instant};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::{
        Notify,
        mpsc::{self, UnboundedReceiver},
    },
    task::JoinHandle,
    time::timeout,
};

mod framing;

struct Process {
    address: SocketAddr,
    shutdown: ShutdownSignal,
    serving: JoinHandle<()>,
}

impl Process {
    /// A process with at most `most` connections and, on `/events`, a stream that ends at shutdown.
    async fn start(most: usize) -> Self {
        let shutdown = ShutdownSignal::default();
        let cut = shutdown.clone();
        let events = || async move {
            let hello = futures::stream::iter([Ok::<_, Infallible>("hello")]);
            let frames = futures::StreamExt::chain(hello, futures::stream::pending());
            Body::from_stream(cut.take_until_shutdown(frames))
        };
        let router = Router::new()
            .route("/", get(|| async { "ok" }))
            .route("/body", post(|body: Bytes| async move { body.len().to_string() }))
            .route("/never", get(std::future::pending::<()>))
            .route("/events", get(events));
        Self::serve(most, wrap_router(router), shutdown).await
    }

    /// A process in which one address gets half of everything and `127.0.0.9` is a trusted proxy.
    async fn start_with_shares(most: usize) -> Self {
        let address = AddressLimits {
            trusted_proxy: "127.0.0.9".parse().unwrap(),
            address_share: 2,
            ..AddressLimits::default()
        };
        let (allow, shares): (AllowBody, _) = (
            Arc::new(|_| BodyAllowance::Usual),
            AddressShares::new(&address, &CapacityLimits::default()),
        );
        let in_flight = InFlight::with_shares(64, 64, allow, shares, WaitingCounts::default);
        let router =
            add_layers(Router::new().route("/", get(|| async { "ok" })), in_flight.clone());
        Self::serve(
            most,
            AdmissionLayer::new(router, in_flight, ShedPolicy::default()),
            ShutdownSignal::default(),
        )
        .await
    }

    async fn serve(most: usize, door: AdmissionLayer, shutdown: ShutdownSignal) -> Self {
        let listener = bind_listener("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(serve_at_most(most, listener, door, shutdown.clone()));
        Self { address, shutdown, serving }
    }

    /// A connection from another address of this machine.
    async fn connect_from(&self, from: [u8; 4]) -> TcpStream {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind((from, 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn ask(&self, path: &str) -> TcpStream {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await
    }
}

/// A process that works on changes to their end, and what its handler reports: each request's
/// method, and after `go_on` its body.
async fn detaching(go_on: Arc<Notify>) -> (Process, UnboundedReceiver<Bytes>) {
    let (reports, reported) = mpsc::unbounded_channel();
    let handler = move |method: Method, body: Bytes| async move {
        let _heard = reports.send(Bytes::from(method.to_string()));
        go_on.notified().await;
        let _heard = reports.send(body);
    };
    let allow: AllowBody = Arc::new(|_| BodyAllowance::Usual);
    let in_flight = InFlight::with_shares(
        64,
        64,
        allow,
        AddressShares::without_limits(),
        WaitingCounts::default,
    );
    let router =
        add_layers(Router::new().route("/", axum::routing::any(handler)), in_flight.clone());
    let manners =
        ShedPolicy { detaches: |request| !request.method().is_safe(), ..ShedPolicy::default() };
    (
        Process::serve(
            64,
            AdmissionLayer::new(router, in_flight, manners),
            ShutdownSignal::default(),
        )
        .await,
        reported,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_made_although_its_connection_ends_with_the_request() {
    for method in ["POST", "PUT", "DELETE"].repeat(50) {
        let go_on = Arc::new(Notify::new());
        let (process, mut reported) = detaching(go_on.clone()).await;
        // The end is there when the process first looks at the connection, or soon after.
        let mut peer = std::net::TcpStream::connect(process.address).unwrap();
        let request = format!("{method} / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello");
        io::Write::write_all(&mut peer, request.as_bytes()).unwrap();
        drop(peer);
        go_on.notify_one();
        for expected in [method, "hello"] {
            let seen = timeout(Duration::from_secs(5), reported.recv()).await;
            assert_eq!(seen.ok().flatten().as_deref(), Some(expected.as_bytes()), "{method}");
        }
    }
}

#[tokio::test]
async fn a_page_is_not_made_for_a_browser_that_is_gone() {
    let (process, mut reported) = detaching(Arc::default()).await;
    let stream = process.ask("/").await;
    assert_eq!(reported.recv().await.as_deref(), Some(&b"GET"[..]));
    drop(stream);
    process.shutdown.begin_shutdown();
    process.serving.await.unwrap();
    assert_eq!(
        reported.recv().await,
        None,
        "the handler is dropped, and the router with the process"
    );
}

async fn rest(mut stream: TcpStream) -> String {
    let mut text = String::new();
    // A connection that is cut off may end in a reset.
    let _cut_off = stream.read_to_string(&mut text).await;
    text
}

#[tokio::test]
async fn an_answer_is_what_it_says_and_is_not_kept() {
    let process = Process::start(8).await;
    for path in ["/", "/none"] {
        let answer = rest(process.ask(path).await).await;
        for header in ["x-content-type-options: nosniff", "cache-control: no-store"] {
            assert_eq!(answer.matches(header).count(), 1, "{answer}");
        }
    }
    process.shutdown.begin_shutdown();
}

#[tokio::test(start_paused = true)]
async fn a_head_that_never_ends_is_cut_off_after_five_seconds() {
    let process = Process::start(10).await;
    let began = tokio::time::Instant::now();
    let slow = process.send("GET / HTTP/1.1\r\nhost: ").await;
    rest(slow).await;
    assert_eq!(began.elapsed().as_secs(), 5);
    assert!(rest(process.ask("/").await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_five_seconds_and_takes_no_place_meanwhile() {
    let process = Process::start(400).await;
    let began = tokio::time::Instant::now();
    let slow = "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nx";
    let mut dawdlers = Vec::new();
    for _ in 0..300 {
        dawdlers.push(process.send(slow).await);
    }
    assert!(
        rest(process.ask("/").await).await.starts_with("HTTP/1.1 200"),
        "300 are more than may be in flight"
    );
    let said = rest(dawdlers.remove(0)).await;
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("body_too_slow"), "{said}");
    assert_eq!(began.elapsed().as_secs(), overload::BODY_DEADLINE.as_secs());
}

#[tokio::test]
async fn a_connection_too_many_waits_until_another_ends() {
    let process = Process::start(2).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = process.ask("/events").await;
        stream.read_exact(&mut [0; 12]).await.unwrap();
        held.push(stream);
    }
    let mut waiting = process.ask("/").await;
    let answered = timeout(Duration::from_millis(100), waiting.readable()).await;
    assert!(answered.is_err(), "it is not accepted");
    drop(held.pop());
    let mut head = [0; 12];
    waiting.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
}

#[tokio::test]
async fn connections_of_one_address_leave_room_for_others_and_a_proxy_has_those_of_many() {
    let process = Process::start_with_shares(8).await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(process.connect_from([127, 0, 0, 2]).await);
    }
    let refused = rest(process.connect_from([127, 0, 0, 2]).await).await;
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("address_share"), "{refused}");
    for from in [[127, 0, 0, 3], [127, 0, 0, 9]] {
        let mut other = process.connect_from(from).await;
        other.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        assert!(rest(other).await.starts_with("HTTP/1.1 200"));
    }
    drop(held);
    let mut proxied = Vec::new();
    for _ in 0..6 {
        let mut stream = process.connect_from([127, 0, 0, 9]).await;
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        stream.read_exact(&mut [0; 12]).await.unwrap();
        proxied.push(stream);
    }
}

#[tokio::test]
async fn a_thousand_open_streams_end_and_so_does_the_process_within_five_seconds() {
    let process = Process::start(MOST_CONNECTIONS).await;
    let mut streams = Vec::new();
    for _ in 0..1000 {
        streams.push(process.ask("/events").await);
    }
    for stream in &mut streams {
        stream.read_exact(&mut [0; 12]).await.unwrap();
    }
    let idle = TcpStream::connect(process.address).await.unwrap();
    let began = Instant::now();
    process.shutdown.begin_shutdown();
    for stream in streams {
        let said = rest(stream).await;
        assert!(said.ends_with("hello\r\n0\r\n\r\n"), "it ends, it is not torn off: {said:?}");
    }
    assert_eq!(rest(idle).await, "");
    process.serving.await.unwrap();
    println!("1,000 streams and their process ended in {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_request_that_does_not_end_is_cut_off_four_seconds_after_the_signal() {
    let process = Process::start(10).await;
    let never = process.ask("/never").await;
    let kept = process.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    kept.readable().await.unwrap();
    let began = tokio::time::Instant::now();
    process.shutdown.begin_shutdown();
    process.serving.await.unwrap();
    assert_eq!(began.elapsed(), DRAIN_DEADLINE);
    assert_eq!(rest(never).await, "");
    assert!(rest(kept).await.starts_with("HTTP/1.1 200"));
    assert!(TcpStream::connect(process.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_panic_is_answered_as_any_other_fault_and_tells_no_cause() {
    async fn breaks() {
        panic!("the secret cause");
    }
    let in_flight = InFlight::new(8, 8, WaitingCounts::default);
    let router = add_layers(Router::new().route("/", get(breaks)), in_flight);
    let request = http::Request::get("/").body(Body::empty()).unwrap();
    let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()["content-type"]),
        (StatusCode::INTERNAL_SERVER_ERROR, &"application/problem+json".parse().unwrap())
    );
    let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
    let text = str::from_utf8(&body).unwrap();
    assert!(text.contains(r#""code":"internal""#) && text.contains("request_id"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}
