//! One placement sent many times at once: an impatient customer, a network that repeats, a program
//! that does not wait.

use crate::{
    addresses::SystemAddresses,
    history::RunHistory,
    load::{
        browser::SimulatedBrowser,
        context::{LoadContext, PlacementOutcome, seeded_rng},
        customer, direct_program,
    },
};
use futures::future::join_all;
use order_api::OrderId;
use std::{collections::BTreeSet, time::Duration};

/// Placements at once at the surfaces, and as many at the services.
const AT_ONCE: usize = 100;
/// Waiting time that a refusal names in `Retry-After`.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Results of one key that was sent many times at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DuplicatesResult {
    pub sent: u64,
    /// Acknowledged at the first press.
    pub at_once: u64,
    /// Refused for the moment, and acknowledged at a second press.
    pub pressed_again: u64,
    /// Distinct orders that were acknowledged; more than one is a fault.
    pub orders: u64,
}

impl DuplicatesResult {
    /// Whether every press was acknowledged, all with the same order.
    pub fn is_one_order(&self) -> bool {
        self.sent > 0 && self.at_once + self.pressed_again == self.sent && self.orders == 1
    }
}

/// 100 parallel placements with one key at the client surfaces, and 100 with another at the order
/// services.
pub async fn send_duplicates(
    addresses: &SystemAddresses,
    history: &RunHistory,
    seed: u64,
) -> [DuplicatesResult; 2] {
    let (_open, shop) = super::open_context(addresses, history);
    [send_to_surfaces(&shop, seed).await.unwrap_or_default(), send_to_services(&shop, seed).await]
}

async fn send_to_surfaces(shop: &LoadContext, seed: u64) -> Option<DuplicatesResult> {
    let mut phone = SimulatedBrowser::new(shop, &shop.addresses.clients, 0);
    let menu = shop.initial_menu().await?;
    let checkout =
        customer::prepare_checkout(shop, &mut phone, menu, &mut seeded_rng(seed, 1)).await?;
    let checkout = &checkout;
    let cookies = &phone.cookies;
    let press = |replica| async move {
        let mut phone = SimulatedBrowser::new(shop, &shop.addresses.clients, replica);
        phone.cookies = cookies.clone();
        customer::press_order_button(shop, &mut phone, checkout).await
    };
    Some(press_all(press).await)
}

async fn send_to_services(shop: &LoadContext, seed: u64) -> DuplicatesResult {
    let key = shop.new_key();
    let new = direct_program::random_order(&mut seeded_rng(seed, 2));
    direct_program::record_intent(shop, &key, &new, true);
    let replicas = &shop.addresses.orders;
    let key = &key;
    let new = &new;
    let press = |replica: usize| async move {
        match replicas.get(replica % replicas.len().max(1)) {
            Some(replica) => direct_program::attempt_placement(shop, replica, key, new).await,
            None => PlacementOutcome::Unknown { why: "there is no order service".to_owned() },
        }
    };
    press_all(press).await
}

/// Sends all at once; then repeats those refused for the moment, one after the other.
async fn press_all<F: Future<Output = PlacementOutcome>>(
    press: impl Fn(usize) -> F,
) -> DuplicatesResult {
    let first = join_all((0..AT_ONCE).map(&press)).await;
    tokio::time::sleep(RETRY_AFTER).await;
    let mut second = Vec::new();
    for (replica, outcome) in first.iter().enumerate() {
        if is_temporary_refusal(outcome) {
            second.push(press(replica).await);
        }
    }
    count_results(&first, &second)
}

/// Whether a refusal is temporary: a 503, or the redirect that a form gets instead of one.
fn is_temporary_refusal(outcome: &PlacementOutcome) -> bool {
    match outcome {
        PlacementOutcome::Refused { status, code } => {
            *status == 503 || ((300..400).contains(status) && !customer::is_final(code))
        }
        PlacementOutcome::Acknowledged { .. } | PlacementOutcome::Unknown { .. } => false,
    }
}

fn count_results(first: &[PlacementOutcome], second: &[PlacementOutcome]) -> DuplicatesResult {
    let told = |outcomes: &[PlacementOutcome]| -> Vec<OrderId> {
        outcomes.iter().filter_map(acknowledged_order).collect()
    };
    let at_once = told(first);
    let again = told(second);
    DuplicatesResult {
        sent: first.len() as u64,
        at_once: at_once.len() as u64,
        pressed_again: again.len() as u64,
        orders: at_once.into_iter().chain(again).collect::<BTreeSet<_>>().len() as u64,
    }
}

fn acknowledged_order(outcome: &PlacementOutcome) -> Option<OrderId> {
    match outcome {
        PlacementOutcome::Acknowledged { order, .. } => Some(*order),
        PlacementOutcome::Refused { .. } | PlacementOutcome::Unknown { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn acknowledged_outcome(order: u128) -> PlacementOutcome {
        PlacementOutcome::Acknowledged {
            order: OrderId(Uuid::from_u128(order)),
            number: None,
            total: None,
        }
    }

    fn refused_outcome(status: u16, code: &str) -> PlacementOutcome {
        PlacementOutcome::Refused { status, code: code.to_owned() }
    }

    #[test]
    fn everybody_is_told_of_the_same_order_at_once_or_by_a_second_press() {
        let first =
            [acknowledged_outcome(1), acknowledged_outcome(1), refused_outcome(503, "overloaded")];
        assert!(count_results(&first, &[acknowledged_outcome(1)]).is_one_order());
        assert!(!count_results(&first, &[]).is_one_order());
        assert!(!count_results(&first, &[acknowledged_outcome(2)]).is_one_order());
        assert!(
            !count_results(
                &[acknowledged_outcome(1), PlacementOutcome::Unknown { why: String::new() }],
                &[]
            )
            .is_one_order()
        );
        assert!(!count_results(&[], &[]).is_one_order());
    }

    #[test]
    fn only_a_refusal_for_the_moment_is_pressed_again() {
        assert!(
            is_temporary_refusal(&refused_outcome(503, "overloaded"))
                && is_temporary_refusal(&refused_outcome(303, "busy"))
        );
        assert!(
            !is_temporary_refusal(&refused_outcome(303, "cart_changed"))
                && !is_temporary_refusal(&refused_outcome(500, "busy"))
        );
    }
}
