//! Liveness checks of endpoints, so that no customer's call has to find out: a stopped process
//! accepts connections and never answers, and every call that waits for it is a person who waits.
//!
//! An endpoint is checked when a call broke or had no answer, when nothing was heard for a second,
//! and before an open breaker becomes half-open. The check asks `/livez`, which uses no database:
//! any answer is a sign of life. If no other endpoint could take the calls, the check goes on for
//! longer: then a wrong verdict on a busy machine costs more than a late one.

use crate::{endpoint::ServiceEndpoint, endpoints::EndpointPool, transport::ServiceTransport};
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
pub(crate) async fn watch_endpoint(
    endpoint: Arc<ServiceEndpoint>,
    among: &EndpointPool,
    wire: &ServiceTransport,
) {
    let mut lost = endpoint.subscribe_disconnect();
    while !endpoint.has_left() {
        lost.mark_unchanged();
        match endpoint.breaker.next_check_at() {
            Some(at) => {
                sleep_until(at).await;
                let alive = is_alive(&endpoint, wire).await;
                endpoint.breaker.record_check(alive);
            }
            None => {
                tokio::select! {
                    () = endpoint.suspicion.notified() => {}
                    () = sleep_until(endpoint.last_answer_at() + QUIET) => {
                        if endpoint.last_answer_at().elapsed() < QUIET {
                            continue;
                        }
                    }
                    _ = lost.changed() => continue,
                }
                eject_unless_alive(&endpoint, among, wire).await;
            }
        }
    }
}

/// Takes the endpoint out of rotation unless it gives a sign of life: an answer to a check, or to a
/// call meanwhile.
async fn eject_unless_alive(
    endpoint: &ServiceEndpoint,
    among: &EndpointPool,
    wire: &ServiceTransport,
) {
    let since = Instant::now();
    for look in 1..=LOOKS_AT_THE_LAST {
        let next = Instant::now() + ANSWER;
        if is_alive(endpoint, wire).await {
            endpoint.record_alive();
            return;
        }
        if endpoint.last_answer_at() >= since {
            return;
        }
        // A refused connection fails at once; the process may be just starting.
        sleep_until(next).await;
        if look >= LOOKS && among.has_untried(&[endpoint.address.socket]) {
            break;
        }
    }
    endpoint.eject("it gives no sign of life");
}

async fn is_alive(endpoint: &ServiceEndpoint, wire: &ServiceTransport) -> bool {
    let alive = wire.is_alive(endpoint, ANSWER).await;
    if alive {
        endpoint.record_answer();
    }
    alive
}
