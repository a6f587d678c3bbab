//! What a customer is told before ordering: how long it will take, and which times can be chosen instead. Checkout shows
//! it and the placing holds to it, both from here.

use jiff::{SignedDuration, Timestamp};
use menu_api::{
    Ahead, Cart, Estimate, Menu,
    estimate::estimate,
    hours::{self, Served, UnknownZone},
    pricing::Cups,
};
use order_api::{BEGUN_BEFORE, Cup, Order, Status};
use std::{borrow::Borrow, collections::BTreeMap};

/// Between the page that offers a time and the press that takes it, the clock goes on and others order.
const GRACE: SignedDuration = SignedDuration::from_mins(2);

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
    let estimate = estimate(menu, ahead, cart, now);
    let slots = slots(menu, cart, now, ready_at(&estimate, now))?;
    Ok(Quote { estimate, slots })
}

/// May `slot` be chosen for `cart`, or might it until a moment ago?
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn may_choose(
    menu: &Menu,
    cart: &Cart,
    estimate: &Estimate,
    slot: Timestamp,
    now: Timestamp,
) -> Result<bool, UnknownZone> {
    Ok(slots(menu, cart, now, ready_at(estimate, now) - GRACE)?.contains(&slot))
}

fn ready_at(estimate: &Estimate, now: Timestamp) -> Timestamp {
    now + SignedDuration::from_secs(estimate.to_s.into())
}

/// The store's slots at which everything in `cart` is served.
fn slots(
    menu: &Menu,
    cart: &Cart,
    now: Timestamp,
    earliest: Timestamp,
) -> Result<Vec<Timestamp>, UnknownZone> {
    let mut slots = hours::slots(&menu.store, now, earliest)?;
    let items = cart.lines.iter().filter_map(|line| menu.item(&line.item));
    for item in items.filter(|item| !item.served.is_empty()) {
        slots.retain(|at| hours::served(&menu.store, &item.served, *at) == Ok(Served::Now));
    }
    Ok(slots)
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

/// An order for later is nobody's work yet until a while before it is wanted.
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
