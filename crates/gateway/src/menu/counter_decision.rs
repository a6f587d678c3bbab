//! Decisions of the counter in a rush: something is sold out, ordering pauses for a while, or
//! everything takes longer.

use jiff::Timestamp;
use menu_api::{ExtraWait, ItemId, OptionId, Pause};
use serde_json::{Value, json};

/// One decision: a desired state, so applying it twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Sells an item or option, or not.
    Sale(Sellable, Sale),
    /// Takes no orders for a while, or (`None`) takes them again.
    Pause(Option<Pause>),
    /// Quotes longer times for a while, or (`None`) the usual ones again.
    Wait(Option<ExtraWait>),
    /// A board of the counter is open.
    Attended,
}

/// An item or option that can be sold out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sellable {
    /// An item of the menu.
    Item(ItemId),
    /// An option, in every group that offers it.
    Option(OptionId),
}

/// Availability of an item or option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sale {
    /// It is sold.
    On,
    /// Sold out until this time.
    OffUntil(Timestamp),
    /// Sold out for the rest of the business day.
    OffToday,
    /// Sold out until it is put back.
    Off,
}

impl Decision {
    pub(super) fn path(&self) -> String {
        match self {
            Self::Sale(Sellable::Item(id), _) => format!("/api/v1/admin/items/{id}/availability"),
            Self::Sale(Sellable::Option(id), _) => format!("/api/v1/admin/options/{id}/availability"),
            Self::Pause(_) => "/api/v1/admin/store/pause".to_owned(),
            Self::Wait(_) => "/api/v1/admin/store/wait".to_owned(),
            Self::Attended => "/api/v1/admin/store/counter".to_owned(),
        }
    }

    pub(super) fn body(&self) -> Value {
        match self {
            Self::Sale(_, Sale::On) => json!({ "state": "available" }),
            Self::Sale(_, Sale::OffUntil(at)) => json!({ "state": "sold_out", "until": at }),
            Self::Sale(_, Sale::OffToday) => json!({ "state": "sold_out", "until": "end_of_business_day" }),
            Self::Sale(_, Sale::Off) => json!({ "state": "sold_out", "until": "manual" }),
            Self::Pause(pause) => {
                json!({ "paused": pause.is_some(), "until": pause.and_then(|pause| pause.until) })
            }
            Self::Wait(Some(wait)) => json!({ "extra_s": wait.extra_s, "until": wait.until }),
            Self::Wait(None) => json!({ "extra_s": 0 }),
            Self::Attended => json!({}),
        }
    }
}
