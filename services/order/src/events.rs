//! The feed: a snapshot, then every change in commit order, for as long as the reader listens.
//!
//! A reader holds one page of orders or events at most; it reads the next when the socket has taken the last. A feed that
//! cannot read ends instead of falling silent, and the reader comes back with its position.

use crate::store::{Store, StoreError};
use futures::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use order_api::{Cursor, FeedSnapshot, OrderEvent, OrderId};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::watch;

/// Events held for one reader.
const PAGE: i64 = 200;
/// Orders in one frame of the snapshot. An order has about the size of its placement's body at most (64 KiB), so a
/// frame stays below what a reader takes for broken (8 MiB).
const SNAPSHOT_PAGE: u8 = 50;

/// One frame and the position it brings the reader to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// How everything stands, or a part of it; the last part has the position.
    Snapshot(Option<Cursor>, FeedSnapshot),
    /// What happened next.
    Event(Cursor, Box<OrderEvent>),
}

/// The feed behind `after`; without a position, it begins with a snapshot.
///
/// A position that lies ahead of everything written is from another database, one restored from a backup say: it
/// would wait in silence for numbers that may never come, so it is answered as no position. So is one of the server
/// where the rows were before they came to this one.
///
/// # Errors
/// When the store does not answer at the beginning; later the stream ends.
pub async fn frames(
    store: Arc<dyn Store>,
    after: Option<Cursor>,
    now: Timestamp,
) -> Result<impl Stream<Item = Frame> + Send + use<>, StoreError> {
    // The head before the orders: what commits in between comes twice, once in the snapshot, and is never missed.
    let head = service_kit::telemetry::database("feed_head", store.feed_head()).await?;
    let origin = if after.is_some() { store.feed_origin().await? } else { 0 };
    let is_ours = |after: &Cursor| after.transaction == 0 || after.transaction >= origin;
    let known = after.filter(|after| *after <= head && is_ours(after));
    let mut reader = Reader {
        commits: store.commits(),
        store,
        position: known.unwrap_or(head),
        now,
        behind: None,
        page: VecDeque::new(),
    };
    let first = match known {
        Some(_) => None,
        None => Some(reader.part(None).await?),
    };
    Ok(stream::iter(first).chain(stream::unfold(reader, Reader::next)))
}

struct Reader {
    store: Arc<dyn Store>,
    commits: watch::Receiver<u64>,
    position: Cursor,
    /// When the snapshot was asked for.
    now: Timestamp,
    /// The last order of a part of the snapshot that another part follows.
    behind: Option<OrderId>,
    page: VecDeque<(Cursor, OrderEvent)>,
}

impl Reader {
    async fn next(mut self) -> Option<(Frame, Self)> {
        if let Some(behind) = self.behind {
            let part = self.part(Some(behind)).await.inspect_err(ends).ok()?;
            return Some((part, self));
        }
        loop {
            if let Some((cursor, event)) = self.page.pop_front() {
                self.position = cursor;
                #[cfg(feature = "planted-bugs")]
                if crate::planted::drops_event(cursor) {
                    continue;
                }
                return Some((Frame::Event(cursor, Box::new(event)), self));
            }
            self.fill().await?;
        }
    }

    /// The orders of the snapshot behind `after`, one more than the frame takes: whether another part follows is
    /// known and not guessed.
    async fn part(&mut self, after: Option<OrderId>) -> Result<Frame, StoreError> {
        let limit = i64::from(SNAPSHOT_PAGE) + 1;
        let mut orders = service_kit::telemetry::database(
            "orders_for_snapshot",
            self.store.orders_for_snapshot(self.now, after, limit),
        )
        .await?;
        let more = orders.len() > usize::from(SNAPSHOT_PAGE);
        orders.truncate(usize::from(SNAPSHOT_PAGE));
        self.behind = orders.last().filter(|_| more).map(|order| order.id);
        Ok(Frame::Snapshot((!more).then_some(self.position), FeedSnapshot { orders, more }))
    }

    /// Marks the commits as seen before it reads, so one that lands meanwhile ends the wait at once.
    async fn fill(&mut self) -> Option<()> {
        self.commits.mark_unchanged();
        let page =
            service_kit::telemetry::database("events_after", self.store.events_after(self.position, PAGE))
                .await;
        self.page = page.inspect_err(ends).ok()?.into();
        if self.page.is_empty() {
            let wait = self.store.poll_interval();
            // An elapsed interval is as good as a commit; the writer gone, only the interval is left.
            if let Ok(Err(_gone)) = tokio::time::timeout(wait, self.commits.changed()).await {
                tokio::time::sleep(wait).await;
            }
        }
        Some(())
    }
}

fn ends(error: &StoreError) {
    tracing::warn!(%error, "a feed ends: it cannot read");
}
