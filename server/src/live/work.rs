//! Work of the open orders, which decides how long the next one takes. To add up some thousand
//! orders takes longer than to place one, so it happens beside the requests, and these use the last
//! sum meanwhile.

use super::state::LiveOrderState;
use gateway::QueuedWork;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Age from which a new sum is computed.
const FRESH_FOR: SignedDuration = SignedDuration::from_millis(500);
/// Age up to which a sum is used while a new one is computed.
const USABLE_FOR: SignedDuration = SignedDuration::from_secs(5);

/// The last sum of the open orders' work.
#[derive(Clone, Default)]
pub struct QueuedWorkCache {
    last: Arc<Mutex<Option<WorkSum>>>,
}

struct WorkSum {
    store: String,
    at: Timestamp,
    ahead: Vec<QueuedWork>,
}

impl QueuedWorkCache {
    /// The work of a store's open orders in `state`, at most some seconds old at `now`. It needs a
    /// tokio runtime.
    pub fn queued_work(
        &self,
        state: &Arc<Mutex<LiveOrderState>>,
        store: &str,
        now: Timestamp,
    ) -> Vec<QueuedWork> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = last.as_mut().filter(|sum| sum.store == store) {
            let age = now.duration_since(sum.at).abs();
            if age >= FRESH_FOR && age < USABLE_FOR {
                // The next callers do not compute it as well.
                sum.at = now;
                let work = self.clone();
                let state = state.clone();
                let store = store.to_owned();
                tokio::task::spawn_blocking(move || work.compute_sum(&state, &store, now));
            }
            if age < USABLE_FOR {
                return sum.ahead.clone();
            }
        }
        drop(last);
        self.compute_sum(state, store, now)
    }

    fn compute_sum(
        &self,
        state: &Mutex<LiveOrderState>,
        store: &str,
        now: Timestamp,
    ) -> Vec<QueuedWork> {
        let orders = state.lock().unwrap_or_else(PoisonError::into_inner).all_orders();
        let ahead = gateway::collect_queued_work(orders.iter().map(Arc::as_ref), store, now);
        let sum = WorkSum { store: store.to_owned(), at: now, ahead: ahead.clone() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(sum);
        ahead
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample_order, *};
    use order_api::{OrderLine, OrderStatus};

    #[tokio::test]
    async fn an_old_sum_is_used_while_a_new_one_is_computed_and_a_very_old_one_is_not() {
        let work = QueuedWorkCache::default();
        let state = Arc::new(Mutex::new(LiveOrderState::default()));
        let start = Timestamp::UNIX_EPOCH;
        let pieces = |at: Timestamp| -> u32 {
            work.queued_work(&state, "main", at).iter().map(|ahead| ahead.quantity).sum()
        };
        let place = |n| {
            let mut order = sample_order(n, OrderStatus::Accepted, 1);
            let item_id = "latte".to_owned();
            let name = String::new();
            order.lines = vec![OrderLine {
                item_id,
                name,
                unit_price: 0,
                quantity: 1,
                options: vec![],
                line_total: 0,
            }];
            state.lock().unwrap().apply_order(order, start);
        };
        assert_eq!(pieces(start), 0);
        place(1);
        assert_eq!(pieces(start + USABLE_FOR), 1, "a very old sum is not used");
        place(2);
        let next = start + USABLE_FOR + FRESH_FOR;
        assert_eq!(pieces(next), 1, "the last sum is used");
        while pieces(next) == 1 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pieces(next), 2);
    }
}
