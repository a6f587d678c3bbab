//! What nobody moves in time ends by itself: an order that nobody accepts expires, a ready one that nobody collects becomes a
//! no-show. The times are in the database, so a restart forgets none, and of several replicas that look the first one
//! moves an order. A clock that is set forward ends nothing: whatever it has skipped the rest of has its time again.

use crate::{
    domain::{Change, Decision},
    measure,
    store::{Store, StoreError},
};
use order_api::Order;
use service_kit::{Clock, ClockStep};
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(1);
/// Ended after one look: when very many are over at once, whoever orders now comes first.
const AT_ONCE: i64 = 50;

/// Looks every second for as long as the process lives.
pub async fn end_overdue(store: Arc<dyn Store>, clock: Clock) {
    let mut looking = interval(EVERY);
    looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut fails = false;
    loop {
        looking.tick().await;
        let ended = end_some(&*store, &clock).await;
        // Once for each time that it begins to fail.
        if let Err(error) = &ended
            && !fails
        {
            tracing::warn!(%error, "orders whose time is over cannot be ended now");
        }
        fails = ended.is_err();
    }
}

/// Ends some of those whose time is over, where it was not the clock's last step that made it so.
///
/// # Errors
/// When the store fails; what was not ended is found again.
pub async fn end_some(store: &dyn Store, clock: &Clock) -> Result<(), StoreError> {
    // In this order: a step in between is one of the next look.
    let now = clock.now();
    let step = clock.last_step();
    let overdue = service_kit::telemetry::database("orders_overdue", store.orders_overdue(now, AT_ONCE));
    for order in overdue.await? {
        end(store, &order, clock, step).await?;
    }
    Ok(())
}

async fn end(
    store: &dyn Store,
    order: &Order,
    clock: &Clock,
    step: Option<ClockStep>,
) -> Result<(), StoreError> {
    let Some(change) = Change::overdue(order, clock.now(), step) else { return Ok(()) };
    if let Some(Decision::Changed(event)) = store.order_change(change).await? {
        measure::changed(&event);
    }
    Ok(())
}
