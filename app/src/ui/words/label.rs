//! Short words: buttons of degraded pages, and what stands on the system page.

use super::{en, ko};
use crate::ui::Lang;

/// A short word or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    TryAgain,
    /// Before the number under which the logs know a request.
    RequestId,
    Refresh,
    Close,
    /// Before the status that an order turned out to have.
    StatusNow,
    System,
    Board,
    /// Whose view the system page is.
    SeenFromHere,
    Services,
    MenuService,
    OrderService,
    Rate,
    Success,
    /// Of a service, with its limit.
    InFlight,
    EndpointInFlight,
    Shed,
    Retries,
    Opened,
    LastFailure,
    NoEndpoints,
    /// What the state closed means.
    Closed,
    /// What the state open means.
    Open,
    /// What the state half-open means.
    HalfOpen,
    Menu,
    Fresh,
    Stale,
    StaleOnDisk,
    Unseen,
    Age,
    Feed,
    Connected,
    Lost,
    Since,
    Lag,
    Orders,
    Streams,
    SignIn,
    Starting,
}

impl Label {
    /// What a person reads.
    pub fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => ko::label(self),
            Lang::En => en::label(self),
        }
    }
}
