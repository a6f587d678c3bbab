//! Progress of one order: small enough to be sent with every change.

use order_api::OrderStatus;
use serde::{Deserialize, Serialize};

/// One frame of the phone's live feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressFrame {
    /// Current status of the order.
    pub status: OrderStatus,
    /// Grows with every change; a frame that is not above the version shown is out of date.
    pub version: i64,
    /// The status in words, in the reader's language.
    pub text: String,
    /// Promised time on the store's clock, such as `14:05`.
    pub promised: String,
    /// Why it was rejected or cancelled.
    pub reason: Option<String>,
    /// Language of the reason, when it is not the reader's.
    pub reason_lang: Option<String>,
}

#[cfg(feature = "ssr")]
impl ProgressFrame {
    /// The progress of `order` for a reader of `lang`, with times in `zone`.
    pub fn from_order(order: &order_api::Order, zone: &str, lang: crate::shared::ui::Lang) -> Self {
        let reason = order
            .reason
            .as_deref()
            .map(|written| crate::shared::ssr::translate_reason(written, lang));
        let (reason, reason_lang) = reason.map_or((None, None), |(text, lang)| (Some(text), lang));
        Self {
            status: order.status,
            version: order.version,
            text: (lang.words().status)(order.status).to_owned(),
            promised: crate::shared::ssr::time::clock_time(order.promised_at, zone, lang),
            reason,
            reason_lang: reason_lang.map(str::to_owned),
        }
    }
}

/// The steps shown to the customer: the status that reaches each.
pub const STEPS: [OrderStatus; 4] =
    [OrderStatus::Placed, OrderStatus::Accepted, OrderStatus::Preparing, OrderStatus::Ready];

/// Texts of the page that stay the same while the order moves, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressWords {
    /// Language tag.
    pub lang: String,
    /// One label for each of [`STEPS`].
    pub steps: [String; 4],
    /// Label of the promised time, or of the requested pickup time.
    pub promised: String,
    /// Label of the cancel button.
    pub cancel: String,
    /// Until when cancelling works.
    pub cancel_until: String,
    /// Notice that the phone is offline.
    pub offline: String,
}

#[cfg(feature = "ssr")]
impl ProgressWords {
    /// The texts for `order` in `lang`.
    pub fn for_order(order: &order_api::Order, lang: crate::shared::ui::Lang) -> Self {
        let words = lang.words();
        let is_wanted_later = order.pickup_at.is_some();
        let promised = if is_wanted_later { words.order.pickup_at } else { words.order.promised };
        Self {
            lang: words.tag.to_owned(),
            steps: words.order.steps.map(str::to_owned),
            promised: promised.to_owned(),
            cancel: words.order.cancel.to_owned(),
            cancel_until: words.order.cancel_until.to_owned(),
            offline: crate::shared::ui::PageNotice::OrderOffline.text_in(lang),
        }
    }
}

/// Whether a customer may still cancel the order.
pub fn can_cancel(status: OrderStatus) -> bool {
    order_api::lifecycle::allowed_targets(status, order_api::OrderActor::Customer)
        .any(|to| to == OrderStatus::Cancelled)
}
