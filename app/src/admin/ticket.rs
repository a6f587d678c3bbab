//! An order as the counter sees it, and the frames of the board's live feed.

use crate::ui::Upstream;
use order_api::Status;
use serde::{Deserialize, Serialize};

/// An order as a kitchen ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Id of the order.
    pub id: String,
    /// Pickup number.
    pub number: i64,
    /// Current status.
    pub status: Status,
    /// Version of the order, which a step has to name.
    pub version: i64,
    /// When the order was placed, milliseconds since 1970.
    pub placed_at_ms: i64,
    /// When the status last changed, milliseconds since 1970; limits a recall.
    pub status_at_ms: i64,
    /// Placing time on the store's clock.
    pub placed: String,
    /// Promised time on the store's clock.
    pub promised: String,
    /// The promised time in milliseconds since 1970, for the time left.
    pub promised_at_ms: i64,
    /// The customer has cancelled the order, and staff have not acknowledged it.
    #[serde(default)]
    pub unacknowledged: bool,
    /// Name to call out.
    pub name: String,
    /// Staff took the order at the counter.
    #[serde(default)]
    pub at_counter: bool,
    /// 포장 (takeout) or 매장 (here).
    pub dining: String,
    /// The cup, where the customer was asked for one.
    #[serde(default)]
    pub cup: Option<String>,
    /// The requested pickup time on the store's clock; `None` is as soon as possible.
    #[serde(default)]
    pub pickup: Option<String>,
    /// Lines to make.
    pub lines: Vec<TicketLine>,
    /// Total price in minor units.
    pub total: i64,
    /// The customer's note.
    pub note: String,
    /// `false` for an order that was placed while the menu could not be checked.
    pub menu_verified: bool,
}

/// One line of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLine {
    pub quantity: i64,
    /// Name of the item.
    pub name: String,
    /// The chosen options.
    pub options: String,
    /// The line is made.
    pub done: bool,
    /// Id of the lane that makes it; `None` when the current menu does not know the item.
    pub station: Option<String>,
}

impl TicketLine {
    /// Whether the line is made at `station`. No station means all, and a line without a known
    /// station belongs to each.
    pub fn is_at(&self, station: Option<&str>) -> bool {
        station.is_none() || self.station.is_none() || self.station.as_deref() == station
    }
}

/// A station where orders are made; a lane of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Id of the lane.
    pub id: String,
    /// Label of its button.
    pub name: String,
}

/// A decision of staff, while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The decision and its end, in words.
    pub words: String,
    /// When it ends by itself, milliseconds since 1970; `None` until staff end it.
    pub until_ms: Option<i64>,
}

/// The store's state on the board: a frame of its own whenever the menu changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Store {
    /// Staff have paused ordering.
    pub paused: Option<Decided>,
    /// Outside the opening hours, in words.
    #[serde(default)]
    pub closed: Option<String>,
    /// Longer times are quoted now.
    #[serde(default)]
    pub slower: Option<Decided>,
    /// Stations where orders are made.
    pub stations: Vec<Station>,
}

/// The whole board: the first frame, and again whenever a reader fell behind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Every open order, and those that can still be recalled.
    pub tickets: Vec<Ticket>,
    /// The store's state.
    pub store: Store,
    /// State of the server's feed from the order service.
    pub upstream: Upstream,
    /// When the server last heard from the order service, milliseconds since 1970; `None` if never.
    pub heard_ms: Option<i64>,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: i64,
}

#[cfg(feature = "ssr")]
impl Ticket {
    /// The ticket of an order, with times on the clock of `zone`.
    pub fn of(order: &order_api::Order, menu: Option<&menu_api::Menu>, zone: &str) -> Self {
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
            promised_at_ms: order.promised_at.as_millisecond(),
            unacknowledged: order.handling.unacknowledged,
            name: order.customer.name.clone(),
            at_counter: order.customer.is_at_counter(),
            dining: if order.dining == order_api::Dining::Here { "매장" } else { "포장" }.to_owned(),
            cup: order.cup.map(|cup| (Lang::Ko.words().checkout.cup)(cup).to_owned()),
            pickup: order.pickup_at.map(|at| clock_time(at, zone, Lang::Ko)),
            lines: (0..)
                .zip(&order.lines)
                .map(|(index, line)| TicketLine::of(index, line, order, menu))
                .collect(),
            total: order.total,
            note: order.note.clone(),
            menu_verified: order.menu_verified,
        }
    }
}

#[cfg(feature = "ssr")]
impl TicketLine {
    fn of(
        index: u32,
        line: &order_api::Line,
        order: &order_api::Order,
        menu: Option<&menu_api::Menu>,
    ) -> Self {
        let item = line.item_id.parse().ok().and_then(|id| menu?.item(&id));
        Self {
            quantity: line.quantity,
            name: line.name.clone(),
            options: crate::ssr::chosen_options(line),
            done: order.handling.lines_done.contains(&index),
            station: item.map(|item| item.lane.to_string()),
        }
    }
}

#[cfg(feature = "ssr")]
impl Store {
    /// The store's state at `now`, from the menu.
    pub fn of(menu: Option<&menu_api::Menu>, now: jiff::Timestamp) -> Self {
        use crate::{ssr::time::upcoming, ui::Lang};
        use menu_api::hours::{Ordering, ordering};
        let Some(store) = menu.map(|menu| &menu.store) else { return Self::default() };
        let paused = match ordering(store, now) {
            Ok(Ordering::Paused { until: Some(until) }) => Some(Decided {
                words: format!("{}까지 주문을 받지 않아요", upcoming(until, now, &store.zone, Lang::Ko)),
                until_ms: Some(until.as_millisecond()),
            }),
            Ok(Ordering::Paused { until: None }) => {
                let unattended = store.pause.is_some_and(|pause| pause.unattended);
                let why = if unattended { "카운터 화면이 꺼져 있어 " } else { "" };
                Some(Decided { words: format!("{why}주문을 받지 않고 있어요"), until_ms: None })
            }
            _ => None,
        };
        let closed = match ordering(store, now) {
            Ok(Ordering::Closed { opens_at, .. }) => {
                let opens_at = opens_at.map(|at| upcoming(at, now, &store.zone, Lang::Ko));
                Some((Lang::Ko.words().hours.closed)(opens_at.as_deref()))
            }
            _ => None,
        };
        let slower = store.extra_wait(now).map(|wait| {
            let until =
                wait.until.map(|until| format!(" · {}까지", upcoming(until, now, &store.zone, Lang::Ko)));
            Decided {
                words: format!(
                    "예상 시간에 {}분을 더하고 있어요{}",
                    wait.extra_s / 60,
                    until.unwrap_or_default()
                ),
                until_ms: wait.until.map(jiff::Timestamp::as_millisecond),
            }
        });
        let name = |lane: &menu_api::LaneSetting| {
            lane.name.as_ref().map_or_else(|| lane.id.to_string(), |name| name.ko.clone())
        };
        let station = |lane: &menu_api::LaneSetting| Station { id: lane.id.to_string(), name: name(lane) };
        Self { paused, closed, slower, stations: store.lanes.iter().map(station).collect() }
    }
}
