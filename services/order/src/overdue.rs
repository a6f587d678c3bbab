//! Ends overdue orders: an order that is not accepted in time expires, and a ready order that is
//! not collected becomes a no-show. The times are in the database, so a restart loses none; of
//! several replicas the first one ends the order. A clock that is set forward ends nothing: an
//! order gets back the time that the clock skipped.

use crate::{
    db::{OrderRepository, RepositoryError},
    domain::{ChangeDecision, OrderChange},
    measure,
};
use order_api::Order;
use service_kit::{Clock, ClockStep};
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};

/// Pause between two passes.
const EVERY: Duration = Duration::from_secs(1);
/// Maximum orders ended in one pass, so that new placements get their turn in between.
const AT_ONCE: i64 = 50;

/// Runs a pass every second until the process ends.
pub async fn run_overdue_worker(store: Arc<dyn OrderRepository>, clock: Clock) {
    let mut looking = interval(EVERY);
    looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut fails = false;
    loop {
        looking.tick().await;
        let ended = end_overdue_orders(&*store, &clock).await;
        // Log only the first of consecutive failures.
        if let Err(error) = &ended
            && !fails
        {
            tracing::warn!(%error, "orders whose time is over cannot be ended now");
        }
        fails = ended.is_err();
    }
}

/// Ends overdue orders, at most 50. An order that is overdue only because the clock was set forward
/// gets more time instead.
///
/// # Errors
/// When the store fails. The next pass finds the remaining orders.
pub async fn end_overdue_orders(
    store: &dyn OrderRepository,
    clock: &Clock,
) -> Result<(), RepositoryError> {
    // Time before step: a step between the two reads belongs to the next pass.
    let now = clock.now();
    let step = clock.last_step();
    for order in store.list_overdue_orders(now, AT_ONCE).await? {
        end_order_if_overdue(store, &order, clock, step).await?;
    }
    Ok(())
}

async fn end_order_if_overdue(
    store: &dyn OrderRepository,
    order: &Order,
    clock: &Clock,
    step: Option<ClockStep>,
) -> Result<(), RepositoryError> {
    let Some(change) = OrderChange::for_overdue_order(order, clock.now(), step) else {
        return Ok(());
    };
    if let Some(ChangeDecision::Changed(event)) = store.change_order(change).await? {
        measure::record_change(&event);
    }
    Ok(())
}
