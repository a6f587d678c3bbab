//! Decides which changes of an order are printed; nothing else does.

use order_api::{EventKind, OrderEvent, OrderStatus};

/// Reason to print a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintOccasion {
    /// The order is accepted and is to be prepared. The store's printers print it.
    Accepted,
    /// The order is cancelled. Printers that printed it print the cancellation.
    Cancelled,
    /// Staff undid the cancellation, so the order is valid again. Printers without a valid ticket
    /// print it again.
    Restored,
}

impl PrintOccasion {
    /// The occasion of `event`, if any. `before` is the order's status before the event.
    pub fn from_event(before: OrderStatus, event: &OrderEvent) -> Option<Self> {
        match (event.kind, event.order.status) {
            (EventKind::StatusChanged, _) if before == OrderStatus::Cancelled => {
                Some(Self::Restored)
            }
            (EventKind::StatusChanged, OrderStatus::Accepted) => Some(Self::Accepted),
            (EventKind::StatusChanged, OrderStatus::Cancelled) => Some(Self::Cancelled),
            _ => None,
        }
    }
}
