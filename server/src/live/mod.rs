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

pub use state::LiveOrderChange;
#[cfg(test)]
pub use state::tests::sample_order;

use app::{
    shared::ui::ClockDoubt,
    shared::{
        ssr::{FeedStatus, LiveOrders},
        ui::OrderFeedState,
    },
};
use futures::StreamExt as _;
use gateway::{Gateway, OrderFeedUpdate, QueuedWork};
use jiff::Timestamp;
use order_api::{Order, OrderId};
use service_kit::{Clock, StreamLimit};
use state::LiveOrderState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{broadcast, watch};
use work::QueuedWorkCache;

/// Changes kept for a slow reader before it gets the whole state instead.
const BACKLOG: usize = 1_024;

/// The last known orders, and the channel to everyone who follows them.
pub struct LiveOrderHub {
    state: Arc<Mutex<LiveOrderState>>,
    changes: broadcast::Sender<LiveOrderChange>,
    /// For readers that only need to know whether the feed is connected.
    upstream: watch::Sender<OrderFeedState>,
    streams: StreamLimit,
    work: QueuedWorkCache,
    clock: Clock,
}

/// A consistent start: the state, and every change after it.
pub struct OrderSubscription {
    /// Open and recently ended orders.
    pub orders: Vec<Arc<Order>>,
    /// State of the upstream feed.
    pub feed: FeedStatus,
    /// Changes after that state.
    pub changes: broadcast::Receiver<LiveOrderChange>,
}

impl LiveOrderHub {
    /// Follows the order service's feed for as long as the process lives. `streams` is only read
    /// for its counts.
    pub fn start(gateway: &Gateway, clock: Clock, streams: StreamLimit) -> Arc<Self> {
        feed_metrics::describe_metrics();
        let live = Arc::new(Self::new(clock.clone(), streams));
        let feeds = gateway.order_feed();
        let into = live.clone();
        tokio::spawn(async move {
            let mut feed = std::pin::pin!(feeds);
            while let Some(frame) = feed.next().await {
                into.apply_frame(frame, &clock);
            }
        });
        live
    }

    fn new(clock: Clock, streams: StreamLimit) -> Self {
        let changes = broadcast::channel(BACKLOG).0;
        let upstream = watch::Sender::default();
        Self {
            state: Arc::default(),
            changes,
            upstream,
            streams,
            work: QueuedWorkCache::default(),
            clock,
        }
    }

    /// Changes when the upstream feed is connected or lost.
    pub fn upstream_changes(&self) -> watch::Receiver<OrderFeedState> {
        self.upstream.subscribe()
    }

    /// The state now and the changes from now on.
    pub fn subscribe(&self) -> OrderSubscription {
        let state = self.lock_state();
        OrderSubscription {
            orders: state.all_orders(),
            feed: state.feed,
            changes: self.changes.subscribe(),
        }
    }

    fn apply_frame(&self, frame: OrderFeedUpdate, clock: &Clock) {
        let mut state = self.lock_state();
        let change = match frame {
            OrderFeedUpdate::Connected => {
                state.set_upstream(OrderFeedState::Connected, clock.now())
            }
            OrderFeedUpdate::Lost { cause } => {
                tracing::warn!(%cause, "the order feed was lost");
                state.set_upstream(OrderFeedState::Lost, clock.now())
            }
            OrderFeedUpdate::Snapshot(snapshot) => Some(state.replace_orders(snapshot.orders)),
            OrderFeedUpdate::Event(event) => {
                clock.record_newest_time(event.at);
                state.note_lag(event.at, clock.now());
                state.apply_order(event.order, clock.now())
            }
        };
        // Sent under the lock, so that no subscription falls between the state and its change.
        // Sending fails without readers, which is fine.
        if let Some(change) = change {
            self.upstream.send_if_modified(|told| {
                std::mem::replace(told, state.feed.upstream) != state.feed.upstream
            });
            let _ = self.changes.send(change);
        }
    }

    fn lock_state(&self) -> MutexGuard<'_, LiveOrderState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveOrders for LiveOrderHub {
    fn find_order(&self, id: OrderId) -> Option<Arc<Order>> {
        self.lock_state().find_order(id)
    }

    fn board_orders(&self) -> (Vec<Arc<Order>>, FeedStatus) {
        let state = self.lock_state();
        (state.all_orders(), state.feed)
    }

    fn orders_of(&self, session: &str) -> Vec<Arc<Order>> {
        self.lock_state()
            .iter()
            .filter(|order| order.customer.session == session)
            .cloned()
            .collect()
    }

    fn queued_work(&self, store: &str, now: Timestamp) -> Vec<QueuedWork> {
        self.work.queued_work(&self.state, store, now)
    }

    fn feed_status(&self) -> FeedStatus {
        self.lock_state().feed
    }

    fn stream_counts(&self) -> (usize, usize) {
        (self.streams.open_count(), self.streams.max_streams())
    }

    fn clock_doubt(&self) -> Option<ClockDoubt> {
        self.clock.find_anomaly().map(|doubt| match doubt {
            service_kit::ClockAnomaly::Early { .. } => ClockDoubt::Early,
            service_kit::ClockAnomaly::Ahead { .. } => ClockDoubt::Ahead,
        })
    }
}

#[cfg(test)]
impl LiveOrderHub {
    /// Live orders without a feed.
    pub fn without_feed() -> Arc<Self> {
        Arc::new(Self::new(Clock::manual(Timestamp::UNIX_EPOCH), StreamLimit::new(1)))
    }

    /// Takes a new version of an order, as from the feed.
    pub fn publish_order(&self, order: Order) {
        let mut state = self.lock_state();
        let change = state.apply_order(order, Timestamp::UNIX_EPOCH).unwrap();
        let _ = self.changes.send(change);
    }

    /// Sets the state of the feed, without telling readers.
    pub fn set_feed(&self, feed: FeedStatus) {
        self.lock_state().feed = feed;
    }
}
