//! Notices of degraded operation: a page that shows stale data while a part of the system is down,
//! and error pages.

use crate::shared::ui::Lang;
use std::time::Duration;

/// A notice about an unusual state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNotice {
    /// The menu service last responded this long ago.
    MenuStale(RoundedAge),
    /// As [`Self::MenuStale`], and the menu is the copy from disk.
    MenuOnDisk(RoundedAge),
    /// The phone lost its network while the menu is shown.
    MenuOffline,
    /// On the checkout page: the order service is down.
    OrderingPaused,
    /// On the menu page: the order service is down.
    BrowsingOnly,
    /// The list of orders comes from this server's memory.
    OrdersRemembered(Option<RoundedAge>),
    /// An order's progress comes from this server's memory; `None` if the server was never
    /// connected.
    OrderStale(Option<RoundedAge>),
    /// The phone lost its network while it follows an order.
    OrderOffline,
    /// The order service cannot be asked for the order, and this server has no copy of it.
    OrderUnreachable,
    /// The public screen's server lost the order service; `None` if it was never connected.
    CallsStale(Option<RoundedAge>),
    /// The board's server has just started to connect to the order service.
    BoardLoading,
    /// The board's server lost the order service; `None` if it was never connected.
    BoardStale(Option<RoundedAge>),
    /// The tablet lost its server.
    BoardOffline(Option<RoundedAge>),
    /// The board's islands are not hydrated, so its buttons do not work. The page reloads at this
    /// interval in seconds.
    BoardAsleep(u32),
    /// As [`Self::BoardAsleep`], for a page without buttons.
    PageAsleep(u32),
    /// The ticket's order was priced while the menu service was down.
    MenuUnverified,
    /// The system page lost its server.
    SystemOffline(RoundedAge),
    /// The surface refused the request because of overload.
    SurfaceBusy,
    /// The reader's address exceeded its share, by this browser or others behind the same network.
    AddressShare,
    /// The surface produced no answer in time.
    SurfaceLate,
    /// No page has this URL.
    NoSuchPage,
    /// The page requires a staff session.
    SignInFirst,
    /// The request is forbidden.
    NotAllowed,
    /// The request's body arrived too slowly.
    SentTooSlowly,
    /// The request's body exceeds the limit of the endpoint.
    SentTooMuch,
    /// The request's body could not be parsed.
    NotUnderstood,
    /// Link from an error page to the first page.
    ToStart,
    /// Next step: the page retries by itself.
    PageAgain,
    /// Next step: go back and submit the form again.
    FormAgain,
    /// As [`Self::FormAgain`], for the form that places an order, which is idempotent.
    PlacingAgain,
}

impl PageNotice {
    /// The text for people.
    pub fn text_in(self, lang: Lang) -> String {
        (lang.words().state)(self)
    }
}

/// An age, rounded for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundedAge {
    /// Less than a minute.
    Moments,
    /// Less than an hour.
    Minutes(u64),
    /// Less than two days.
    Hours(u64),
    /// More.
    Days(u64),
}

impl RoundedAge {
    /// Rounds down to the largest unit that fits.
    pub fn from_duration(age: Duration) -> Self {
        match age.as_secs() / 60 {
            0 => Self::Moments,
            minutes @ 1..60 => Self::Minutes(minutes),
            minutes @ 60..2_880 => Self::Hours(minutes / 60),
            minutes => Self::Days(minutes / 1_440),
        }
    }

    /// The age between two timestamps in milliseconds; zero if the clock went backwards.
    pub fn between_ms(then_ms: i64, now_ms: i64) -> Self {
        Self::from_duration(Duration::from_millis(
            u64::try_from(now_ms.saturating_sub(then_ms)).unwrap_or(0),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_largest_unit_that_fits() {
        let ages = [59, 60, 3_599, 3_600, 172_799, 172_800]
            .map(|s| RoundedAge::from_duration(Duration::from_secs(s)));
        let told = [
            RoundedAge::Moments,
            RoundedAge::Minutes(1),
            RoundedAge::Minutes(59),
            RoundedAge::Hours(1),
            RoundedAge::Hours(47),
            RoundedAge::Days(2),
        ];
        assert_eq!(ages, told);
        assert_eq!(RoundedAge::between_ms(5_000, 0), RoundedAge::Moments);
        let text = |lang| PageNotice::MenuStale(RoundedAge::Minutes(12)).text_in(lang);
        assert!(text(Lang::Ko).contains("12분 전에 마지막으로 확인"));
        assert!(text(Lang::En).contains("12 minutes ago"));
        assert!(
            PageNotice::MenuStale(RoundedAge::Hours(1)).text_in(Lang::En).contains("1 hour ago")
        );
    }
}
