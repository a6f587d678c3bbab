//! History of an order in staff's words.

use super::board::status_word;
use crate::{
    ssr::{reason, time::clock_time},
    ui::Lang,
};
use order_api::{Actor, EventKind, Order, OrderEvent};

/// One event of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Time on the store's clock.
    pub at: String,
    /// The person, the customer or the system.
    pub who: String,
    /// The change, in words.
    pub what: String,
}

/// The events of one order, oldest first.
pub fn timeline(events: &[OrderEvent], zone: &str) -> Vec<Happening> {
    let before = std::iter::once(None).chain(events.iter().map(|event| Some(&event.order)));
    let happening = |(event, before): (&OrderEvent, Option<&Order>)| Happening {
        at: clock_time(event.at, zone, Lang::Ko),
        who: who(event),
        what: what(event, before, zone),
    };
    events.iter().zip(before).map(happening).collect()
}

fn who(event: &OrderEvent) -> String {
    let name = event.order.handling.changed_by.as_ref().map(|by| by.name.clone());
    match event.actor {
        Actor::Customer if !event.order.customer.is_at_counter() => "손님".to_owned(),
        Actor::Customer | Actor::Staff => {
            name.filter(|name| !name.is_empty()).unwrap_or_else(|| "직원".to_owned())
        }
        Actor::System => "자동".to_owned(),
    }
}

fn what(event: &OrderEvent, before: Option<&Order>, zone: &str) -> String {
    let order = &event.order;
    match (event.kind, before) {
        (EventKind::Amended, Some(before)) => amended(before, order, zone),
        (EventKind::Placed, _) | (EventKind::Amended, None) => "주문".to_owned(),
        (EventKind::StatusChanged, _) => match &order.reason {
            Some(written) => format!("{} · {}", status_word(order.status), reason(written, Lang::Ko).0),
            None => status_word(order.status).to_owned(),
        },
    }
}

fn amended(before: &Order, after: &Order, zone: &str) -> String {
    let mut said = Vec::new();
    if before.promised_at != after.promised_at {
        let [from, to] = [before, after].map(|order| clock_time(order.promised_at, zone, Lang::Ko));
        said.push(format!("약속 {from} → {to}"));
    }
    for (index, line) in (0..).zip(&after.lines) {
        let done = |order: &Order| order.handling.lines_done.contains(&index);
        match (done(before), done(after)) {
            (false, true) => said.push(format!("{} 완성", line.name)),
            (true, false) => said.push(format!("{} 다시", line.name)),
            _ => {}
        }
    }
    if before.handling.unacknowledged && !after.handling.unacknowledged {
        said.push("취소 확인".to_owned());
    }
    // Erasing the customer's name and note changes the stored versions too, so nothing differs.
    if said.is_empty() {
        said.push("손님 정보 지움".to_owned());
    }
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use order_api::{Handling, Status};

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
        let later = Order { promised_at: "2026-03-02T03:15:00Z".parse().unwrap(), ..placed.clone() };
        let handling = Handling { lines_done: vec![0], ..Handling::default() };
        let made = Order { handling, ..later.clone() };
        let over = Order { status: Status::Rejected, reason: Some("closing".to_owned()), ..made.clone() };
        let events = [
            event(EventKind::Placed, Actor::Customer, &placed),
            event(EventKind::Amended, Actor::Staff, &later),
            event(EventKind::Amended, Actor::Staff, &made),
            event(EventKind::StatusChanged, Actor::Staff, &over),
        ];
        let told = timeline(&events, "Asia/Seoul");
        let whats: Vec<_> = told.iter().map(|told| (told.who.as_str(), told.what.as_str())).collect();
        let closing = format!("거절 · {}", Lang::Ko.words().order.reasons[2]);
        let wanted = [
            ("손님", "주문"),
            ("직원", "약속 12:10 → 12:15"),
            ("직원", "라떼 완성"),
            ("직원", closing.as_str()),
        ];
        assert_eq!((whats.as_slice(), told[0].at.as_str()), (&wanted[..], "12:00"));
    }
}
