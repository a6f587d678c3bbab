//! One placement sent many times at once: an impatient customer, a network that repeats, a program
//! that does not wait.

use crate::{
    addresses::Addresses,
    history::History,
    load::{
        browser::Phone,
        context::{Outcome, Shop, dice},
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
pub struct Duplicates {
    pub sent: u64,
    /// Acknowledged at the first press.
    pub at_once: u64,
    /// Refused for the moment, and acknowledged at a second press.
    pub pressed_again: u64,
    /// Distinct orders that were acknowledged; more than one is a fault.
    pub orders: u64,
}

impl Duplicates {
    /// Whether every press was acknowledged, all with the same order.
    pub fn is_one_order(&self) -> bool {
        self.sent > 0 && self.at_once + self.pressed_again == self.sent && self.orders == 1
    }
}

/// 100 parallel placements with one key at the client surfaces, and 100 with another at the order
/// services.
pub async fn duplicates(addresses: &Addresses, history: &History, seed: u64) -> [Duplicates; 2] {
    let (_open, shop) = super::open(addresses, history);
    [at_surfaces(&shop, seed).await.unwrap_or_default(), at_services(&shop, seed).await]
}

async fn at_surfaces(shop: &Shop, seed: u64) -> Option<Duplicates> {
    let mut phone = Phone::new(shop, &shop.addresses.clients, 0);
    let menu = shop.menu().await?;
    let checkout = customer::fill(shop, &mut phone, menu, &mut dice(seed, 1)).await?;
    let (checkout, cookies) = (&checkout, &phone.cookies);
    let press = |replica| async move {
        let mut phone = Phone::new(shop, &shop.addresses.clients, replica);
        phone.cookies = cookies.clone();
        customer::press(shop, &mut phone, checkout).await
    };
    Some(all(press).await)
}

async fn at_services(shop: &Shop, seed: u64) -> Duplicates {
    let (key, new) = (shop.new_key(), direct_program::new_order(&mut dice(seed, 2)));
    direct_program::want(shop, &key, &new, true);
    let (replicas, key, new) = (&shop.addresses.orders, &key, &new);
    let press = |replica: usize| async move {
        match replicas.get(replica % replicas.len().max(1)) {
            Some(replica) => direct_program::send(shop, replica, key, new).await,
            None => Outcome::Unknown { why: "there is no order service".to_owned() },
        }
    };
    all(press).await
}

/// Sends all at once; then repeats those refused for the moment, one after the other.
async fn all<F: Future<Output = Outcome>>(press: impl Fn(usize) -> F) -> Duplicates {
    let first = join_all((0..AT_ONCE).map(&press)).await;
    tokio::time::sleep(RETRY_AFTER).await;
    let mut second = Vec::new();
    for (replica, outcome) in first.iter().enumerate() {
        if is_for_the_moment(outcome) {
            second.push(press(replica).await);
        }
    }
    count(&first, &second)
}

/// Whether a refusal is temporary: a 503, or the redirect that a form gets instead of one.
fn is_for_the_moment(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused { status, code } => {
            *status == 503 || ((300..400).contains(status) && !customer::is_final(code))
        }
        Outcome::Acknowledged { .. } | Outcome::Unknown { .. } => false,
    }
}

fn count(first: &[Outcome], second: &[Outcome]) -> Duplicates {
    let told = |outcomes: &[Outcome]| -> Vec<OrderId> { outcomes.iter().filter_map(order).collect() };
    let (at_once, again) = (told(first), told(second));
    Duplicates {
        sent: first.len() as u64,
        at_once: at_once.len() as u64,
        pressed_again: again.len() as u64,
        orders: at_once.into_iter().chain(again).collect::<BTreeSet<_>>().len() as u64,
    }
}

fn order(outcome: &Outcome) -> Option<OrderId> {
    match outcome {
        Outcome::Acknowledged { order, .. } => Some(*order),
        Outcome::Refused { .. } | Outcome::Unknown { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn placed(order: u128) -> Outcome {
        Outcome::Acknowledged { order: OrderId(Uuid::from_u128(order)), number: None, total: None }
    }

    fn refused(status: u16, code: &str) -> Outcome {
        Outcome::Refused { status, code: code.to_owned() }
    }

    #[test]
    fn everybody_is_told_of_the_same_order_at_once_or_by_a_second_press() {
        let first = [placed(1), placed(1), refused(503, "overloaded")];
        assert!(count(&first, &[placed(1)]).is_one_order());
        assert!(!count(&first, &[]).is_one_order());
        assert!(!count(&first, &[placed(2)]).is_one_order());
        assert!(!count(&[placed(1), Outcome::Unknown { why: String::new() }], &[]).is_one_order());
        assert!(!count(&[], &[]).is_one_order());
    }

    #[test]
    fn only_a_refusal_for_the_moment_is_pressed_again() {
        assert!(is_for_the_moment(&refused(503, "overloaded")) && is_for_the_moment(&refused(303, "busy")));
        assert!(
            !is_for_the_moment(&refused(303, "cart_changed")) && !is_for_the_moment(&refused(500, "busy"))
        );
    }
}
