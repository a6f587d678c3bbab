//! Looks whether an endpoint is alive, so that no customer's call has to find out: a stopped process accepts
//! connections and says nothing, and every call that waits for it is a person who waits.
//!
//! It looks when a call broke or had no answer, when nothing was heard for a second, and before an open breaker is
//! half-open. It asks `/livez`, which looks at no database: any answer at all is a sign of life. Where nobody else could
//! take the calls it looks longer: then being wrong about a machine that is only busy costs more than being late.

use crate::{endpoint::Endpoint, endpoints::Endpoints, wire::Wire};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};

const QUIET: Duration = Duration::from_secs(1);
const ANSWER: Duration = Duration::from_millis(120);
/// Looks in a row without an answer after which it counts as gone; with [`ANSWER`] that is a quarter of a second.
const LOOKS: usize = 2;
/// The same for one that is alone: a second.
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

/// Takes it out of rotation unless anything is heard of it: an answer here, or to a call meanwhile.
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
        // A refusal comes at once; the process may be just starting.
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
