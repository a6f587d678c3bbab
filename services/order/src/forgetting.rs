//! Erases customers' names and notes some time after the order has ended, and releases blocked
//! phones whose time is over. The times are in the database, so a restart loses none, and each of
//! several replicas takes different orders. Nothing is erased while the clock may be ahead, since
//! an erasure cannot be undone; it resumes once the clock has settled.

use crate::{
    db::{OrderRepository, RepositoryError},
    measure,
};
use service_kit::{Clock, ClockAnomaly};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// Pause after a pass that leaves nothing to do.
const EVERY: Duration = Duration::from_secs(60);
/// Pause while there is more to do, which leaves room for placements in between.
const SOON: Duration = Duration::from_millis(200);
/// Maximum orders erased in one transaction.
const AT_ONCE: i64 = 50;

/// Runs a pass every minute until the process ends.
pub async fn run_retention_worker(store: Arc<dyn OrderRepository>, clock: Clock) {
    let mut fails = false;
    loop {
        let forgotten = forget_due_customers(&*store, &clock).await;
        // Log only the first of consecutive failures.
        if let Err(error) = &forgotten
            && !fails
        {
            tracing::warn!(%error, "customers' names and notes whose time is over cannot be erased now");
        }
        fails = forgotten.is_err();
        sleep(if forgotten.is_ok_and(|is_more| is_more) { SOON } else { EVERY }).await;
    }
}

/// Erases the customer's name and note from due orders, at most 50, and releases phones whose block
/// has ended. Returns whether there may be more to do now.
///
/// # Errors
/// When the store fails. The next pass finds the remaining orders.
pub async fn forget_due_customers(
    store: &dyn OrderRepository,
    clock: &Clock,
) -> Result<bool, RepositoryError> {
    if matches!(clock.find_anomaly(), Some(ClockAnomaly::Ahead { .. })) {
        return Ok(false);
    }
    let now = clock.now();
    store.delete_expired_blocks(now).await?;
    let forgotten = store.forget_customers(now, AT_ONCE).await?;
    if forgotten > 0 {
        measure::record_erasures(forgotten);
        tracing::info!(orders = forgotten, "names and notes were erased");
    }
    Ok(i64::try_from(forgotten).is_ok_and(|forgotten| forgotten >= AT_ONCE))
}
