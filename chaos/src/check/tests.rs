//! Small histories written by hand: a good one passes, and each rule finds the one that breaks it.

use super::{AuditCase, DatabaseFacts, FeedRow, KeyRow, apply_rules};
use crate::history::{
    HistoryEntry, HistoryRecord, IntendedLine, IntendedOrder, OrderState, PlacementKey,
    PlacementRoute,
};
use jiff::Timestamp;
use order_api::{EventKind, FeedCursor, Order, OrderActor, OrderEvent, OrderId, OrderStatus};
use serde_json::json;
use uuid::Uuid;

const LOST: &str = "every acknowledged order is there";
const DOUBLED: &str = "no placement became two orders";
const AS_TOLD: &str = "orders are as they were acknowledged";
const NOBODYS: &str = "no order that nobody asked for";
const RETRIES: &str = "a key stands for one placement";
const NUMBERS: &str = "pickup numbers are unique";
const OPEN_NUMBERS: &str = "open orders have numbers of their own";
const SUMS: &str = "lines and totals add up";
const TABLE: &str = "orders move only along the table";
const STEPS: &str = "every acknowledged step was taken";
const PHANTOMS: &str = "nobody saw a state that never was";
const MISSED: &str = "no reader missed an event";
const CAUGHT_UP: &str = "every reader came back and caught up";
const BOARDS: &str = "boards show what the database says";

/// Two orders, the first accepted; two clients, a reader that was cut off once, and a board.
struct Run {
    facts: DatabaseFacts,
    records: Vec<HistoryRecord>,
    /// How long behind the first line the last one is, in milliseconds; the others are as old as
    /// the first.
    last_at_ms: u64,
}

fn id(n: u128) -> OrderId {
    OrderId(Uuid::from_u128(n))
}

fn at(sequence: i64) -> FeedCursor {
    FeedCursor { transaction: 0, sequence }
}

fn key(n: u128) -> PlacementKey {
    PlacementKey::from(format!("key-{n}").as_str())
}

pub(super) fn order(n: u128, status: OrderStatus, version: i64) -> Order {
    serde_json::from_value(json!({
        "id": id(n), "store": "main", "number": n, "business_date": "2026-03-02",
        "status": status, "version": version, "placed_at": Timestamp::UNIX_EPOCH,
        "promised_at": Timestamp::UNIX_EPOCH, "status_at": Timestamp::UNIX_EPOCH,
        "customer": { "session": "s" }, "dining": "here", "menu_version": 1, "menu_verified": true,
        "currency": "KRW", "total": 10_000, "note": "",
        "lines": [{ "item_id": "latte", "name": "Latte", "unit_price": 5_000, "quantity": 2, "line_total": 10_000 }]
    }))
    .unwrap()
}

pub(crate) fn event(sequence: i64, order: Order) -> FeedRow {
    let kind = if order.version == 1 { EventKind::Placed } else { EventKind::StatusChanged };
    let actor = if order.version == 1 { OrderActor::Customer } else { OrderActor::Staff };
    FeedRow {
        cursor: at(sequence),
        event: OrderEvent { kind, actor, at: Timestamp::UNIX_EPOCH, order },
    }
}

fn wanted(n: u128, legal: bool) -> HistoryRecord {
    let line = IntendedLine {
        item: "latte".into(),
        quantity: 2,
        options: vec![],
        line_total: Some(10_000),
    };
    let wanted = Box::new(IntendedOrder { lines: vec![line], total: 10_000 });
    HistoryRecord::Wanted { key: key(n), via: PlacementRoute::Direct, legal, wanted }
}

fn told(n: u128, order: u128) -> HistoryRecord {
    let number = Some(order as i64);
    let total = Some(10_000);
    HistoryRecord::Acknowledged { key: key(n), order: id(order), number, total, took_ms: 3 }
}

fn seen(sequence: i64, order: u128, version: i64, status: OrderStatus) -> HistoryRecord {
    HistoryRecord::Seen { reader: 1, cursor: at(sequence), order: id(order), version, status }
}

fn stand(order: u128, version: i64, status: OrderStatus) -> OrderState {
    OrderState { order: id(order), version, status }
}

impl Run {
    fn good() -> Self {
        let events = vec![
            event(1, order(1, OrderStatus::Placed, 1)),
            event(2, order(2, OrderStatus::Placed, 1)),
            event(3, order(1, OrderStatus::Accepted, 2)),
        ];
        let keys =
            [1, 2].map(|n| KeyRow { store: "main".into(), key: key(n).to_string(), order: id(n) });
        let orders = vec![order(1, OrderStatus::Accepted, 2), order(2, OrderStatus::Placed, 1)];
        let moved = HistoryRecord::Moved {
            order: id(1),
            to: OrderStatus::Accepted,
            expected_version: 1,
            by: OrderActor::Staff,
            version: None,
        };
        let tickets = vec![stand(1, 2, OrderStatus::Accepted), stand(2, 1, OrderStatus::Placed)];
        let records = vec![
            HistoryRecord::Connecting { reader: 1, address: "a".into(), after: None },
            HistoryRecord::Started { reader: 1, cursor: at(0) },
            wanted(1, true),
            HistoryRecord::Unknown { key: key(1), why: "timeout".into(), took_ms: 5_000 },
            told(1, 1),
            seen(1, 1, 1, OrderStatus::Placed),
            HistoryRecord::Lost { reader: 1, why: "cut".into() },
            wanted(2, true),
            told(2, 2),
            HistoryRecord::Shown { order: id(2), number: 2, total: 10_000 },
            HistoryRecord::KeyMisused {
                key: key(2),
                status: 422,
                code: "idempotency_key_reused".into(),
            },
            wanted(3, false),
            HistoryRecord::Refused {
                key: key(3),
                status: 422,
                code: "wrong_total".into(),
                took_ms: 2,
            },
            moved,
            HistoryRecord::Connecting { reader: 1, address: "b".into(), after: Some(at(1)) },
            seen(2, 2, 1, OrderStatus::Placed),
            seen(3, 1, 2, OrderStatus::Accepted),
            HistoryRecord::Ticket { reader: 2, stand: tickets[0] },
            HistoryRecord::Followed { stand: tickets[1] },
            HistoryRecord::Ended { reader: 1, caught_up: true, cursor: Some(at(3)) },
            HistoryRecord::BoardEnded { reader: 2, connected: true, head: at(3), tickets },
        ];
        Self { facts: DatabaseFacts { orders, events, keys: keys.into() }, records, last_at_ms: 0 }
    }

    /// Names of the rules that are broken.
    fn broken(&self) -> Vec<&'static str> {
        let mut entries: Vec<HistoryEntry> = self
            .records
            .iter()
            .map(|record| HistoryEntry { at_ms: 0, record: record.clone() })
            .collect();
        entries.last_mut().unwrap().at_ms = self.last_at_ms;
        let checks = apply_rules(&AuditCase::new(&self.facts, &entries));
        checks
            .into_iter()
            .filter(|check| !check.violations.is_empty())
            .map(|check| check.name)
            .collect()
    }

    fn with(mut self, record: HistoryRecord) -> Self {
        self.records.push(record);
        self
    }

    fn without(mut self, gone: impl Fn(&HistoryRecord) -> bool) -> Self {
        let before = self.records.len();
        self.records.retain(|record| !gone(record));
        assert_eq!(self.records.len() + 1, before);
        self
    }

    /// Changes an order's row and all of its events alike.
    fn alter(mut self, n: u128, change: impl Fn(&mut Order)) -> Self {
        self.facts.orders.iter_mut().filter(|order| order.id == id(n)).for_each(&change);
        self.facts
            .events
            .iter_mut()
            .map(|event| &mut event.event.order)
            .filter(|o| o.id == id(n))
            .for_each(change);
        self
    }
}

#[test]
fn a_good_run_breaks_no_rule_and_every_rule_looked_at_something() {
    let run = Run::good();
    assert_eq!(run.broken(), Vec::<&str>::new());
    let entries: Vec<HistoryEntry> =
        run.records.into_iter().map(|record| HistoryEntry { at_ms: 0, record }).collect();
    for check in apply_rules(&AuditCase::new(&run.facts, &entries)) {
        assert!(check.count > 0, "{}", check.name);
    }
}

#[test]
fn an_acknowledged_order_that_is_gone_is_found() {
    let mut run = Run::good();
    run.facts.orders.pop();
    run.facts.keys.pop();
    run.facts.events.remove(1);
    assert!(run.broken().contains(&LOST));
}

#[test]
fn an_order_without_its_events_is_found() {
    let mut run = Run::good();
    run.facts.events.remove(1);
    assert!(run.broken().contains(&TABLE));
}

#[test]
fn one_placement_told_as_two_orders_is_found() {
    assert_eq!(Run::good().with(told(1, 2)).broken(), [LOST, DOUBLED]);
}

#[test]
fn an_order_that_was_made_twice_behind_its_key_is_found() {
    let mut run = Run::good();
    run.facts.orders.push(order(9, OrderStatus::Placed, 1));
    run.facts.events.push(event(4, order(9, OrderStatus::Placed, 1)));
    assert!(run.broken().contains(&DOUBLED));
    run.facts.keys.push(KeyRow { store: "main".into(), key: key(1).to_string(), order: id(9) });
    assert!(run.broken().contains(&DOUBLED));
}

#[test]
fn another_number_or_total_than_was_told_is_found() {
    let wrong = |number, total| HistoryRecord::Acknowledged {
        key: key(1),
        order: id(1),
        number,
        total,
        took_ms: 1,
    };
    assert_eq!(Run::good().with(wrong(Some(8), None)).broken(), [AS_TOLD]);
    assert_eq!(Run::good().with(wrong(None, Some(9_000))).broken(), [AS_TOLD]);
    assert_eq!(
        Run::good().with(HistoryRecord::Shown { order: id(2), number: 3, total: 10_000 }).broken(),
        [AS_TOLD]
    );
}

#[test]
fn other_lines_than_were_asked_for_are_found() {
    assert_eq!(
        Run::good().alter(2, |order| order.lines[0].item_id = "tea".into()).broken(),
        [AS_TOLD]
    );
}

#[test]
fn an_order_that_nobody_asked_for_is_found() {
    let stranger = |record: &HistoryRecord| matches!(record, HistoryRecord::Wanted { key: k, .. } if *k == key(1));
    assert_eq!(Run::good().without(stranger).broken(), [NOBODYS]);
}

#[test]
fn a_forged_sum_that_was_accepted_is_found() {
    let run = Run::good().with(told(3, 2));
    assert!(run.broken().contains(&NOBODYS));
}

#[test]
fn a_key_that_took_another_body_and_a_retry_that_was_not_known_are_found() {
    let took = HistoryRecord::KeyMisused { key: key(1), status: 200, code: "".into() };
    assert_eq!(Run::good().with(took).broken(), [RETRIES]);
    let refused =
        HistoryRecord::Refused { key: key(1), status: 422, code: "key_reused".into(), took_ms: 1 };
    assert_eq!(Run::good().with(refused).broken(), [RETRIES]);
}

#[test]
fn a_pickup_number_given_twice_is_found() {
    let run = Run::good().alter(2, |order| order.number = 1);
    assert!(run.broken().contains(&NUMBERS));
}

#[test]
fn a_number_of_two_open_orders_is_found_whatever_their_days() {
    let next_day = |order: &mut Order| {
        (order.number, order.business_date) = (1, "2026-03-03".parse().unwrap());
    };
    let broken = Run::good().alter(2, next_day).broken();
    assert!(broken.contains(&OPEN_NUMBERS) && !broken.contains(&NUMBERS));
    let over = Run::good()
        .alter(2, next_day)
        .alter(1, |order| order.status = OrderStatus::Completed)
        .broken();
    assert!(!over.contains(&OPEN_NUMBERS));
}

#[test]
fn a_wrong_total_is_found() {
    assert!(Run::good().alter(2, |order| order.total = 9_999).broken().contains(&SUMS));
    assert!(
        Run::good().alter(2, |order| order.lines[0].line_total = 9_999).broken().contains(&SUMS)
    );
}

#[test]
fn an_illegal_step_is_found() {
    let mut run = Run::good();
    run.facts.events.push(event(4, order(2, OrderStatus::Completed, 2)));
    run.facts.orders[1] = order(2, OrderStatus::Completed, 2);
    assert!(run.broken().contains(&TABLE));
}

#[test]
fn a_late_recall_is_found_unless_only_a_clock_was_turned() {
    let recalled = |after_ms| {
        let mut run = Run::good();
        for (version, status) in
            [(3, OrderStatus::Preparing), (4, OrderStatus::Ready), (5, OrderStatus::Preparing)]
        {
            run.facts.events.push(event(i64::from(version), order(1, status, version.into())));
        }
        run.facts.events.last_mut().unwrap().event.at += jiff::SignedDuration::from_hours(1);
        run.facts.orders[0] = order(1, OrderStatus::Preparing, 5);
        run.last_at_ms = after_ms;
        let followed =
            |version, status| HistoryRecord::Followed { stand: stand(1, version, status) };
        run.with(followed(4, OrderStatus::Ready)).with(followed(5, OrderStatus::Preparing))
    };
    assert!(!recalled(400).broken().contains(&TABLE));
    assert!(recalled(3_600_000).broken().contains(&TABLE));
    assert!(
        recalled(400)
            .without(
                |record| matches!(record, HistoryRecord::Followed { stand } if stand.version == 4)
            )
            .broken()
            .contains(&TABLE)
    );
}

#[test]
fn a_version_that_was_left_out_and_a_row_unlike_its_last_event_are_found() {
    let mut run = Run::good();
    run.facts.events[2].event.order.version = 3;
    run.facts.orders[0].version = 3;
    assert!(run.broken().contains(&TABLE));
    let mut run = Run::good();
    run.facts.orders[0] = order(1, OrderStatus::Placed, 1);
    assert!(run.broken().contains(&TABLE));
}

#[test]
fn an_acknowledged_step_that_was_never_taken_is_found() {
    let told = |version| HistoryRecord::Moved {
        order: id(2),
        to: OrderStatus::Accepted,
        expected_version: 1,
        by: OrderActor::Staff,
        version,
    };
    assert_eq!(Run::good().with(told(None)).broken(), [STEPS]);
    assert_eq!(Run::good().with(told(Some(2))).broken(), [STEPS]);
}

#[test]
fn a_state_that_was_never_committed_is_found() {
    let phantom = stand(2, 2, OrderStatus::Accepted);
    assert_eq!(Run::good().with(HistoryRecord::Followed { stand: phantom }).broken(), [PHANTOMS]);
    assert_eq!(
        Run::good().with(HistoryRecord::Ticket { reader: 2, stand: phantom }).broken(),
        [PHANTOMS]
    );
}

#[test]
fn an_event_that_a_reader_missed_is_found() {
    let missed = |record: &HistoryRecord| matches!(record, HistoryRecord::Seen { cursor, .. } if *cursor == at(2));
    assert_eq!(Run::good().without(missed).broken(), [MISSED]);
    let last = |record: &HistoryRecord| matches!(record, HistoryRecord::Seen { cursor, .. } if *cursor == at(3));
    assert_eq!(Run::good().without(last).broken(), [MISSED]);
}

#[test]
fn an_event_seen_twice_or_out_of_nowhere_is_found() {
    let again = Run::good().with(seen(3, 1, 2, OrderStatus::Accepted));
    assert_eq!(again.broken(), [MISSED]);
    let other = Run::good().with(seen(4, 1, 2, OrderStatus::Accepted));
    assert_eq!(other.broken(), [MISSED]);
}

#[test]
fn a_reader_that_is_started_again_behind_what_it_had_not_seen_is_found() {
    let mut run = Run::good();
    run.facts.events.push(event(4, order(3, OrderStatus::Placed, 1)));
    run.facts.orders.push(order(3, OrderStatus::Placed, 1));
    assert!(
        run.with(HistoryRecord::Started { reader: 1, cursor: at(4) }).broken().contains(&MISSED)
    );
}

#[test]
fn a_reader_that_never_came_back_is_found() {
    let never = |record: &HistoryRecord| matches!(record, HistoryRecord::Ended { .. });
    assert_eq!(Run::good().without(never).broken(), [CAUGHT_UP]);
    let short = HistoryRecord::Ended { reader: 1, caught_up: false, cursor: Some(at(2)) };
    assert_eq!(Run::good().with(short).broken(), [CAUGHT_UP]);
}

#[test]
fn a_board_that_shows_something_else_is_found() {
    let board =
        |tickets| HistoryRecord::BoardEnded { reader: 3, connected: true, head: at(3), tickets };
    let old = vec![stand(1, 1, OrderStatus::Placed), stand(2, 1, OrderStatus::Placed)];
    assert_eq!(Run::good().with(board(old)).broken(), [BOARDS]);
    assert_eq!(
        Run::good().with(board(vec![stand(1, 2, OrderStatus::Accepted)])).broken(),
        [BOARDS]
    );
    assert_eq!(
        Run::good()
            .with(HistoryRecord::BoardEnded {
                reader: 3,
                connected: false,
                head: at(0),
                tickets: vec![]
            })
            .broken(),
        [BOARDS]
    );
}

#[test]
fn what_happens_after_a_board_was_closed_is_nothing_it_should_have_shown() {
    let mut run = Run::good();
    run.facts.orders.push(order(3, OrderStatus::Placed, 1));
    run.facts.events.push(event(4, order(3, OrderStatus::Placed, 1)));
    run.facts.keys.push(KeyRow { store: "main".into(), key: key(3).to_string(), order: id(3) });
    assert!(!run.broken().contains(&BOARDS));
}
