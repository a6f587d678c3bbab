//! What a customer is told before ordering: how long it will take, and which times can be chosen instead. Checkout shows
//! it and the placing holds to it, both from here.

use jiff::{SignedDuration, Timestamp};
use menu_api::{
    Ahead, Cart, Estimate, Menu,
    estimate::estimate,
    hours::{self, UnknownZone},
    pricing::Cups,
};
use order_api::{Cup, Order, Status};
use std::{borrow::Borrow, collections::BTreeMap};

/// An order for later is nobody's work yet until so long before it is wanted.
const BEGUN_BEFORE: SignedDuration = SignedDuration::from_mins(30);

/// How long, and when else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// From now to ready; the upper end is what is promised.
    pub estimate: Estimate,
    /// Times that may be chosen instead, soonest first.
    pub slots: Vec<Timestamp>,
}

/// What `cart` is quoted behind the work `ahead`.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn quote(menu: &Menu, cart: &Cart, ahead: &[Ahead], now: Timestamp) -> Result<Quote, UnknownZone> {
    let estimate = estimate(menu, ahead, cart);
    let earliest = now.checked_add(SignedDuration::from_secs(estimate.to_s.into())).unwrap_or(Timestamp::MAX);
    Ok(Quote { estimate, slots: hours::slots(&menu.store, now, earliest)? })
}

/// The work that lies before a new order at `now`: what the store's open orders still need made, item by item.
pub fn work_ahead(
    orders: impl IntoIterator<Item = impl Borrow<Order>>,
    store: &str,
    now: Timestamp,
) -> Vec<Ahead> {
    let mut quantities = BTreeMap::<_, u32>::new();
    for order in orders {
        let order = order.borrow();
        if order.store == store && is_work(order, now) {
            for line in &order.lines {
                let wanted = u32::try_from(line.quantity).unwrap_or(0);
                match quantities.get_mut(&line.item_id) {
                    Some(sum) => *sum = wanted.saturating_add(*sum),
                    None => drop(quantities.insert(line.item_id.clone(), wanted)),
                }
            }
        }
    }
    quantities.into_iter().map(|(item, quantity)| Ahead { item, quantity }).collect()
}

fn is_work(order: &Order, now: Timestamp) -> bool {
    let is_due = || order.pickup_at.is_none_or(|at| at.duration_since(now) <= BEGUN_BEFORE);
    match order.status {
        Status::Preparing => true,
        Status::Placed | Status::Accepted => is_due(),
        _ => false,
    }
}

/// Whose cups are priced when this one is chosen.
pub fn cups(cup: Option<Cup>) -> Cups {
    match cup {
        Some(Cup::Own) => Cups::Own,
        Some(Cup::Store | Cup::Disposable) | None => Cups::Cafe,
    }
}
