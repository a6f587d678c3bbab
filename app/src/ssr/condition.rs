//! How the services stand, as far as the person who looks at a page has to know.

use super::{Context, FeedStatus};
use crate::ui::{Age, Lang, State};
use gateway::{Freshness, KnownMenu};
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

/// Nobody can order now. The feed ends with the last endpoint that takes calls, so it tells of a dead service and of
/// a hanging one.
pub fn ordering_paused(context: &Context) -> bool {
    !context.live.feed().connected
}
