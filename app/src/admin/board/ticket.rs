//! An order as the counter sees it, and the frames of the board's live feed.

use crate::shared::ui::{Lang, OrderFeedState};
use order_api::OrderStatus;
use serde::{Deserialize, Serialize};

/// An order as a kitchen ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Id of the order.
    pub id: String,
    /// Pickup number.
    pub number: i64,
    /// Current status.
    pub status: OrderStatus,
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
    /// Takeout or here, in words.
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TicketLine {
    pub quantity: i64,
    /// Name of the item.
    pub name: String,
    /// Language of the name, if it is not the reader's.
    pub name_lang: Option<Lang>,
    /// The chosen options.
    pub options: String,
    /// Language of the options, if it is not the reader's.
    pub options_lang: Option<Lang>,
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
pub struct KitchenStation {
    /// Id of the lane.
    pub id: String,
    /// Label of its button.
    pub name: String,
}

/// A decision of staff, while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveDecision {
    /// The decision and its end, in words.
    pub words: String,
    /// When it ends by itself, milliseconds since 1970; `None` until staff end it.
    pub until_ms: Option<i64>,
}

/// The store's state on the board: a frame of its own whenever the menu changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BoardStoreState {
    /// Staff have paused ordering.
    pub paused: Option<ActiveDecision>,
    /// Outside the opening hours, in words.
    #[serde(default)]
    pub closed: Option<String>,
    /// Longer times are quoted now.
    #[serde(default)]
    pub slower: Option<ActiveDecision>,
    /// Stations where orders are made.
    pub stations: Vec<KitchenStation>,
}

/// The whole board: the first frame, and again whenever a reader fell behind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BoardSnapshot {
    /// Every open order, and those that can still be recalled.
    pub tickets: Vec<Ticket>,
    /// The store's state.
    pub store: BoardStoreState,
    /// State of the server's feed from the order service.
    pub upstream: OrderFeedState,
    /// When the server last heard from the order service, milliseconds since 1970; `None` if
    /// never.
    pub heard_ms: Option<i64>,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: i64,
}

#[cfg(feature = "ssr")]
impl Ticket {
    /// The ticket of an order in the reader's language, with times on the clock of `zone`.
    pub fn from_order(
        order: &order_api::Order,
        menu: Option<&menu_api::Menu>,
        zone: &str,
        lang: Lang,
    ) -> Self {
        use crate::admin::words::staff_words;
        let clock = |at| crate::shared::ssr::time::clock_time(at, zone, lang);
        let common = &lang.words().common;
        Self {
            id: order.id.to_string(),
            number: order.number,
            status: order.status,
            version: order.version,
            placed_at_ms: order.placed_at.as_millisecond(),
            status_at_ms: order.status_at.as_millisecond(),
            placed: clock(order.placed_at),
            promised: clock(order.promised_at),
            promised_at_ms: order.promised_at.as_millisecond(),
            unacknowledged: order.handling.unacknowledged,
            name: order.customer.name.clone(),
            at_counter: order.customer.is_at_counter(),
            dining: match order.dining {
                order_api::DiningMode::Here => common.here,
                order_api::DiningMode::Takeout => common.takeout,
            }
            .to_owned(),
            cup: order.cup.map(|cup| (staff_words(lang).panels.cup)(cup).to_owned()),
            pickup: order.pickup_at.map(clock),
            lines: (0..)
                .zip(&order.lines)
                .map(|(index, line)| TicketLine::from_order_line(index, line, order, menu, lang))
                .collect(),
            total: order.total,
            note: order.note.clone(),
            menu_verified: order.menu_verified,
        }
    }
}

#[cfg(feature = "ssr")]
impl TicketLine {
    fn from_order_line(
        index: u32,
        line: &order_api::OrderLine,
        order: &order_api::Order,
        menu: Option<&menu_api::Menu>,
        lang: Lang,
    ) -> Self {
        let names = crate::shared::ssr::line_names(line, menu, lang);
        let item = line.item_id.parse().ok().and_then(|id| menu?.find_item(&id));
        Self {
            quantity: line.quantity,
            name: names.name,
            name_lang: names.name_lang.and_then(Lang::from_tag),
            options: names.options,
            options_lang: names.options_lang.and_then(Lang::from_tag),
            done: order.handling.lines_done.contains(&index),
            station: item.map(|item| item.lane.to_string()),
        }
    }
}

#[cfg(feature = "ssr")]
impl BoardStoreState {
    /// The store's state at `now` from the menu, in the reader's language.
    pub fn from_menu(menu: Option<&menu_api::Menu>, now: jiff::Timestamp, lang: Lang) -> Self {
        use crate::admin::words::staff_words;
        use menu_api::hours::{OrderingStatus, ordering_status};
        let Some(store) = menu.map(|menu| &menu.store) else { return Self::default() };
        let words = &staff_words(lang).panels;
        let clock = |at| crate::shared::ssr::time::upcoming_time(at, now, &store.zone, lang);
        let ordering = ordering_status(store, now);
        let paused = match ordering {
            Ok(OrderingStatus::Paused { until: Some(until) }) => Some(ActiveDecision {
                words: (words.paused_until)(&clock(until)),
                until_ms: Some(until.as_millisecond()),
            }),
            Ok(OrderingStatus::Paused { until: None }) => {
                let is_unattended = store.pause.is_some_and(|pause| pause.unattended);
                let words = if is_unattended { words.paused_unattended } else { words.paused };
                Some(ActiveDecision { words: words.to_owned(), until_ms: None })
            }
            _ => None,
        };
        let closed = match ordering {
            Ok(OrderingStatus::Closed { opens_at, .. }) => {
                Some((lang.words().hours.closed)(opens_at.map(clock).as_deref()))
            }
            _ => None,
        };
        let slower = store.extra_wait(now).map(|wait| ActiveDecision {
            words: (words.quoting_longer)(
                (wait.extra_s / 60).into(),
                wait.until.map(clock).as_deref(),
            ),
            until_ms: wait.until.map(jiff::Timestamp::as_millisecond),
        });
        let name = |lane: &menu_api::LaneSetting| {
            lane.name
                .as_ref()
                .map_or_else(|| lane.id.to_string(), |name| name.in_language(lang.tag()).to_owned())
        };
        let station = |lane: &menu_api::LaneSetting| KitchenStation {
            id: lane.id.to_string(),
            name: name(lane),
        };
        Self { paused, closed, slower, stations: store.lanes.iter().map(station).collect() }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_ticket_and_the_store_are_in_the_readers_language() {
        let order: order_api::Order = serde_json::from_value(json!({
            "id": "01980000-0000-7000-8000-000000000001", "store": "main", "number": 7, "business_date": "2026-03-02",
            "status": "placed", "version": 1, "placed_at": "2026-03-02T03:00:00Z", "promised_at": "2026-03-02T03:10:00Z",
            "status_at": "2026-03-02T03:00:00Z", "customer": { "session": "s" }, "dining": "here", "cup": "own",
            "menu_version": 1, "menu_verified": true, "currency": "KRW", "total": 5000, "note": "",
            "lines": [
                { "item_id": "latte", "name": "라떼", "unit_price": 5000, "quantity": 1, "line_total": 5000 },
                { "item_id": "gone", "name": "쿠키", "unit_price": 0, "quantity": 1, "line_total": 0 },
            ],
        }))
        .unwrap();
        let menu: menu_api::Menu = serde_json::from_value(json!({
            "version": 1, "categories": [], "option_groups": [],
            "store": {
                "id": "main", "name": { "ko": "가게" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {},
                "extra_wait": { "extra_s": 600, "until": "2026-03-02T04:00:00Z" },
            },
            "items": [{ "id": "latte", "category": "c", "name": { "ko": "라떼", "en": "Latte" }, "price_minor": 1 }],
        }))
        .unwrap();
        let read = |lang| {
            let ticket = Ticket::from_order(&order, Some(&menu), "Asia/Seoul", lang);
            let names = ticket.lines.into_iter().map(|line| (line.name, line.name_lang));
            let store = BoardStoreState::from_menu(Some(&menu), order.placed_at, lang);
            let words =
                [ticket.placed, ticket.dining, ticket.cup.unwrap(), store.slower.unwrap().words];
            (words, names.collect::<Vec<_>>())
        };
        let named = |name: &str, lang| (name.to_owned(), lang);
        let (words, names) = read(Lang::Ko);
        assert_eq!(
            words,
            ["12:00", "매장", "개인 컵", "예상 시간에 10분을 더하고 있어요 · 13:00까지"]
        );
        assert_eq!(names, [named("라떼", None), named("쿠키", None)]);
        let (words, names) = read(Lang::En);
        assert_eq!(
            words,
            ["12:00 PM", "For here", "Own cup", "Quoting 10 min longer · until 1:00 PM"]
        );
        assert_eq!(names, [named("Latte", None), named("쿠키", Some(Lang::Ko))]);
    }
}
