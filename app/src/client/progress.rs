//! What a phone needs to follow an order: small enough to be sent with every change.

use order_api::Status;
use serde::{Deserialize, Serialize};

/// One frame of the phone's live feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Where the order stands.
    pub status: Status,
    /// Grows with every change; a lower one than shown is old news.
    pub version: i64,
    /// That in words, in the reader's language.
    pub text: String,
    /// Promised time on the store's clock, such as `14:05`.
    pub promised: String,
    /// Why it was rejected or cancelled.
    pub reason: Option<String>,
    /// The language of the reason, when it is another one than the reader's.
    pub reason_lang: Option<String>,
}

#[cfg(feature = "ssr")]
impl Progress {
    /// What this order's phone shall show.
    pub fn of(order: &order_api::Order, zone: &str, lang: crate::ui::Lang) -> Self {
        let reason = order.reason.as_deref().map(|written| crate::ssr::reason(written, lang));
        let (reason, reason_lang) = reason.map_or((None, None), |(text, lang)| (Some(text), lang));
        Self {
            status: order.status,
            version: order.version,
            text: (lang.words().status)(order.status).to_owned(),
            promised: crate::ssr::time::clock_time(order.promised_at, zone, lang),
            reason,
            reason_lang: reason_lang.map(str::to_owned),
        }
    }
}

/// The steps shown to the customer: the status that reaches each.
pub const STEPS: [Status; 4] = [Status::Placed, Status::Accepted, Status::Preparing, Status::Ready];

/// What stays the same on the page while the order moves, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressWords {
    /// The language.
    pub lang: String,
    /// One for each of [`STEPS`].
    pub steps: [String; 4],
    /// Before the time that it will be ready at.
    pub promised: String,
    /// On the button.
    pub cancel: String,
    /// Until when that works.
    pub cancel_until: String,
    /// Without a network.
    pub offline: String,
}

#[cfg(feature = "ssr")]
impl ProgressWords {
    /// Of this order.
    pub fn of(order: &order_api::Order, lang: crate::ui::Lang) -> Self {
        let words = lang.words();
        let is_wanted_later = order.pickup_at.is_some();
        let promised = if is_wanted_later { words.order.pickup_at } else { words.order.promised };
        Self {
            lang: words.tag.to_owned(),
            steps: words.order.steps.map(str::to_owned),
            promised: promised.to_owned(),
            cancel: words.order.cancel.to_owned(),
            cancel_until: words.order.cancel_until.to_owned(),
            offline: crate::ui::State::OrderOffline.text(lang),
        }
    }
}

/// Whether a customer may still take it back.
pub fn can_cancel(status: Status) -> bool {
    order_api::lifecycle::allowed(status, order_api::Actor::Customer).any(|to| to == Status::Cancelled)
}
