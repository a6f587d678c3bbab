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
    /// The same in milliseconds since 1970, for what is left of it.
    pub promised_at_ms: i64,
    /// The customer has cancelled it, and nobody here has said that they know.
    #[serde(default)]
    pub unacknowledged: bool,
    /// To be called out.
    pub name: String,
    /// Staff took it at the counter.
    #[serde(default)]
    pub at_counter: bool,
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
    /// It is made.
    pub done: bool,
    /// Where it is made, by the lane's id; `None` when today's menu does not know.
    pub station: Option<String>,
}

impl TicketLine {
    /// It is made there; what no station is known for is everyone's.
    pub fn is_at(&self, station: Option<&str>) -> bool {
        station.is_none() || self.station.is_none() || self.station.as_deref() == station
    }
}

/// A place where orders are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// The lane's id.
    pub id: String,
    /// For its button.
    pub name: String,
}

/// Something that staff have decided, for as long as it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// That it is so, and until when.
    pub words: String,
    /// When it ends by itself, milliseconds since 1970; `None`: when staff say so.
    pub until_ms: Option<i64>,
}

/// What the board shows of the store itself: a frame of its own whenever the menu changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Store {
    /// No orders are taken now.
    pub paused: Option<Decided>,
    /// Outside the opening hours, in words.
    #[serde(default)]
    pub closed: Option<String>,
    /// Longer times are quoted now.
    #[serde(default)]
    pub slower: Option<Decided>,
    /// Where orders are made.
    pub stations: Vec<Station>,
}

/// The whole board: the first frame, and again whenever a reader fell behind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Every open order, and those that may still be recalled.
    pub tickets: Vec<Ticket>,
    /// The store.
    pub store: Store,
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
    /// As the menu has it at `now`.
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
