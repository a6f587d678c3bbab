//! Availability of items and options.

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
    /// Shown, but not orderable until then.
    SoldOut {
        /// When it becomes available again.
        until: SoldOutUntil,
    },
    /// Not shown to customers at all.
    Hidden,
}

/// When something sold out becomes available again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SoldOutUntil {
    /// At this time. The end of the business day is stored as a time too, resolved when it is set.
    Time(Timestamp),
    /// When staff make it available again.
    Manual,
}

impl Availability {
    /// The availability at `now`: "sold out" whose end has passed counts as available, without any
    /// edit.
    pub fn effective_at(self, now: Timestamp) -> Self {
        match self {
            Self::SoldOut { until: SoldOutUntil::Time(end) } if end <= now => Self::Available,
            other => other,
        }
    }
}
