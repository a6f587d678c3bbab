//! What the counter decides of the menu in the middle of a rush: something is sold out, or nothing more is taken for a while.

use jiff::Timestamp;
use menu_api::{ItemId, OptionId};
use serde_json::{Value, json};

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

impl Sellable {
    pub(super) fn path(&self) -> String {
        match self {
            Self::Item(id) => format!("/api/v1/admin/items/{id}/availability"),
            Self::Option(id) => format!("/api/v1/admin/options/{id}/availability"),
        }
    }
}

impl Sale {
    pub(super) fn body(self) -> Value {
        match self {
            Self::On => json!({ "state": "available" }),
            Self::OffUntil(at) => json!({ "state": "sold_out", "until": at }),
            Self::OffToday => json!({ "state": "sold_out", "until": "end_of_business_day" }),
            Self::Off => json!({ "state": "sold_out", "until": "manual" }),
        }
    }
}
