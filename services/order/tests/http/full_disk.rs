//! Full disk: a separate small file system of a few MiB. Needs the right to mount one; otherwise
//! the test prints that it was skipped.

use crate::{
    orders::latte,
    service::{Service, json, problem},
};
use futures::StreamExt as _;
use reqwest::Response;
use serde_json::{Value, json};
use service_kit::CapacityLimits;
use std::{collections::BTreeSet, time::Duration};
use tempfile::TempDir;
use test_kit::{ServiceProcess, SmallDisk};

async fn place(service: &Service, key: &str) -> Response {
    let mut order = latte();
    order["note"] = json!(key.repeat(150 / key.len()));
    service.post("/api/v1/orders").header("idempotency-key", key).json(&order).send().await.unwrap()
}

/// Places orders, ten at a time, until the disk is full. Returns the ids of the acknowledged orders
/// and the refused key.
async fn place_until_full(service: &Service, name: &str) -> (BTreeSet<String>, String) {
    let keys = (0..5000).map(|i| format!("{name}{i}"));
    let mut answers = futures::stream::iter(keys)
        .map(|key| async move { (place(service, &key).await, key) })
        .buffer_unordered(10);
    let mut placed = BTreeSet::new();
    let mut full = None;
    while let Some((answer, key)) = answers.next().await {
        if answer.status() == 201 {
            let id = answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
            placed.insert(id);
            continue;
        }
        let retry_after = answer.headers().get("retry-after").cloned();
        assert_eq!(problem(answer).await, (503, "storage_full".to_owned()));
        assert!(retry_after.is_some());
        full = Some(key);
        break;
    }
    (placed, full.unwrap())
}

async fn ids(service: &Service) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut query = "limit=200".to_owned();
    loop {
        let (status, page) = service.list(&query).await;
        assert_eq!(status, 200, "{page}");
        ids.extend(
            page["orders"].as_array().unwrap().iter().map(|o| o["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else { return ids };
        query = format!("limit=200&cursor={cursor}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_writing_alone_and_room_starts_it_again() {
    let Some(disk) = SmallDisk::mount_tmpfs(16) else {
        return println!("skipped: no right to mount a small disk");
    };
    let service =
        Service::start_in(TempDir::new_in(disk.path()).unwrap(), CapacityLimits::default()).await;
    let first = service.place("first", &latte()).await;
    let feed = service.get("/api/v1/orders/events?after=0-1").send().await.unwrap();
    let mut feed = feed.bytes_stream();
    for (round, room) in [0, 1 << 19, 0, 3 << 20].into_iter().enumerate() {
        disk.fill_leaving(room);
        let (placed, refused) = place_until_full(&service, &format!("r{round}-")).await;
        println!("{room} bytes of room: {} placed before it was full", placed.len());
        let accept = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" });
        // Whether a small write still fits is a matter of chance: it succeeds or is refused as
        // `storage_full`.
        let (status, answer) = service.transition(&first, accept).await;
        assert!(status == 200 || answer["code"] == "storage_full", "{status}: {answer}");

        let readable = ids(&service).await;
        assert!(readable.is_superset(&placed), "what was acknowledged is there");
        assert_eq!(service.get("/readyz").send().await.unwrap().status(), 200, "reading goes on");
        let snapshot = service.get("/api/v1/orders/events").send().await.unwrap();
        let frame =
            tokio::time::timeout(Duration::from_secs(5), snapshot.bytes_stream().next()).await;
        assert!(frame.unwrap().is_some(), "and so does the feed");

        disk.remove_ballast();
        let answer = place(&service, &refused).await;
        assert_eq!(
            answer.status(),
            201,
            "the next write succeeds, on the same key, in the same process"
        );
        let again = place(&service, &refused).await;
        assert_eq!(json(answer).await.1, json(again).await.1);
    }
    let everything = ids(&service).await;
    let mut text = String::new();
    let told = |text: &str| text.matches("event: order").count();
    while told(&text) < everything.len() - 1 {
        let bytes = tokio::time::timeout(Duration::from_secs(10), feed.next()).await.unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes.unwrap().unwrap()));
    }
    service.store.close().await;
}

#[tokio::test]
async fn on_a_read_only_disk_the_process_ends_at_once_with_one_line() {
    let Some(disk) = SmallDisk::mount_tmpfs(4) else {
        return println!("skipped: no right to mount a small disk");
    };
    let url = |name: &str| format!("sqlite:{}/{name}/order.db", disk.path().display());
    let written = order::db::open_repository(&url("old")).await.unwrap();
    written.close().await;
    disk.set_read_only();
    for name in ["old", "new"] {
        let process = ServiceProcess::start(env!("CARGO_BIN_EXE_order"), &url(name), &[]);
        let ended = tokio::time::timeout(Duration::from_secs(5), process.wait_for_exit()).await;
        let (status, said) = ended.unwrap();
        println!("{said}");
        assert!(!status.success());
        assert!(
            said.starts_with("order: cannot") && said.trim_end().lines().count() == 1,
            "{said}"
        );
    }
}
