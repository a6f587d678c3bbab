//! How the services stand, as far as the person who looks at a page has to know.

use super::{Context, FeedStatus};
use crate::ui::{Age, Lang, State};
use gateway::{BreakerState, Freshness, KnownMenu};
use jiff::Timestamp;
use std::time::Duration;

/// From this age on a customer is told how old the menu is: a menu service that restarts is no news.
const MENU_AGE_MATTERS: Duration = Duration::from_secs(60);

/// What a customer has to know of the menu's age, in words.
pub fn menu_notice(known: &KnownMenu, lang: Lang) -> Option<String> {
    let age = Age::of(known.age());
    let state = match known.freshness {
        Freshness::Fresh => return None,
        Freshness::Stale if known.age() < MENU_AGE_MATTERS => return None,
        Freshness::Stale => State::MenuStale(age),
        Freshness::StaleOnDisk => State::MenuOnDisk(age),
    };
    Some(state.text(lang))
}

/// What a customer who follows an order has to know of its age, in words.
pub fn order_notice(feed: FeedStatus, now: Timestamp, lang: Lang) -> Option<String> {
    (!feed.connected).then(|| State::OrderStale(feed.age(now)).text(lang))
}

/// Nobody can order now: the order service's feed is lost, or all its breakers are open.
pub fn ordering_paused(context: &Context) -> bool {
    let services = context.gateway.status();
    let is_open = services.iter().find(|service| service.name == "order").is_some_and(|order| {
        !order.endpoints.is_empty() && order.endpoints.iter().all(|e| e.breaker == BreakerState::Open)
    });
    is_open || !context.live.feed().connected
}
