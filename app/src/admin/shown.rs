//! The tickets on the screen: always the newest version of each, whatever order the news arrives in.

use super::ticket::Ticket;
use order_api::Status;
use std::collections::HashMap;

/// How long a completed ticket may be called back; as in the lifecycle.
const RECALL_MS: i64 = order_api::lifecycle::RECALL_WINDOW.as_secs() * 1_000;

/// The columns of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Nobody has said yes yet.
    New,
    /// Accepted or being made.
    Making,
    /// On the counter.
    Ready,
    /// Handed over, and still to be called back.
    Done,
}

impl Column {
    fn of(status: Status) -> Option<Self> {
        match status {
            Status::Placed => Some(Self::New),
            Status::Accepted | Status::Preparing => Some(Self::Making),
            Status::Ready => Some(Self::Ready),
            Status::Completed => Some(Self::Done),
            _ => None,
        }
    }
}

/// All known tickets by id.
#[derive(Debug, Clone, Default)]
pub struct Shown(HashMap<String, Ticket>);

impl Shown {
    /// Takes a ticket in; true when it is an order nobody has said yes to and this screen had not seen.
    #[cfg(any(feature = "hydrate", test))]
    pub fn take(&mut self, ticket: Ticket) -> bool {
        let known = self.0.get(&ticket.id);
        if known.is_some_and(|known| known.version >= ticket.version) {
            return false;
        }
        let rings = known.is_none() && ticket.status == Status::Placed;
        self.0.insert(ticket.id.clone(), ticket);
        rings
    }

    /// Takes the whole board in and drops what is no longer on it; true when an unseen new order is among it.
    pub fn replace(&mut self, tickets: Vec<Ticket>) -> bool {
        let mut old = std::mem::take(self);
        let mut rings = false;
        for ticket in tickets {
            let known = old.0.remove(&ticket.id);
            rings |= known.is_none() && ticket.status == Status::Placed;
            // What the screen already knows may be newer than a snapshot that was under way.
            let newer = known.filter(|known| known.version > ticket.version).unwrap_or(ticket);
            self.0.insert(newer.id.clone(), newer);
        }
        rings
    }

    /// The tickets of one column, oldest first; the handed-over ones newest first, while they can be recalled.
    pub fn column(&self, column: Column, now_ms: i64) -> Vec<Ticket> {
        let mut tickets: Vec<Ticket> =
            self.0.values().filter(|t| Column::of(t.status) == Some(column)).cloned().collect();
        if column == Column::Done {
            tickets.retain(|t| now_ms - t.status_at_ms < RECALL_MS);
            tickets.sort_by_key(|t| (-t.status_at_ms, t.number));
        } else {
            tickets.sort_by_key(|t| (t.placed_at_ms, t.number));
        }
        tickets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(id: &str, status: Status, version: i64) -> Ticket {
        Ticket {
            id: id.to_owned(),
            number: version,
            status,
            version,
            placed_at_ms: 0,
            status_at_ms: 0,
            placed: String::new(),
            promised: String::new(),
            name: String::new(),
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
    fn old_news_changes_nothing_and_only_an_unseen_new_order_rings() {
        let mut shown = Shown::default();
        assert!(shown.take(ticket("a", Status::Placed, 1)));
        assert!(!shown.take(ticket("a", Status::Preparing, 3)));
        assert!(!shown.take(ticket("a", Status::Accepted, 2)));
        assert_eq!(shown.column(Column::Making, 0)[0].version, 3);
        assert!(!shown.replace(vec![ticket("a", Status::Accepted, 2)]));
        assert_eq!(shown.column(Column::Making, 0)[0].version, 3);
        assert!(shown.replace(vec![ticket("b", Status::Placed, 1)]));
        assert!(shown.column(Column::Making, 0).is_empty());
    }

    #[test]
    fn a_completed_ticket_leaves_when_it_can_no_longer_be_recalled() {
        let mut shown = Shown::default();
        shown.take(ticket("a", Status::Completed, 5));
        assert_eq!(shown.column(Column::Done, RECALL_MS - 1).len(), 1);
        assert_eq!(shown.column(Column::Done, RECALL_MS).len(), 0);
    }
}
