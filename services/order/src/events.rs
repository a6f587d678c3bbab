//! The feed: a snapshot, then every change in commit order, for as long as the reader listens.
//!
//! A reader holds one page of events at most; it reads the next when the socket has taken the last. A feed that
//! cannot read ends instead of falling silent, and the reader comes back with its position.

use crate::store::{Store, StoreError};
use futures::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use order_api::{Cursor, FeedSnapshot, OrderEvent};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::watch;

/// Events held for one reader.
const PAGE: i64 = 200;

/// One frame and the position it brings the reader to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// How everything stands.
    Snapshot(Cursor, FeedSnapshot),
    /// What happened next.
    Event(Cursor, Box<OrderEvent>),
}

/// The feed behind `after`; without a position, it begins with a snapshot.
///
/// A position that lies ahead of everything written is from another database, one restored from a backup say: it
/// would wait in silence for numbers that may never come, so it is answered as no position.
///
/// # Errors
/// When the store does not answer at the beginning; later the stream ends.
pub async fn frames(
    store: Arc<dyn Store>,
    after: Option<Cursor>,
    now: Timestamp,
) -> Result<impl Stream<Item = Frame> + Send + use<>, StoreError> {
    // The head before the orders: what commits in between comes twice, once in the snapshot, and is never missed.
    let head = store.feed_head().await?;
    let known = after.filter(|after| *after <= head);
    let snapshot = match known {
        Some(_) => None,
        None => Some(FeedSnapshot { orders: store.orders_for_snapshot(now).await? }),
    };
    let first = stream::iter(snapshot.map(|snapshot| Frame::Snapshot(head, snapshot)));
    let reader =
        Reader { commits: store.commits(), store, position: known.unwrap_or(head), page: VecDeque::new() };
    Ok(first.chain(stream::unfold(reader, Reader::next)))
}

struct Reader {
    store: Arc<dyn Store>,
    commits: watch::Receiver<u64>,
    position: Cursor,
    page: VecDeque<(Cursor, OrderEvent)>,
}

impl Reader {
    async fn next(mut self) -> Option<(Frame, Self)> {
        loop {
            if let Some((cursor, event)) = self.page.pop_front() {
                self.position = cursor;
                return Some((Frame::Event(cursor, Box::new(event)), self));
            }
            self.fill().await?;
        }
    }

    /// Marks the commits as seen before it reads, so one that lands meanwhile ends the wait at once.
    async fn fill(&mut self) -> Option<()> {
        self.commits.mark_unchanged();
        match self.store.events_after(self.position, PAGE).await {
            Ok(page) => self.page = page.into(),
            Err(error) => {
                tracing::warn!(%error, "a feed ends: it cannot read");
                return None;
            }
        }
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
