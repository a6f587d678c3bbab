//! What can be had right now.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether an item or an option can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Availability {
    /// On sale.
    #[default]
    Available,
    /// Shown, but not to be had until then.
    SoldOut {
        /// When it comes back.
        until: SoldOutUntil,
    },
    /// Not shown to customers at all.
    Hidden,
}

/// When something sold out comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SoldOutUntil {
    /// At this moment. The end of the business day is stored as its moment too, by whoever sets it.
    Time(Timestamp),
    /// When staff put it back.
    Manual,
}

impl Availability {
    /// What holds at `now`: a time that has passed makes it available again, with no one having to act.
    pub fn at(self, now: Timestamp) -> Self {
        match self {
            Self::SoldOut { until: SoldOutUntil::Time(end) } if end <= now => Self::Available,
            other => other,
        }
    }
}
