//! Live feeds: one upstream connection per process, fanned out to every browser. A thousand phones
//! cost the order service one connection.
//!
//! A reader takes the state and its subscription under one lock, so no change falls between the
//! two; a reader that falls behind gets the whole state again. Versions decide whether a change is
//! new, so a repetition is harmless.

pub mod attendance;
mod feed_metrics;
pub mod sampler;
mod state;
pub mod stream;
mod work;

pub use state::Change;
#[cfg(test)]
pub use state::tests::order as sample_order;

use app::{
    shared::ui::ClockDoubt,
    shared::{
        ssr::{FeedStatus, LiveOrders},
        ui::Upstream,
    },
};
use futures::StreamExt as _;
use gateway::{Ahead, FeedFrame, Gateway};
use jiff::Timestamp;
use order_api::{Order, OrderId};
use service_kit::{Clock, Streams};
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{broadcast, watch};
use work::OpenWork;

/// Changes kept for a slow reader before it gets the whole state instead.
const BACKLOG: usize = 1_024;

/// The last known orders, and the channel to everyone who follows them.
pub struct Live {
    state: Arc<Mutex<State>>,
    changes: broadcast::Sender<Change>,
    /// For readers that only need to know whether the feed is connected.
    upstream: watch::Sender<Upstream>,
    streams: Streams,
    work: OpenWork,
    clock: Clock,
}

/// A consistent start: the state, and every change after it.
pub struct Subscription {
    /// Open and recently ended orders.
    pub orders: Vec<Arc<Order>>,
    /// State of the upstream feed.
    pub feed: FeedStatus,
    /// Changes after that state.
    pub changes: broadcast::Receiver<Change>,
}

impl Live {
    /// Follows the order service's feed for as long as the process lives. `streams` is only read
    /// for its counts.
    pub fn start(gateway: &Gateway, clock: Clock, streams: Streams) -> Arc<Self> {
        feed_metrics::begin();
        let live = Arc::new(Self::new(clock.clone(), streams));
        let (feeds, into) = (gateway.order_feed(), live.clone());
        tokio::spawn(async move {
            let mut feed = std::pin::pin!(feeds);
            while let Some(frame) = feed.next().await {
                into.apply(frame, &clock);
            }
        });
        live
    }

    fn new(clock: Clock, streams: Streams) -> Self {
        let (changes, upstream) = (broadcast::channel(BACKLOG).0, watch::Sender::default());
        Self { state: Arc::default(), changes, upstream, streams, work: OpenWork::default(), clock }
    }

    /// Changes when the upstream feed is connected or lost.
    pub fn upstream_changes(&self) -> watch::Receiver<Upstream> {
        self.upstream.subscribe()
    }

    /// The state now and the changes from now on.
    pub fn subscribe(&self) -> Subscription {
        let state = self.lock();
        Subscription { orders: state.orders(), feed: state.feed, changes: self.changes.subscribe() }
    }

    fn apply(&self, frame: FeedFrame, clock: &Clock) {
        let mut state = self.lock();
        let change = match frame {
            FeedFrame::Connected => state.set_upstream(Upstream::Connected, clock.now()),
            FeedFrame::Lost { cause } => {
                tracing::warn!(%cause, "the order feed was lost");
                state.set_upstream(Upstream::Lost, clock.now())
            }
            FeedFrame::Snapshot(snapshot) => Some(state.replace(snapshot.orders)),
            FeedFrame::Event(event) => {
                clock.witness(event.at);
                state.note_lag(event.at, clock.now());
                state.take(event.order, clock.now())
            }
        };
        // Sent under the lock, so that no subscription falls between the state and its change.
        // Sending fails without readers, which is fine.
        if let Some(change) = change {
            self.upstream
                .send_if_modified(|told| std::mem::replace(told, state.feed.upstream) != state.feed.upstream);
            let _ = self.changes.send(change);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveOrders for Live {
    fn order(&self, id: OrderId) -> Option<Arc<Order>> {
        self.lock().order(id)
    }

    fn board(&self) -> (Vec<Arc<Order>>, FeedStatus) {
        let state = self.lock();
        (state.orders(), state.feed)
    }

    fn orders_of(&self, session: &str) -> Vec<Arc<Order>> {
        self.lock().iter().filter(|order| order.customer.session == session).cloned().collect()
    }

    fn work_ahead(&self, store: &str, now: Timestamp) -> Vec<Ahead> {
        self.work.ahead(&self.state, store, now)
    }

    fn feed(&self) -> FeedStatus {
        self.lock().feed
    }

    fn streams(&self) -> (usize, usize) {
        (self.streams.open(), self.streams.most())
    }

    fn clock_doubt(&self) -> Option<ClockDoubt> {
        self.clock.doubt().map(|doubt| match doubt {
            service_kit::ClockDoubt::Early { .. } => ClockDoubt::Early,
            service_kit::ClockDoubt::Ahead { .. } => ClockDoubt::Ahead,
        })
    }
}

#[cfg(test)]
impl Live {
    /// Live orders without a feed.
    pub fn without_feed() -> Arc<Self> {
        Arc::new(Self::new(Clock::manual(Timestamp::UNIX_EPOCH), Streams::new(1)))
    }

    /// Takes a new version of an order, as from the feed.
    pub fn change(&self, order: Order) {
        let mut state = self.lock();
        let change = state.take(order, Timestamp::UNIX_EPOCH).unwrap();
        let _ = self.changes.send(change);
    }

    /// Sets the state of the feed, without telling readers.
    pub fn set_feed(&self, feed: FeedStatus) {
        self.lock().feed = feed;
    }
}
