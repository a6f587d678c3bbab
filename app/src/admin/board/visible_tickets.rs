//! Tickets on the screen: always the newest version of each, in whichever sequence updates arrive.

use crate::admin::board::ticket::Ticket;
use order_api::OrderStatus;
use std::collections::HashMap;

/// How long a completed ticket can be recalled, in milliseconds; the lifecycle's limit.
const RECALL_MS: i64 = order_api::lifecycle::RECALL_WINDOW.as_secs() * 1_000;

/// Columns of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardColumn {
    /// Not yet accepted.
    New,
    /// Accepted or being made.
    Making,
    /// Ready for pickup.
    Ready,
    /// Handed over, and still recallable.
    Done,
    /// Cancelled by the customer, and not yet acknowledged by staff.
    Cancelled,
}

impl BoardColumn {
    fn for_ticket(ticket: &Ticket) -> Option<Self> {
        match ticket.status {
            OrderStatus::Placed => Some(Self::New),
            OrderStatus::Accepted | OrderStatus::Preparing => Some(Self::Making),
            OrderStatus::Ready => Some(Self::Ready),
            OrderStatus::Completed => Some(Self::Done),
            _ if ticket.unacknowledged => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// All known tickets by order id.
#[derive(Debug, Clone, Default)]
pub struct VisibleTickets(HashMap<String, Ticket>);

impl VisibleTickets {
    /// Inserts a ticket unless a newer version is known; returns whether it must ring.
    #[cfg(any(feature = "hydrate", test))]
    pub fn insert_newer(&mut self, ticket: Ticket) -> bool {
        let known = self.0.get(&ticket.id);
        if known.is_some_and(|known| known.version >= ticket.version) {
            return false;
        }
        let rings = should_ring(known, &ticket);
        self.0.insert(ticket.id.clone(), ticket);
        rings
    }

    /// Replaces all tickets by a snapshot and drops those that are no longer on it; returns whether
    /// any must ring.
    pub fn replace_all(&mut self, tickets: Vec<Ticket>) -> bool {
        let mut old = std::mem::take(self);
        let mut rings = false;
        for ticket in tickets {
            let known = old.0.remove(&ticket.id);
            rings |= should_ring(known.as_ref(), &ticket);
            // The screen may know a newer version than a snapshot that was under way.
            let newer = known.filter(|known| known.version > ticket.version).unwrap_or(ticket);
            self.0.insert(newer.id.clone(), newer);
        }
        rings
    }

    /// Whether an order waits to be accepted.
    #[cfg(any(feature = "hydrate", test))]
    pub fn has_unaccepted_order(&self) -> bool {
        self.0.values().any(|ticket| ticket.status == OrderStatus::Placed)
    }

    /// All tickets, unsorted.
    pub fn all_tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.0.values()
    }

    /// The tickets of one column, oldest first. Handed-over ones come newest first, while they can
    /// be recalled.
    pub fn column_tickets(&self, column: BoardColumn, now_ms: i64) -> Vec<Ticket> {
        let mut tickets: Vec<Ticket> = self
            .0
            .values()
            .filter(|t| BoardColumn::for_ticket(t) == Some(column))
            .cloned()
            .collect();
        if column == BoardColumn::Done {
            tickets.retain(|t| now_ms - t.status_at_ms < RECALL_MS);
            tickets.sort_by_key(|t| (-t.status_at_ms, t.number));
        } else {
            tickets.sort_by_key(|t| (t.placed_at_ms, t.number));
        }
        tickets
    }
}

/// Whether a ticket rings: it is new to this screen and not yet being made, or its cancellation is
/// new.
fn should_ring(known: Option<&Ticket>, ticket: &Ticket) -> bool {
    let is_new =
        known.is_none() && matches!(ticket.status, OrderStatus::Placed | OrderStatus::Accepted);
    is_new || ticket.unacknowledged && known.is_none_or(|known| !known.unacknowledged)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A ticket without lines.
    pub fn sample_ticket(id: &str, status: OrderStatus, version: i64) -> Ticket {
        Ticket {
            id: id.to_owned(),
            number: version,
            status,
            version,
            placed_at_ms: 0,
            status_at_ms: 0,
            placed: String::new(),
            promised: String::new(),
            promised_at_ms: 0,
            unacknowledged: false,
            name: String::new(),
            at_counter: false,
            dining: String::new(),
            cup: None,
            pickup: None,
            lines: vec![],
            total: 0,
            note: String::new(),
            menu_verified: true,
        }
    }

    #[test]
    fn old_news_changes_nothing_and_only_what_is_unseen_rings() {
        let mut shown = VisibleTickets::default();
        assert!(shown.insert_newer(sample_ticket("a", OrderStatus::Placed, 1)));
        assert!(!shown.insert_newer(sample_ticket("a", OrderStatus::Preparing, 3)));
        assert!(!shown.insert_newer(sample_ticket("a", OrderStatus::Accepted, 2)));
        assert_eq!(shown.column_tickets(BoardColumn::Making, 0)[0].version, 3);
        assert!(!shown.replace_all(vec![sample_ticket("a", OrderStatus::Accepted, 2)]));
        assert_eq!(shown.column_tickets(BoardColumn::Making, 0)[0].version, 3);
        assert!(shown.replace_all(vec![sample_ticket("b", OrderStatus::Placed, 1)]));
        assert!(shown.column_tickets(BoardColumn::Making, 0).is_empty());
    }

    #[test]
    fn an_order_calls_until_somebody_acts_and_a_cancelled_one_stays_until_it_is_acknowledged() {
        let mut shown = VisibleTickets::default();
        shown.insert_newer(sample_ticket("a", OrderStatus::Placed, 1));
        assert!(shown.has_unaccepted_order());
        assert!(!shown.insert_newer(sample_ticket("a", OrderStatus::Accepted, 2)));
        assert!(!shown.has_unaccepted_order());
        let cancelled =
            Ticket { unacknowledged: true, ..sample_ticket("a", OrderStatus::Cancelled, 3) };
        assert!(shown.insert_newer(cancelled.clone()));
        assert!(
            !shown.insert_newer(Ticket { version: 4, ..cancelled.clone() }),
            "it has rung for that"
        );
        assert_eq!(shown.column_tickets(BoardColumn::Cancelled, i64::MAX).len(), 1);
        shown.insert_newer(Ticket { unacknowledged: false, version: 5, ..cancelled });
        assert!(shown.column_tickets(BoardColumn::Cancelled, 0).is_empty());
    }

    #[test]
    fn a_completed_ticket_leaves_when_it_can_no_longer_be_recalled() {
        let mut shown = VisibleTickets::default();
        shown.insert_newer(sample_ticket("a", OrderStatus::Completed, 5));
        assert_eq!(shown.column_tickets(BoardColumn::Done, RECALL_MS - 1).len(), 1);
        assert_eq!(shown.column_tickets(BoardColumn::Done, RECALL_MS).len(), 0);
    }
}
