//! History of an order in staff's words.

use crate::{
    admin::{
        board::island::status_word,
        words::{orders::OrdersWords, staff_words},
    },
    shared::{
        ssr::{line_names, time::clock_time, translate_reason},
        ui::Lang,
    },
};
use jiff::Timestamp;
use menu_api::Menu;
use order_api::{EventKind, Order, OrderActor, OrderEvent};

/// One event of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Time on the store's clock.
    pub at: String,
    /// The person, the customer or the system.
    pub who: String,
    /// The change, in words.
    pub what: String,
}

/// The events of one order, oldest first.
pub fn order_timeline(
    events: &[OrderEvent],
    zone: &str,
    menu: Option<&Menu>,
    lang: Lang,
) -> Vec<TimelineEntry> {
    let reader = EventDescriber { zone, menu, lang, words: &staff_words(lang).orders };
    let before = std::iter::once(None).chain(events.iter().map(|event| Some(&event.order)));
    let happening = |(event, before): (&OrderEvent, Option<&Order>)| TimelineEntry {
        at: reader.local_time(event.at),
        who: reader.actor_name(event),
        what: reader.describe_event(event, before),
    };
    events.iter().zip(before).map(happening).collect()
}

/// Who reads the history, and on which clock.
struct EventDescriber<'a> {
    zone: &'a str,
    /// Today's menu, for the names of items.
    menu: Option<&'a Menu>,
    lang: Lang,
    words: &'static OrdersWords,
}

impl EventDescriber<'_> {
    fn local_time(&self, at: Timestamp) -> String {
        clock_time(at, self.zone, self.lang)
    }

    fn actor_name(&self, event: &OrderEvent) -> String {
        let name = event.order.handling.changed_by.as_ref().map(|by| by.name.clone());
        match event.actor {
            OrderActor::Customer if !event.order.customer.is_at_counter() => {
                self.words.customer.to_owned()
            }
            OrderActor::Customer | OrderActor::Staff => {
                name.filter(|name| !name.is_empty()).unwrap_or_else(|| self.words.staff.to_owned())
            }
            OrderActor::System => self.words.automatic.to_owned(),
        }
    }

    fn describe_event(&self, event: &OrderEvent, before: Option<&Order>) -> String {
        let order = &event.order;
        let status = status_word(order.status, self.lang);
        match (event.kind, before) {
            (EventKind::Amended, Some(before)) => self.describe_amendment(before, order),
            (EventKind::Placed, _) | (EventKind::Amended, None) => self.words.placed.to_owned(),
            (EventKind::StatusChanged, _) => match &order.reason {
                Some(written) => format!("{status} · {}", translate_reason(written, self.lang).0),
                None => status.to_owned(),
            },
        }
    }

    fn describe_amendment(&self, before: &Order, after: &Order) -> String {
        let mut said = Vec::new();
        if before.promised_at != after.promised_at {
            let [from, to] = [before, after].map(|order| self.local_time(order.promised_at));
            said.push((self.words.promise_moved)(&from, &to));
        }
        for (index, line) in (0..).zip(&after.lines) {
            let done = |order: &Order| order.handling.lines_done.contains(&index);
            let name = || line_names(line, self.menu, self.lang).name;
            match (done(before), done(after)) {
                (false, true) => said.push((self.words.line_done)(&name())),
                (true, false) => said.push((self.words.line_undone)(&name())),
                _ => {}
            }
        }
        if before.handling.unacknowledged && !after.handling.unacknowledged {
            said.push(self.words.cancellation_seen.to_owned());
        }
        // Erasing the customer's name and note changes the stored versions too, so nothing differs.
        if said.is_empty() {
            said.push(self.words.details_erased.to_owned());
        }
        said.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use order_api::{OrderHandling, OrderStatus};

    fn order() -> Order {
        serde_json::from_str(
            r#"{ "id": "01980000-0000-7000-8000-000000000001", "store": "main", "number": 7, "business_date": "2026-03-02",
                 "status": "placed", "version": 1, "placed_at": "2026-03-02T03:00:00Z", "promised_at": "2026-03-02T03:10:00Z",
                 "status_at": "2026-03-02T03:00:00Z", "customer": { "session": "s" }, "dining": "here", "menu_version": 1,
                 "menu_verified": true, "currency": "KRW", "total": 5000, "note": "",
                 "lines": [{ "item_id": "latte", "name": "라떼", "unit_price": 5000, "quantity": 1, "line_total": 5000 }] }"#,
        )
        .unwrap()
    }

    #[test]
    fn each_event_says_who_did_what() {
        let placed = order();
        let event = |kind, actor, order: &Order| OrderEvent {
            kind,
            actor,
            at: placed.placed_at,
            order: order.clone(),
        };
        let later =
            Order { promised_at: "2026-03-02T03:15:00Z".parse().unwrap(), ..placed.clone() };
        let handling = OrderHandling { lines_done: vec![0], ..OrderHandling::default() };
        let made = Order { handling, ..later.clone() };
        let over = Order {
            status: OrderStatus::Rejected,
            reason: Some("closing".to_owned()),
            ..made.clone()
        };
        let events = [
            event(EventKind::Placed, OrderActor::Customer, &placed),
            event(EventKind::Amended, OrderActor::Staff, &later),
            event(EventKind::Amended, OrderActor::Staff, &made),
            event(EventKind::StatusChanged, OrderActor::Staff, &over),
        ];
        let told = |lang| {
            let told = order_timeline(&events, "Asia/Seoul", None, lang);
            told.into_iter()
                .map(|TimelineEntry { at, who, what }| format!("{at} {who}: {what}"))
                .collect::<Vec<_>>()
        };
        let closing = format!("12:00 직원: 거절 · {}", Lang::Ko.words().order.reasons[2]);
        let wanted = [
            "12:00 손님: 주문",
            "12:00 직원: 약속 12:10 → 12:15",
            "12:00 직원: 라떼 완성",
            closing.as_str(),
        ];
        assert_eq!(told(Lang::Ko), wanted);
        let english = told(Lang::En);
        assert_eq!(english[1], "12:00 PM Staff: Due 12:10 PM → 12:15 PM");
        assert!(english[3].ends_with(Lang::En.words().order.reasons[2]), "{english:?}");
    }
}
