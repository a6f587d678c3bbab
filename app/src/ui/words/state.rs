//! What a page says of itself while a part of the system is down: what it shows is then older than it looks.

use crate::ui::Lang;
use std::time::Duration;

/// How things stand, where that is not as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The menu service was last heard so long ago.
    MenuStale(Age),
    /// As that, and the menu is the copy that was found on disk.
    MenuOnDisk(Age),
    /// The phone has no network while the menu is open.
    MenuOffline,
    /// Checkout is open while the order service is down.
    OrderingPaused,
    /// The menu is open while the order service is down.
    BrowsingOnly,
    /// The list of orders is what this server remembers of them.
    OrdersRemembered(Option<Age>),
    /// An order's progress is what this server remembers; `None` if it was never connected.
    OrderStale(Option<Age>),
    /// The phone has no network while it follows an order.
    OrderOffline,
    /// The order cannot be asked for, and nothing is remembered of it.
    OrderUnreachable,
    /// The public screen's server does not hear the order service; `None` if it never did.
    CallsStale(Option<Age>),
    /// The board's server has just begun to ask the order service.
    BoardLoading,
    /// The board's server does not hear the order service; `None` if it never did.
    BoardStale(Option<Age>),
    /// The tablet does not hear its server.
    BoardOffline(Option<Age>),
    /// The board's islands did not wake, and its buttons need them; it refreshes every so many seconds.
    BoardAsleep(u32),
    /// As that, of a page that only shows something.
    PageAsleep(u32),
    /// The ticket's order was priced while the menu service was down.
    MenuUnverified,
    /// The system page does not hear its server.
    SystemOffline(Age),
    /// Why the surface turned somebody away: it has too much to do.
    SurfaceBusy,
    /// Too much comes from the reader's address: their own browser, or others behind the same network.
    AddressShare,
    /// Why it did for any other reason: it came to no answer.
    SurfaceLate,
    /// Nothing is at that address.
    NoSuchPage,
    /// Nobody is signed in who may see it.
    SignInFirst,
    /// Whoever asked may not.
    NotAllowed,
    /// What was sent came too slowly.
    SentTooSlowly,
    /// What was sent is larger than what is taken there.
    SentTooMuch,
    /// What was sent is nothing that is taken there.
    NotUnderstood,
    /// Leads from there to the first page.
    ToStart,
    /// What happens next: a page that tries again.
    PageAgain,
    /// What to do next: a form that was sent.
    FormAgain,
    /// What to do next: the form that places an order.
    PlacingAgain,
}

impl State {
    /// What a person reads.
    pub fn text(self, lang: Lang) -> String {
        (lang.words().state)(self)
    }
}

/// How long ago something was, as exactly as a person cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Less than a minute.
    Moments,
    /// Less than an hour.
    Minutes(u64),
    /// Less than two days.
    Hours(u64),
    /// More.
    Days(u64),
}

impl Age {
    /// In the largest unit that fits.
    pub fn of(age: Duration) -> Self {
        match age.as_secs() / 60 {
            0 => Self::Moments,
            minutes @ 1..60 => Self::Minutes(minutes),
            minutes @ 60..2_880 => Self::Hours(minutes / 60),
            minutes => Self::Days(minutes / 1_440),
        }
    }

    /// Between two moments in milliseconds; a clock that went back makes it no age below nothing.
    pub fn between_ms(then_ms: i64, now_ms: i64) -> Self {
        Self::of(Duration::from_millis(u64::try_from(now_ms.saturating_sub(then_ms)).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_largest_unit_that_fits() {
        let ages = [59, 60, 3_599, 3_600, 172_799, 172_800].map(|s| Age::of(Duration::from_secs(s)));
        let told =
            [Age::Moments, Age::Minutes(1), Age::Minutes(59), Age::Hours(1), Age::Hours(47), Age::Days(2)];
        assert_eq!(ages, told);
        assert_eq!(Age::between_ms(5_000, 0), Age::Moments);
        let text = |lang| State::MenuStale(Age::Minutes(12)).text(lang);
        assert!(text(Lang::Ko).contains("12분 전에 마지막으로 확인"));
        assert!(text(Lang::En).contains("12 minutes ago"));
        assert!(State::MenuStale(Age::Hours(1)).text(Lang::En).contains("1 hour ago"));
    }
}
