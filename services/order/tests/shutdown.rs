//! SIGTERM ends the real process within its deadline, even with an open feed.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

#[path = "common/orders.rs"]
mod orders;

use futures::StreamExt as _;
use reqwest::Client;
use std::process::Command;
use test_kit::ServiceProcess;

#[tokio::test]
async fn sigterm_ends_an_open_feed_and_the_process_within_five_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/order.db", folder.path().display());
    let mut process = ServiceProcess::start(env!("CARGO_BIN_EXE_order"), &url, &[]);
    let base = process.wait_for_url().await;
    let client = Client::new();
    let placed = client.post(format!("{base}/api/v1/orders")).header("idempotency-key", "k");
    let placed = placed.json(&orders::new_order()).send().await.unwrap();
    assert_eq!(placed.status(), 201);
    let feed = client.get(format!("{base}/api/v1/orders/events")).send().await.unwrap();
    let mut feed = feed.bytes_stream();
    feed.next().await.unwrap().unwrap();

    let (ended, rest) = tokio::join!(process.terminate_and_wait(), feed.collect::<Vec<_>>());
    assert!(rest.iter().all(Result::is_ok), "the feed ends, it is not torn off");
    assert!(ended.0.success(), "{ended:?}");
}

#[tokio::test]
async fn sigterm_ends_the_wait_for_a_database() {
    for migrate in ["auto", "never"] {
        let nowhere = "postgres://127.0.0.1:1/orders";
        let mut order =
            ServiceProcess::start(env!("CARGO_BIN_EXE_order"), nowhere, &["--migrate", migrate]);
        let line = order.next_line().await;
        assert!(
            line.contains("waiting") && line.contains("refused"),
            "it waits, and says why: {line}"
        );
        let (status, said) = order.terminate_and_wait().await;
        assert!(status.success(), "{migrate}: {said}");
    }
}

#[test]
fn without_keys_it_does_not_start_and_says_what_to_do() {
    let output = Command::new(env!("CARGO_BIN_EXE_order"))
        .args(["--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("--client-key, --admin-key, --staff-key missing: `server --new-key`"),
        "{said}"
    );
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
