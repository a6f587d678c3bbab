//! Thousands of stream readers that vanish at once, as when a café's network fails. The process
//! must give their files back and stay healthy.

use super::raw_http::{RawHttp, authority_of};
use crate::{load::sse, programs::ProgramSigner};
use futures::StreamExt as _;
use std::{fs, io, sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

pub(super) const FEED: &str = "/api/v1/orders/events";
/// Connections opened at a time.
const OPENING: usize = 64;
const HEAD_WITHIN: Duration = Duration::from_secs(20);
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(10);
/// Tolerance for files that others opened meanwhile.
const OTHERS: u64 = 50;

/// Result of readers that vanish.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DroppedReadersResult {
    pub opened: u64,
    /// Open files of the process before the readers came, and with all of them; 0 without its id.
    pub files_before: u64,
    pub files_open: u64,
    /// Time from the drop until the files were given back; `None` if that took more than 10 s, or
    /// could not be seen.
    pub given_back_ms: Option<u64>,
    /// Whether `GET /livez` answered 200 afterwards.
    pub healthy: bool,
}

impl DroppedReadersResult {
    /// Whether the process was seen holding the files: otherwise it gave nothing back.
    pub fn has_held_files(&self) -> bool {
        self.opened > 0 && self.files_open >= self.files_before + self.opened * 9 / 10
    }
}

/// Opens `count` streams at `base` + `path`, holds them, and drops them at once. `health` is the
/// base URL of `/livez`, `process` the id of the process behind it.
pub async fn drop_readers(
    base: &str,
    path: &str,
    health: &str,
    process: Option<u32>,
    count: usize,
) -> DroppedReadersResult {
    let files_before = count_open_files(process);
    let readers = open_readers(base, path, count).await;
    let opened = readers.len() as u64;
    let files_open = count_open_files(process);
    drop(readers);
    let dropped_at = Instant::now();
    let mut files_after = count_open_files(process);
    while files_after > files_before + OTHERS && dropped_at.elapsed() < GIVEN_BACK_WITHIN {
        sleep(Duration::from_millis(20)).await;
        files_after = count_open_files(process);
    }
    let given_back = process.is_some() && files_after <= files_before + OTHERS;
    let given_back_ms =
        given_back.then(|| u64::try_from(dropped_at.elapsed().as_millis()).unwrap_or(u64::MAX));
    let healthy = is_healthy(health).await.unwrap_or(false);
    DroppedReadersResult { opened, files_before, files_open, given_back_ms, healthy }
}

/// Path of the order feed from its head on.
pub(super) async fn feed_path_from_head(programs: &ProgramSigner, base: &str) -> Option<String> {
    let http = reqwest::Client::builder().no_proxy().build().ok()?;
    let mut frames =
        sse::open_order_feed(programs, base, http.get(format!("{base}{FEED}"))).await.ok()?;
    let first = async {
        loop {
            if let Some(id) = frames.next().await?.ok()?.id {
                return Some(format!("{FEED}?after={id}"));
            }
        }
    };
    timeout(HEAD_WITHIN, first).await.ok()?
}

async fn open_readers(base: &str, path: &str, count: usize) -> Vec<RawHttp> {
    let gate = Arc::new(Semaphore::new(OPENING));
    let mut opening = JoinSet::new();
    for _ in 0..count {
        let gate = gate.clone();
        let base = base.to_owned();
        let path = path.to_owned();
        opening.spawn(async move {
            let _permit = gate.acquire_owned().await.map_err(io::Error::other)?;
            open_reader(&base, &path).await
        });
    }
    let mut readers = Vec::with_capacity(count);
    while let Some(opened) = opening.join_next().await {
        readers.extend(opened.ok().and_then(io::Result::ok));
    }
    readers
}

/// A stream that was answered with 200.
async fn open_reader(base: &str, path: &str) -> io::Result<RawHttp> {
    let mut wire = RawHttp::connect(base).await?;
    wire.write(
        format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/event-stream\r\n\r\n",
            authority_of(base)
        )
        .as_bytes(),
    )
    .await?;
    if wire.read_status().await? == 200 { Ok(wire) } else { Err(io::Error::other("refused")) }
}

async fn is_healthy(health: &str) -> io::Result<bool> {
    let request = format!("GET /livez HTTP/1.1\r\nhost: {}\r\n\r\n", authority_of(health));
    let (answer, _) = RawHttp::connect(health).await?.call(request.as_bytes()).await?;
    Ok(answer.status == 200)
}

/// Number of files that the process has open; 0 if that cannot be seen.
fn count_open_files(process: Option<u32>) -> u64 {
    let entries = process.and_then(|process| fs::read_dir(format!("/proc/{process}/fd")).ok());
    entries.map_or(0, |entries| entries.count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_nobody_saw_open_were_not_given_back() {
        let held = DroppedReadersResult {
            opened: 2_000,
            files_before: 40,
            files_open: 2_041,
            ..Default::default()
        };
        assert!(held.has_held_files());
        assert!(!DroppedReadersResult { files_open: 1_000, ..held.clone() }.has_held_files());
        assert!(!DroppedReadersResult { files_before: 0, files_open: 0, ..held }.has_held_files());
        assert!(!DroppedReadersResult::default().has_held_files());
    }
}
