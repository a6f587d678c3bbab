//! What the counter needs of an order, and the frames of its live feed.

use crate::ui::Upstream;
use order_api::Status;
use serde::{Deserialize, Serialize};

/// An order as a kitchen ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The order's id.
    pub id: String,
    /// Pickup number.
    pub number: i64,
    /// Where it stands.
    pub status: Status,
    /// The version that a step must name.
    pub version: i64,
    /// Milliseconds since 1970, for its age.
    pub placed_at_ms: i64,
    /// Milliseconds since 1970, for how long it may be recalled.
    pub status_at_ms: i64,
    /// Placing time on the store's clock.
    pub placed: String,
    /// Promised time on the store's clock.
    pub promised: String,
    /// To be called out.
    pub name: String,
    /// 포장 or 매장.
    pub dining: String,
    /// What it is served in, where that was asked.
    #[serde(default)]
    pub cup: Option<String>,
    /// The time it was ordered for, on the store's clock; `None` is as soon as it is ready.
    #[serde(default)]
    pub pickup: Option<String>,
    /// What to make.
    pub lines: Vec<TicketLine>,
    /// Minor units.
    pub total: i64,
    /// The customer's wish.
    pub note: String,
    /// False: the menu could not be checked when it was placed.
    pub menu_verified: bool,
}

/// One line of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLine {
    /// How many.
    pub quantity: i64,
    /// Of what.
    pub name: String,
    /// With which options.
    pub options: String,
}

/// The whole board: the first frame, and again whenever a reader fell behind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Every open order, and those that may still be recalled.
    pub tickets: Vec<Ticket>,
    /// Whether the server hears from the order service.
    pub upstream: Upstream,
    /// When the server last heard from it, milliseconds since 1970; `None` if never.
    pub heard_ms: Option<i64>,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: i64,
}

#[cfg(feature = "ssr")]
impl Ticket {
    /// The ticket of an order, with times on the clock of `zone`.
    pub fn of(order: &order_api::Order, zone: &str) -> Self {
        use crate::{ssr::time::clock_time, ui::Lang};
        Self {
            id: order.id.to_string(),
            number: order.number,
            status: order.status,
            version: order.version,
            placed_at_ms: order.placed_at.as_millisecond(),
            status_at_ms: order.status_at.as_millisecond(),
            placed: clock_time(order.placed_at, zone, Lang::Ko),
            promised: clock_time(order.promised_at, zone, Lang::Ko),
            name: order.customer.name.clone(),
            dining: if order.dining == order_api::Dining::Here { "매장" } else { "포장" }.to_owned(),
            cup: order.cup.map(|cup| (Lang::Ko.words().checkout.cup)(cup).to_owned()),
            pickup: order.pickup_at.map(|at| clock_time(at, zone, Lang::Ko)),
            lines: order.lines.iter().map(TicketLine::of).collect(),
            total: order.total,
            note: order.note.clone(),
            menu_verified: order.menu_verified,
        }
    }
}

#[cfg(feature = "ssr")]
impl TicketLine {
    fn of(line: &order_api::Line) -> Self {
        Self { quantity: line.quantity, name: line.name.clone(), options: crate::ssr::chosen_options(line) }
    }
}
