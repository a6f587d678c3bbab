//! Event feed: an optional snapshot, then every change in commit order until the reader
//! disconnects.
//!
//! Each reader buffers at most one page of orders or events, and loads the next when the socket has
//! taken the last (backpressure). A feed that cannot read ends instead of going silent, so the
//! reader reconnects with its position.

use crate::db::{OrderRepository, RepositoryError};
use futures::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use order_api::{FeedCursor, FeedSnapshot, OrderEvent, OrderId};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::watch;

/// Maximum events buffered for one reader.
const PAGE: i64 = 200;
/// Maximum orders in one snapshot frame. An order is at most about as large as the body of its
/// placement (64 KiB), so a frame stays below the size at which readers treat it as broken (8 MiB).
const SNAPSHOT_PAGE: u8 = 50;

/// One frame, and the position of the reader after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotFrame {
    /// The snapshot or one part of it. Only the last part has the position.
    Snapshot(Option<FeedCursor>, FeedSnapshot),
    /// The next change.
    Event(FeedCursor, Box<OrderEvent>),
}

/// Events after the position `after`. Without a position the feed begins with a snapshot.
///
/// A position ahead of every written event comes from another database, for example from before a
/// restored backup. Waiting there would be silent and perhaps endless, so such a position is
/// treated as none. The same holds for a position of the server that the rows were moved from.
///
/// # Errors
/// When the store fails at the start. Later failures end the stream.
pub async fn stream_frames(
    store: Arc<dyn OrderRepository>,
    after: Option<FeedCursor>,
    now: Timestamp,
) -> Result<impl Stream<Item = SnapshotFrame> + Send + use<>, RepositoryError> {
    // Read the head before the orders: a commit in between then appears twice, in the snapshot and
    // as an event, and is never missed.
    let head = store.fetch_feed_head().await?;
    let origin = if after.is_some() { store.fetch_feed_origin().await? } else { 0 };
    let is_ours = |after: &FeedCursor| after.transaction == 0 || after.transaction >= origin;
    let known = after.filter(|after| *after <= head && is_ours(after));
    let mut reader = FeedReader {
        commits: store.watch_commits(),
        store,
        position: known.unwrap_or(head),
        now,
        behind: None,
        page: VecDeque::new(),
    };
    let first = match known {
        Some(_) => None,
        None => Some(reader.read_snapshot_part(None).await?),
    };
    Ok(stream::iter(first).chain(stream::unfold(reader, FeedReader::next)))
}

struct FeedReader {
    store: Arc<dyn OrderRepository>,
    commits: watch::Receiver<u64>,
    position: FeedCursor,
    /// Time of the request; the snapshot is read as of it.
    now: Timestamp,
    /// Last order of the snapshot part that was sent, if another part follows.
    behind: Option<OrderId>,
    page: VecDeque<(FeedCursor, OrderEvent)>,
}

impl FeedReader {
    async fn next(mut self) -> Option<(SnapshotFrame, Self)> {
        if let Some(behind) = self.behind {
            let part =
                self.read_snapshot_part(Some(behind)).await.inspect_err(log_feed_end).ok()?;
            return Some((part, self));
        }
        loop {
            if let Some((cursor, event)) = self.page.pop_front() {
                self.position = cursor;
                #[cfg(feature = "planted-bugs")]
                if crate::planted::drops_event(cursor) {
                    continue;
                }
                return Some((SnapshotFrame::Event(cursor, Box::new(event)), self));
            }
            self.fill_page().await?;
        }
    }

    /// The next part of the snapshot, after the order `after`. Reads one order more than fits into
    /// the frame, to know whether another part follows.
    async fn read_snapshot_part(
        &mut self,
        after: Option<OrderId>,
    ) -> Result<SnapshotFrame, RepositoryError> {
        let limit = i64::from(SNAPSHOT_PAGE) + 1;
        let mut orders = self.store.list_snapshot_orders(self.now, after, limit).await?;
        let more = orders.len() > usize::from(SNAPSHOT_PAGE);
        orders.truncate(usize::from(SNAPSHOT_PAGE));
        self.behind = orders.last().filter(|_| more).map(|order| order.id);
        Ok(SnapshotFrame::Snapshot((!more).then_some(self.position), FeedSnapshot { orders, more }))
    }

    /// Marks the commit counter as seen before reading, so a commit during the read ends the wait
    /// at once.
    async fn fill_page(&mut self) -> Option<()> {
        self.commits.mark_unchanged();
        let page = self.store.list_events_after(self.position, PAGE).await;
        self.page = page.inspect_err(log_feed_end).ok()?.into();
        if self.page.is_empty() {
            let wait = self.store.poll_interval();
            // Poll again after a commit or after the interval. If the writer is gone, only the
            // interval is left.
            if let Ok(Err(_gone)) = tokio::time::timeout(wait, self.commits.changed()).await {
                tokio::time::sleep(wait).await;
            }
        }
        Some(())
    }
}

fn log_feed_end(error: &RepositoryError) {
    tracing::warn!(%error, "a feed ends: it cannot read");
}
