//! What the counter decides in the middle of a rush: something is sold out, nothing more is taken for a while, or everything takes
//! longer.

use jiff::Timestamp;
use menu_api::{ExtraWait, ItemId, OptionId, Pause};
use serde_json::{Value, json};

/// One decision. It says how it shall be, so it may be told twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Whether something is sold.
    Sale(Sellable, Sale),
    /// No orders are taken for a while, or they are taken again.
    Pause(Option<Pause>),
    /// Longer times are quoted for a while, or the usual ones again.
    Wait(Option<ExtraWait>),
    /// A screen of the counter is connected.
    Attended,
}

/// What can be sold out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sellable {
    /// An item of the menu.
    Item(ItemId),
    /// An option, wherever it is offered.
    Option(OptionId),
}

/// Whether it is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sale {
    /// It is.
    On,
    /// Not until then.
    OffUntil(Timestamp),
    /// Not for the rest of the business day.
    OffToday,
    /// Not until it is put back.
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
