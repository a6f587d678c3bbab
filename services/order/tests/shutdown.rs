//! SIGTERM ends the real process within its deadline, even with an open feed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests, and their helpers outside of #[test]")]

#[path = "common/orders.rs"]
mod orders;
#[path = "common/process.rs"]
mod process;

use futures::StreamExt as _;
use process::Process;
use reqwest::Client;
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

#[tokio::test]
async fn sigterm_ends_an_open_feed_and_the_process_within_five_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(folder.path()).await;
    let client = Client::new();
    let placed = client.post(format!("{}/api/v1/orders", process.base)).header("idempotency-key", "k");
    let placed = placed.json(&orders::new_order()).send().await.unwrap();
    assert_eq!(placed.status(), 201);
    let feed = client.get(format!("{}/api/v1/orders/events", process.base)).send().await.unwrap();
    let mut feed = feed.bytes_stream();
    feed.next().await.unwrap().unwrap();

    let began = Instant::now();
    let pid = process.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let rest = tokio::time::timeout(Duration::from_secs(5), feed.collect::<Vec<_>>()).await.unwrap();
    assert!(rest.iter().all(Result::is_ok), "the feed ends, it is not torn off");
    let status = tokio::task::spawn_blocking(move || process.child.wait().unwrap()).await.unwrap();
    assert!(status.success(), "{status}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn sigterm_ends_the_wait_for_a_database() {
    ["auto", "never"].into_iter().for_each(sigterm_ends_the_wait);
}

fn sigterm_ends_the_wait(migrate: &str) {
    let mut order = Command::new(env!("CARGO_BIN_EXE_order"));
    order.args(["--listen", "127.0.0.1:0", "--migrate", migrate, "--log-json", "true", "--open"]);
    order.args(["--database-url", "postgres://127.0.0.1:1/orders"]);
    let mut order = order.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(order.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("waiting") && line.contains("refused"), "it waits, and says why: {line}");

    let began = Instant::now();
    let pid = order.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(order.wait().unwrap().success());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn without_keys_it_does_not_start_and_says_what_to_do() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_order")).args(["--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--client-key, --admin-key, --member-key missing: `server --new-key`"), "{said}");
}

#[test]
fn a_database_that_cannot_be_opened_is_one_line() {
    let run = |url: &str| {
        let args = ["--open", "--listen", "127.0.0.1:0", "--database-url", url];
        Command::new(env!("CARGO_BIN_EXE_order")).args(args).output().unwrap()
    };
    for url in ["sqlite:/proc/nowhere/order.db", "sqlite:/proc", "sqlite::memory:", "mysql://x"] {
        let output = run(url);
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.matches("os error").count() <= 1, "each cause once: {said}");
        assert!(said.starts_with("order: ") && said.trim_end().lines().count() == 1, "{said}");
    }
}
