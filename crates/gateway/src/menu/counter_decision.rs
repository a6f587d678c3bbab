//! Decisions of the counter in a rush: something is sold out, ordering pauses for a while, or
//! everything takes longer.

use jiff::Timestamp;
use menu_api::{ExtraWait, ItemId, OptionId, OrderingPause};
use serde_json::{Value, json};

/// One decision: a desired state, so applying it twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CounterDecision {
    /// Sells an item or option, or not.
    Sale(SellableId, SaleState),
    /// Takes no orders for a while, or (`None`) takes them again.
    Pause(Option<OrderingPause>),
    /// Quotes longer times for a while, or (`None`) the usual ones again.
    Wait(Option<ExtraWait>),
    /// A board of the counter is open.
    Attended,
}

/// An item or option that can be sold out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SellableId {
    /// An item of the menu.
    Item(ItemId),
    /// An option, in every group that offers it.
    Option(OptionId),
}

/// Availability of an item or option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaleState {
    /// It is sold.
    On,
    /// Sold out until this time.
    OffUntil(Timestamp),
    /// Sold out for the rest of the business day.
    OffToday,
    /// Sold out until it is put back.
    Off,
}

impl CounterDecision {
    pub(super) fn request_path(&self) -> String {
        match self {
            Self::Sale(SellableId::Item(id), _) => format!("/api/v1/admin/items/{id}/availability"),
            Self::Sale(SellableId::Option(id), _) => {
                format!("/api/v1/admin/options/{id}/availability")
            }
            Self::Pause(_) => "/api/v1/admin/store/pause".to_owned(),
            Self::Wait(_) => "/api/v1/admin/store/wait".to_owned(),
            Self::Attended => "/api/v1/admin/store/counter".to_owned(),
        }
    }

    pub(super) fn request_body(&self) -> Value {
        match self {
            Self::Sale(_, SaleState::On) => json!({ "state": "available" }),
            Self::Sale(_, SaleState::OffUntil(at)) => json!({ "state": "sold_out", "until": at }),
            Self::Sale(_, SaleState::OffToday) => {
                json!({ "state": "sold_out", "until": "end_of_business_day" })
            }
            Self::Sale(_, SaleState::Off) => json!({ "state": "sold_out", "until": "manual" }),
            Self::Pause(pause) => {
                json!({ "paused": pause.is_some(), "until": pause.and_then(|pause| pause.until) })
            }
            Self::Wait(Some(wait)) => json!({ "extra_s": wait.extra_s, "until": wait.until }),
            Self::Wait(None) => json!({ "extra_s": 0 }),
            Self::Attended => json!({}),
        }
    }
}
