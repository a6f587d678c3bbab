//! Which changes of an order are printed: the one place that says so.

use order_api::{EventKind, OrderEvent, Status};

/// What a change is for printers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// It is to be made: accepted, by whomever. Printers of the store print it.
    Accepted,
    /// It is not to be made after all. Printers that printed it print that.
    Cancelled,
    /// It is to be made although it was cancelled: staff undid that. Printers without a ticket that holds print it again.
    Restored,
}

impl Occasion {
    /// What `event` is, if anything, for an order that stood at `before`.
    pub fn of(before: Status, event: &OrderEvent) -> Option<Self> {
        match (event.kind, event.order.status) {
            (EventKind::StatusChanged, _) if before == Status::Cancelled => Some(Self::Restored),
            (EventKind::StatusChanged, Status::Accepted) => Some(Self::Accepted),
            (EventKind::StatusChanged, Status::Cancelled) => Some(Self::Cancelled),
            _ => None,
        }
    }
}
