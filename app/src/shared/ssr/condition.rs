//! Availability notices for customers: the age of the menu, the age of an order, and whether
//! ordering is possible.

use crate::shared::{
    ssr::FeedStatus,
    ui::{Lang, PageNotice, RoundedAge},
};
use gateway::{CacheFreshness, KnownMenu};
use jiff::Timestamp;
use std::time::Duration;

/// Minimum age at which a customer sees how old the menu is; a restart of the menu service is
/// shorter.
const MENU_AGE_MATTERS: Duration = Duration::from_secs(60);

/// The notice about the menu's age; `None` if it is fresh or the outage is short.
pub fn menu_notice(known: &KnownMenu, lang: Lang) -> Option<String> {
    let age = RoundedAge::from_duration(known.menu_age());
    let state = match known.freshness {
        CacheFreshness::Fresh => return None,
        CacheFreshness::Stale if known.menu_age() < MENU_AGE_MATTERS => return None,
        CacheFreshness::Stale => PageNotice::MenuStale(age),
        CacheFreshness::StaleOnDisk => PageNotice::MenuOnDisk(age),
    };
    Some(state.text_in(lang))
}

/// The notice about an order's age; `None` unless the feed is lost. The order's age counts from
/// `read_at` if that is later than the loss of the feed.
pub fn order_notice(
    feed: FeedStatus,
    read_at: Option<Timestamp>,
    now: Timestamp,
    lang: Lang,
) -> Option<String> {
    let known = FeedStatus { since: feed.since.max(read_at), ..feed };
    feed.is_lost().then(|| PageNotice::OrderStale(known.age_at(now)).text_in(lang))
}

/// Whether no orders can be placed now. The feed ends with the last endpoint that accepts calls, so
/// it detects both a dead service and a hanging one.
pub fn is_ordering_paused(feed: FeedStatus) -> bool {
    feed.is_lost()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ui::{OrderFeedState, RoundedAge};

    const LANG: Lang = Lang::En;

    fn feed(upstream: OrderFeedState, since_s: Option<i64>) -> FeedStatus {
        FeedStatus { upstream, since: since_s.map(at), lag: None }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::constant(seconds, 0)
    }

    #[test]
    fn nothing_is_wrong_before_the_first_attempt_has_failed() {
        for well in [feed(OrderFeedState::Starting, None), feed(OrderFeedState::Connected, Some(0))]
        {
            assert!(!is_ordering_paused(well));
            assert_eq!(order_notice(well, None, at(9), LANG), None);
        }
        let failed = feed(OrderFeedState::Lost, None);
        assert!(is_ordering_paused(failed));
        assert_eq!(
            order_notice(failed, None, at(9), LANG),
            Some(PageNotice::OrderStale(None).text_in(LANG))
        );
    }

    #[test]
    fn an_order_that_was_read_after_the_feed_broke_is_as_old_as_the_reading() {
        let lost = feed(OrderFeedState::Lost, Some(0));
        let told = |read_at: Option<i64>, now| order_notice(lost, read_at.map(at), at(now), LANG);
        let stale = |age| Some(PageNotice::OrderStale(Some(age)).text_in(LANG));
        assert_eq!(told(None, 600), stale(RoundedAge::Minutes(10)));
        assert_eq!(told(Some(590), 600), stale(RoundedAge::Moments));
        assert_eq!(told(Some(590), 720), stale(RoundedAge::Minutes(2)));
    }
}
