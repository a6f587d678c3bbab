//! Which orders a list asks for, and where its next page begins.

use jiff::{Timestamp, civil::Date};
use order_api::{Order, OrderId, Status};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A store's orders, narrowed by whatever is given.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The store's id.
    pub store: String,
    /// Standing at one of these; empty asks for all.
    pub statuses: Vec<Status>,
    /// Of this business day.
    pub business_date: Option<Date>,
    /// Of this customer session.
    pub session: Option<String>,
    /// Placed under this key.
    pub idempotency_key: Option<String>,
    /// Behind this place.
    pub after: Option<PageCursor>,
    /// At most this many.
    pub limit: u32,
}

impl Filter {
    /// Everything of `store`, at most `limit`.
    pub fn all(store: &str, limit: u32) -> Self {
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

/// The last order of a page. Its text is opaque to callers; it stays right when newer orders come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCursor {
    /// When that order was placed.
    pub placed_at: Timestamp,
    /// Its id.
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

/// The text is no cursor of ours.
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
        // Other spellings of the same numbers are none that a page gave.
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
