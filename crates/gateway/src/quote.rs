//! Quotes before ordering: how long an order will take, and which times can be chosen instead.
//! Checkout shows a quote and placing enforces it, both by this module.

use jiff::{SignedDuration, Timestamp};
use menu_api::{
    Cart, Menu, QueuedWork, ReadyEstimate,
    estimate::estimate_ready_time,
    hours::{self, PickupTime, PickupTimes, UnknownZone},
    pricing::CupOwner,
};
use order_api::{BEGUN_BEFORE, CupKind, Order, OrderStatus};
use std::collections::HashMap;

/// How long an offered time is still accepted: between the page and the order the clock goes on and
/// others order.
const GRACE: SignedDuration = SignedDuration::from_mins(2);

/// Limit on the unaccepted pieces of one phone that count as work: the counter may refuse a larger
/// amount, and until it accepts, others do not wait longer for it.
const UNACCEPTED_PIECES: u32 = 10;

/// How long a cart will take, and which times can be chosen instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// From now to ready; the upper end is promised.
    pub estimate: ReadyEstimate,
    /// Whether the order is offered for as soon as it is ready.
    pub is_now: bool,
    /// Times that may be chosen instead, soonest first.
    pub slots: Vec<Timestamp>,
}

/// The quote for `cart` behind the work `ahead`.
///
/// # Errors
/// [`UnknownZone`] if the store's time zone is unknown.
pub fn quote_cart(
    menu: &Menu,
    cart: &Cart,
    ahead: &[QueuedWork],
    now: Timestamp,
) -> Result<Quote, UnknownZone> {
    let estimate = estimate_ready_time(menu, ahead, cart, now);
    let PickupTimes { soonest, slots } = offered_pickup_times(menu, cart, estimate, now)?;
    let slots = slots.into_iter().map(|slot| slot.at).collect();
    Ok(Quote { estimate, is_now: soonest.is_some(), slots })
}

/// The time that is promised for `cart`, if it is offered or was until two minutes ago: the slot
/// `wanted`, or as soon as it is ready.
///
/// # Errors
/// [`UnknownZone`] if the store's time zone is unknown.
pub fn find_pickup_time(
    menu: &Menu,
    cart: &Cart,
    estimate: ReadyEstimate,
    wanted: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<PickupTime>, UnknownZone> {
    let offered = |at| {
        let PickupTimes { soonest, slots } = offered_pickup_times(menu, cart, estimate, at)?;
        Ok(wanted.map_or(soonest, |wanted| slots.into_iter().find(|slot| slot.at == wanted)))
    };
    match offered(now)? {
        None => offered(now - GRACE),
        found => Ok(found),
    }
}

fn offered_pickup_times(
    menu: &Menu,
    cart: &Cart,
    estimate: ReadyEstimate,
    now: Timestamp,
) -> Result<PickupTimes, UnknownZone> {
    let items = cart.lines.iter().filter_map(|line| menu.find_item(&line.item));
    let lead = SignedDuration::from_secs(estimate.to_s.into());
    hours::pickup_times(&menu.store, items.map(|item| &item.served[..]), lead, now)
}

/// The work before a new order at `now`: everything that the store's open orders still need made,
/// item by item. It copies nothing per order, since there may be thousands.
pub fn collect_queued_work<'a>(
    orders: impl IntoIterator<Item = &'a Order>,
    store: &str,
    now: Timestamp,
) -> Vec<QueuedWork> {
    let (mut quantities, mut unaccepted) =
        (HashMap::<&str, u32>::new(), HashMap::<&str, u32>::new());
    for order in orders.into_iter().filter(|order| order.store == store && is_work(order, now)) {
        for line in &order.lines {
            let mut wanted = u32::try_from(line.quantity).unwrap_or(0);
            if order.status == OrderStatus::Placed {
                let left = unaccepted.entry(&order.customer.session).or_insert(UNACCEPTED_PIECES);
                wanted = wanted.min(*left);
                *left -= wanted;
            }
            let sum = quantities.entry(&line.item_id).or_default();
            *sum = wanted.saturating_add(*sum);
        }
    }
    let ahead = |(item, quantity): (&str, _)| QueuedWork { item: item.to_owned(), quantity };
    quantities.into_iter().map(ahead).collect()
}

/// Whether the order counts as work at `now`: one for later does not until a while before its
/// pickup time.
fn is_work(order: &Order, now: Timestamp) -> bool {
    let is_due = || order.pickup_at.is_none_or(|at| at.duration_since(now) <= BEGUN_BEFORE);
    match order.status {
        OrderStatus::Preparing => true,
        OrderStatus::Placed | OrderStatus::Accepted => is_due(),
        _ => false,
    }
}

/// The cups that are priced when this one is chosen.
pub fn cup_owner(cup: Option<CupKind>) -> CupOwner {
    match cup {
        Some(CupKind::Own) => CupOwner::Own,
        Some(CupKind::Store | CupKind::Disposable) | None => CupOwner::Cafe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(session: &str, status: OrderStatus, quantity: i64) -> Order {
        serde_json::from_value(json!({
            "id": "01980000-0000-7000-8000-000000000001", "store": "main", "number": 1, "business_date": "2026-03-02",
            "status": status, "version": 1, "placed_at": "2026-03-02T03:00:00Z", "promised_at": "2026-03-02T03:10:00Z",
            "status_at": "2026-03-02T03:00:00Z", "customer": { "session": session }, "dining": "here", "menu_version": 1,
            "menu_verified": true, "currency": "KRW", "total": 0, "note": "",
            "lines": [{ "item_id": "latte", "name": "라떼", "unit_price": 0, "quantity": quantity, "line_total": 0 }]
        }))
        .unwrap()
    }

    fn ahead(orders: &[Order]) -> u32 {
        let now = "2026-03-02T03:01:00Z".parse().unwrap();
        collect_queued_work(orders, "main", now).iter().map(|ahead| ahead.quantity).sum()
    }

    #[test]
    fn a_heap_that_nobody_has_accepted_makes_others_wait_no_longer_than_an_order_does() {
        let heap: Vec<_> = (0..40).map(|_| order("greedy", OrderStatus::Placed, 50)).collect();
        assert_eq!(ahead(&heap), UNACCEPTED_PIECES);
        let others = ["a", "b", "c"].map(|session| order(session, OrderStatus::Placed, 4));
        assert_eq!(ahead(&[&heap[..], &others].concat()), UNACCEPTED_PIECES + 12);
        assert_eq!(
            ahead(&[order("office", OrderStatus::Accepted, 40)]),
            40,
            "the counter has said yes"
        );
    }
}
