//! Stack control: HTTP on a loopback port, by which a spec ends, freezes and starts the real
//! processes.
//!
//! `POST /{kill,stop,pause,resume,start}/{menu,order,staff,client,admin}` answers 200 when it is
//! done; `start` and `resume` are done once the process is ready.

use crate::stack::{GRACE, ProcessStack};
use anyhow::{Context as _, Result, anyhow};
use rustix::process::Signal;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

const READY_LIMIT: Duration = Duration::from_secs(30);
const SOCKET_LIMIT: Duration = Duration::from_secs(5);
const REQUEST_BYTES: u64 = 16 * 1024;

/// An open control channel. One thread owns the stack and handles one request at a time.
pub struct StackControl {
    address: SocketAddr,
    url: String,
    closing: Arc<AtomicBool>,
    thread: JoinHandle<ProcessStack>,
}

impl StackControl {
    /// Takes ownership of `stack` and listens.
    pub fn open(stack: ProcessStack) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free loopback port")?;
        let address = listener.local_addr()?;
        let closing = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let closing = closing.clone();
            move || serve_requests(&listener, stack, &closing)
        });
        Ok(Self { address, url: format!("http://{address}"), closing, thread })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops listening and returns the stack.
    pub fn close(self) -> Result<ProcessStack> {
        self.closing.store(true, Ordering::Relaxed);
        // `accept` blocks: one more connection makes the thread check the flag.
        let _may_have_ended = TcpStream::connect_timeout(&self.address, SOCKET_LIMIT);
        self.thread.join().map_err(|_| anyhow!("the stack control broke"))
    }
}

fn serve_requests(
    listener: &TcpListener,
    stack: ProcessStack,
    closing: &AtomicBool,
) -> ProcessStack {
    for stream in listener.incoming() {
        if closing.load(Ordering::Relaxed) {
            break;
        }
        let _client_gone = stream.map(|stream| answer_request(&stream, &stack));
    }
    stack
}

fn answer_request(mut stream: &TcpStream, stack: &ProcessStack) -> Result<()> {
    stream.set_read_timeout(Some(SOCKET_LIMIT))?;
    stream.set_write_timeout(Some(SOCKET_LIMIT))?;
    let target = read_target(stream)?;
    let (status, text) = match run_verb(&target, stack) {
        Ok(()) => ("200 OK", "done".to_owned()),
        Err(error) => ("500 Internal Server Error", format!("{error:#}")),
    };
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )?;
    Ok(())
}

/// The path of a POST; empty for any other method. The headers are read to their end, since closing
/// a socket with unread data resets the connection and could lose the answer.
fn read_target(stream: &TcpStream) -> Result<String> {
    let mut lines = BufReader::new(stream.take(REQUEST_BYTES)).lines();
    let request = lines.next().context("no request")??;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let target = request.strip_prefix("POST ").and_then(|rest| rest.split(' ').next());
    Ok(target.unwrap_or_default().to_owned())
}

fn run_verb(target: &str, stack: &ProcessStack) -> Result<()> {
    let (verb, name) =
        target.trim_start_matches('/').split_once('/').context("POST /{verb}/{process}")?;
    let process =
        stack.find_process(name).with_context(|| format!("no process is called {name}"))?;
    match verb {
        "kill" => process.stop(Signal::KILL, GRACE),
        "stop" => process.stop(Signal::TERM, GRACE),
        "pause" => process.pause(),
        "resume" => {
            process.send_signal(Signal::CONT);
            process.wait_ready(READY_LIMIT).map(drop)
        }
        "start" => {
            process.set_wanted(true);
            process.wait_ready(READY_LIMIT).map(drop)
        }
        _ => Err(anyhow!("no verb is called {verb}")),
    }
}
