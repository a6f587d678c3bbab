//! Liveness checks of endpoints, so that no customer's call has to find out: a stopped process
//! accepts connections and never answers, and every call that waits for it is a person who waits.
//!
//! An endpoint is checked when a call broke or had no answer, when nothing was heard for a second,
//! and before an open breaker becomes half-open. The check asks `/livez`, which uses no database:
//! any answer is a sign of life. If no other endpoint could take the calls, the check goes on for
//! longer: then a wrong verdict on a busy machine costs more than a late one.

use crate::{endpoint::Endpoint, endpoints::Endpoints, transport::Wire};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};

const QUIET: Duration = Duration::from_secs(1);
const ANSWER: Duration = Duration::from_millis(120);
/// Checks in a row without an answer after which an endpoint counts as gone; with [`ANSWER`] that
/// is a quarter of a second.
const LOOKS: usize = 2;
/// The same for the only endpoint left: a second.
const LOOKS_AT_THE_LAST: usize = 8;

/// Watches an endpoint until it leaves.
pub(crate) async fn watch(endpoint: Arc<Endpoint>, among: &Endpoints, wire: &Wire) {
    let mut lost = endpoint.lost();
    while !endpoint.has_left() {
        lost.mark_unchanged();
        match endpoint.breaker.check_at() {
            Some(at) => {
                sleep_until(at).await;
                let alive = is_alive(&endpoint, wire).await;
                endpoint.breaker.checked(alive);
            }
            None => {
                tokio::select! {
                    () = endpoint.suspicion.notified() => {}
                    () = sleep_until(endpoint.heard() + QUIET) => {
                        if endpoint.heard().elapsed() < QUIET {
                            continue;
                        }
                    }
                    _ = lost.changed() => continue,
                }
                confirm(&endpoint, among, wire).await;
            }
        }
    }
}

/// Takes the endpoint out of rotation unless it gives a sign of life: an answer to a check, or to a
/// call meanwhile.
async fn confirm(endpoint: &Endpoint, among: &Endpoints, wire: &Wire) {
    let since = Instant::now();
    for look in 1..=LOOKS_AT_THE_LAST {
        let next = Instant::now() + ANSWER;
        if is_alive(endpoint, wire).await {
            endpoint.found_alive();
            return;
        }
        if endpoint.heard() >= since {
            return;
        }
        // A refused connection fails at once; the process may be just starting.
        sleep_until(next).await;
        if look >= LOOKS && among.has_other(&[endpoint.address.socket]) {
            break;
        }
    }
    endpoint.eject("it gives no sign of life");
}

async fn is_alive(endpoint: &Endpoint, wire: &Wire) -> bool {
    let alive = wire.is_alive(endpoint, ANSWER).await;
    if alive {
        endpoint.hear();
    }
    alive
}
