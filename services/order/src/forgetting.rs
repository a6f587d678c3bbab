//! What a customer said of themselves is erased some time after the order has ended, and blocks of phones end. The times are in
//! the database, so a restart forgets none; of several replicas each takes other orders. While nobody knows whether the clock
//! is ahead, nothing is erased: that cannot be undone, and is done when the clock has settled.

use crate::{
    measure,
    store::{Store, StoreError},
};
use service_kit::{Clock, ClockDoubt, telemetry::database};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// Between looks that leave nothing to do.
const EVERY: Duration = Duration::from_secs(60);
/// Between looks while there is more: placements come in between.
const SOON: Duration = Duration::from_millis(200);
/// Erased by one transaction.
const AT_ONCE: i64 = 50;

/// Looks every minute for as long as the process lives.
pub async fn forget_customers(store: Arc<dyn Store>, clock: Clock) {
    let mut fails = false;
    loop {
        let forgotten = forget_some(&*store, &clock).await;
        // Once for each time that it begins to fail.
        if let Err(error) = &forgotten
            && !fails
        {
            tracing::warn!(%error, "customers' names and notes whose time is over cannot be erased now");
        }
        fails = forgotten.is_err();
        sleep(if forgotten.is_ok_and(|is_more| is_more) { SOON } else { EVERY }).await;
    }
}

/// Erases what some orders say of their customers, and releases phones; whether there may be more to do now.
///
/// # Errors
/// When the store fails; what was not erased is found again.
pub async fn forget_some(store: &dyn Store, clock: &Clock) -> Result<bool, StoreError> {
    if matches!(clock.doubt(), Some(ClockDoubt::Ahead { .. })) {
        return Ok(false);
    }
    let now = clock.now();
    database("phones_release", store.phones_release(now)).await?;
    let forgotten = database("orders_forget", store.orders_forget(now, AT_ONCE)).await?;
    if forgotten > 0 {
        measure::forgotten(forgotten);
        tracing::info!(orders = forgotten, "names and notes were erased");
    }
    Ok(i64::try_from(forgotten).is_ok_and(|forgotten| forgotten >= AT_ONCE))
}
