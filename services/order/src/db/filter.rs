//! Filter and page cursor of order lists.

use jiff::{Timestamp, civil::Date};
use order_api::{Order, OrderId, OrderStatus};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Orders of one store, narrowed by each filter that is set.
#[derive(Debug, Clone)]
pub struct OrderFilter {
    /// Id of the store.
    pub store: String,
    /// Statuses to include; empty includes all.
    pub statuses: Vec<OrderStatus>,
    /// Business date.
    pub business_date: Option<Date>,
    /// Customer session.
    pub session: Option<String>,
    /// Idempotency key of the placement.
    pub idempotency_key: Option<String>,
    /// Page position: only orders after this one in the list.
    pub after: Option<PageCursor>,
    /// Maximum number of orders.
    pub limit: u32,
}

impl OrderFilter {
    /// All orders of `store`, at most `limit`.
    pub fn for_store(store: &str, limit: u32) -> Self {
        Self {
            store: store.to_owned(),
            statuses: Vec::new(),
            business_date: None,
            session: None,
            idempotency_key: None,
            after: None,
            limit,
        }
    }
}

/// Keyset pagination cursor: the last order of a page. Its text is opaque to clients. It stays
/// valid when newer orders arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCursor {
    /// Placement time of that order.
    pub placed_at: Timestamp,
    /// Id of that order.
    pub id: OrderId,
}

impl From<&Order> for PageCursor {
    fn from(order: &Order) -> Self {
        Self { placed_at: order.placed_at, id: order.id }
    }
}

impl fmt::Display for PageCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.placed_at.as_millisecond(), self.id.0.simple())
    }
}

/// The text is not a cursor that a page returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is none that a page gave")]
pub struct InvalidPageCursor;

impl FromStr for PageCursor {
    type Err = InvalidPageCursor;
    fn from_str(text: &str) -> Result<Self, InvalidPageCursor> {
        let (millis, id) = text.split_once('.').ok_or(InvalidPageCursor)?;
        let millis = i64::from_str_radix(millis, 16).map_err(|_| InvalidPageCursor)?;
        let placed_at = Timestamp::from_millisecond(millis).map_err(|_| InvalidPageCursor)?;
        let id = Uuid::try_parse(id).map_err(|_| InvalidPageCursor)?;
        let cursor = Self { placed_at, id: OrderId(id) };
        // Refuse other spellings of the same numbers: no page returns them.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidPageCursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_cursor_survives_its_text() {
        let cursor = PageCursor {
            placed_at: Timestamp::from_millisecond(1_752_289_200_123).unwrap(),
            id: "01980000-0000-7000-8000-000000000001".parse().unwrap(),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in [
            "",
            ".",
            "x.y",
            "1",
            "ffffffffffffffffffff.0",
            "7fffffffffffffff.01980000000070008000000000000001",
            "+197fc.01980000000070008000000000000001",
            "0197fc.01980000000070008000000000000001",
            "197FC.01980000000070008000000000000001",
            "197fc.01980000-0000-7000-8000-000000000001",
        ] {
            assert_eq!(bad.parse::<PageCursor>(), Err(InvalidPageCursor), "{bad:?}");
        }
    }
}
