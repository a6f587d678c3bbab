//! Orders that a reader may follow: open ones, those that ended within the recall window, and those
//! whose end the counter has yet to acknowledge.

use super::feed_metrics;
use app::shared::{ssr::FeedStatus, ui::OrderFeedState};
use jiff::Timestamp;
use order_api::{Order, OrderId, lifecycle::RECALL_WINDOW};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// A change as readers receive it.
#[derive(Debug, Clone)]
pub enum LiveOrderChange {
    /// An order has a new version.
    Order(Arc<Order>),
    /// The upstream feed was connected or lost.
    Upstream(OrderFeedState),
    /// A snapshot replaced the state.
    Replaced,
}

/// Orders and connection state, as known from the feed.
#[derive(Default)]
pub struct LiveOrderState {
    orders: HashMap<OrderId, Arc<Order>>,
    /// Ended orders without a pending acknowledgement, and their times, oldest first, so that a
    /// change needs no scan of all orders.
    ended: VecDeque<(Timestamp, OrderId)>,
    /// State of the feed's connection.
    pub feed: FeedStatus,
}

impl LiveOrderState {
    /// All orders, unsorted.
    pub fn all_orders(&self) -> Vec<Arc<Order>> {
        self.iter().cloned().collect()
    }

    /// All orders, by reference.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Order>> {
        self.orders.values()
    }

    /// The order with this id.
    pub fn find_order(&self, id: OrderId) -> Option<Arc<Order>> {
        self.orders.get(&id).cloned()
    }

    /// Records whether the feed is connected; `None` if it was so before.
    pub fn set_upstream(
        &mut self,
        upstream: OrderFeedState,
        now: Timestamp,
    ) -> Option<LiveOrderChange> {
        let before = std::mem::replace(&mut self.feed.upstream, upstream);
        feed_metrics::record_connected(upstream == OrderFeedState::Connected);
        if before == upstream {
            return None;
        }
        // A failed first attempt does not count as a loss: there was no connection before it.
        if before != OrderFeedState::Starting || upstream == OrderFeedState::Connected {
            self.feed.since = Some(now);
        }
        if upstream == OrderFeedState::Connected {
            self.feed.lag = None;
        }
        Some(LiveOrderChange::Upstream(upstream))
    }

    /// Records how long a change made at `at` took to arrive. A change from before the connection
    /// is left out: it waited for the connection.
    pub fn note_lag(&mut self, at: Timestamp, now: Timestamp) {
        if self.feed.since.is_some_and(|connected_at| connected_at <= at) {
            let lag = now.duration_since(at);
            self.feed.lag = Some(lag);
            feed_metrics::record_lag(lag);
        }
    }

    /// Replaces the state with a snapshot.
    pub fn replace_orders(&mut self, mut orders: Vec<Order>) -> LiveOrderChange {
        self.orders.clear();
        self.ended.clear();
        orders.sort_unstable_by_key(|order| order.status_at);
        orders.into_iter().for_each(|order| self.insert_order(Arc::new(order)));
        LiveOrderChange::Replaced
    }

    /// Applies a change unless its version is known already, and drops orders that ended longer ago
    /// than the recall window.
    pub fn apply_order(&mut self, order: Order, now: Timestamp) -> Option<LiveOrderChange> {
        if self.orders.get(&order.id).is_some_and(|known| known.version >= order.version) {
            return None;
        }
        let order = Arc::new(order);
        self.insert_order(order.clone());
        self.remove_expired(now);
        Some(LiveOrderChange::Order(order))
    }

    fn insert_order(&mut self, order: Arc<Order>) {
        if !order.status.is_open() && !order.handling.unacknowledged {
            self.ended.push_back((order.status_at, order.id));
        }
        self.orders.insert(order.id, order);
    }

    fn remove_expired(&mut self, now: Timestamp) {
        while let Some((at, id)) =
            self.ended.pop_front_if(|(at, _)| now.duration_since(*at) > RECALL_WINDOW)
        {
            // Keep it if it was recalled since.
            if self
                .orders
                .get(&id)
                .is_some_and(|order| !order.status.is_open() && order.status_at == at)
            {
                self.orders.remove(&id);
            }
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use jiff::SignedDuration;
    use order_api::{CustomerIdentity, DiningMode, OrderHandling, OrderStatus};

    /// A sample order without a customer.
    pub fn sample_order(id: u128, status: OrderStatus, version: i64) -> Order {
        Order {
            id: OrderId(uuid_from(id)),
            store: "main".to_owned(),
            number: 1,
            business_date: "2026-03-02".parse().unwrap(),
            status,
            version,
            placed_at: Timestamp::UNIX_EPOCH,
            promised_at: Timestamp::UNIX_EPOCH,
            status_at: Timestamp::UNIX_EPOCH,
            reason: None,
            customer: CustomerIdentity { session: String::new(), name: String::new() },
            dining: DiningMode::Here,
            menu_version: 1,
            menu_verified: true,
            currency: "KRW".to_owned(),
            lines: vec![],
            total: 0,
            note: String::new(),
            cup: None,
            pickup_at: None,
            handling: OrderHandling::default(),
        }
    }

    fn uuid_from(id: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(id)
    }

    #[test]
    fn the_age_of_the_state_counts_from_the_loss_not_from_the_tries_after_it() {
        let mut state = LiveOrderState::default();
        let at = |seconds| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
        assert!(
            state.set_upstream(OrderFeedState::Lost, at(1)).is_some(),
            "that the first attempt failed is news"
        );
        assert_eq!(state.feed.since, None);
        assert!(state.set_upstream(OrderFeedState::Connected, at(2)).is_some());
        assert!(state.set_upstream(OrderFeedState::Lost, at(3)).is_some());
        assert!(state.set_upstream(OrderFeedState::Lost, at(9)).is_none());
        assert_eq!(state.feed.since, Some(at(3)));
    }

    #[test]
    fn the_lag_is_of_changes_that_were_made_while_the_feed_was_connected() {
        let mut state = LiveOrderState::default();
        let at = |seconds| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
        state.set_upstream(OrderFeedState::Connected, at(100));
        state.note_lag(at(10), at(101));
        assert_eq!(state.feed.lag, None, "it waited for the connection");
        state.note_lag(at(102), at(103));
        assert_eq!(state.feed.lag, Some(SignedDuration::from_secs(1)));
        state.set_upstream(OrderFeedState::Lost, at(110));
        state.set_upstream(OrderFeedState::Connected, at(200));
        assert_eq!(state.feed.lag, None);
    }

    #[test]
    fn an_older_version_is_no_news() {
        let mut state = LiveOrderState::default();
        let now = Timestamp::UNIX_EPOCH;
        assert!(matches!(
            state.apply_order(sample_order(1, OrderStatus::Accepted, 2), now),
            Some(LiveOrderChange::Order(_))
        ));
        assert!(state.apply_order(sample_order(1, OrderStatus::Placed, 1), now).is_none());
        assert_eq!(state.find_order(OrderId(uuid_from(1))).unwrap().status, OrderStatus::Accepted);
    }

    #[test]
    fn an_ended_order_is_forgotten_after_the_recall_window_and_an_open_one_never() {
        let mut state = LiveOrderState::default();
        state.apply_order(sample_order(1, OrderStatus::Completed, 5), Timestamp::UNIX_EPOCH);
        state.apply_order(sample_order(2, OrderStatus::Ready, 4), Timestamp::UNIX_EPOCH);
        let later = Timestamp::UNIX_EPOCH + RECALL_WINDOW + SignedDuration::from_secs(1);
        state.apply_order(sample_order(3, OrderStatus::Placed, 1), later);
        assert!(state.find_order(OrderId(uuid_from(1))).is_none());
        assert!(state.find_order(OrderId(uuid_from(2))).is_some());
    }

    #[test]
    fn a_cancelled_order_is_kept_until_the_counter_has_acknowledged_it() {
        let mut state = LiveOrderState::default();
        let handling = OrderHandling { unacknowledged: true, ..OrderHandling::default() };
        let cancelled = Order { handling, ..sample_order(1, OrderStatus::Cancelled, 2) };
        state.replace_orders(vec![cancelled]);
        let later = Timestamp::UNIX_EPOCH + RECALL_WINDOW + SignedDuration::from_secs(1);
        state.apply_order(sample_order(2, OrderStatus::Placed, 1), later);
        assert!(state.find_order(OrderId(uuid_from(1))).is_some());
        state.apply_order(sample_order(1, OrderStatus::Cancelled, 3), later);
        assert!(state.find_order(OrderId(uuid_from(1))).is_none());
    }

    #[test]
    fn an_order_that_was_called_back_is_kept_until_it_ends_again() {
        let mut state = LiveOrderState::default();
        state.replace_orders(vec![sample_order(1, OrderStatus::Completed, 5)]);
        state.apply_order(sample_order(1, OrderStatus::Ready, 6), Timestamp::UNIX_EPOCH);
        let later = Timestamp::UNIX_EPOCH + RECALL_WINDOW + SignedDuration::from_secs(1);
        let ended = |version| Order {
            status_at: later,
            ..sample_order(1, OrderStatus::Completed, version)
        };
        state.apply_order(sample_order(2, OrderStatus::Placed, 1), later);
        assert!(state.find_order(OrderId(uuid_from(1))).is_some(), "it is open");
        state.apply_order(ended(7), later);
        state.apply_order(sample_order(2, OrderStatus::Accepted, 2), later + RECALL_WINDOW);
        assert!(state.find_order(OrderId(uuid_from(1))).is_some(), "it can be called back again");
        state.apply_order(
            sample_order(2, OrderStatus::Preparing, 3),
            later + RECALL_WINDOW + SignedDuration::from_secs(1),
        );
        assert!(state.find_order(OrderId(uuid_from(1))).is_none());
    }
}
