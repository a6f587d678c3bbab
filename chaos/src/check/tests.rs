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
struct RunFixture {
    facts: DatabaseFacts,
    records: Vec<HistoryRecord>,
    /// How long behind the first line the last one is, in milliseconds; the others are as old as
    /// the first.
    last_at_ms: u64,
}

fn order_id(n: u128) -> OrderId {
    OrderId(Uuid::from_u128(n))
}

fn cursor_at(sequence: i64) -> FeedCursor {
    FeedCursor { transaction: 0, sequence }
}

fn placement_key(n: u128) -> PlacementKey {
    PlacementKey::from(format!("key-{n}").as_str())
}

pub(super) fn sample_order(n: u128, status: OrderStatus, version: i64) -> Order {
    serde_json::from_value(json!({
        "id": order_id(n), "store": "main", "number": n, "business_date": "2026-03-02",
        "status": status, "version": version, "placed_at": Timestamp::UNIX_EPOCH,
        "promised_at": Timestamp::UNIX_EPOCH, "status_at": Timestamp::UNIX_EPOCH,
        "customer": { "session": "s" }, "dining": "here", "menu_version": 1, "menu_verified": true,
        "currency": "KRW", "total": 10_000, "note": "",
        "lines": [{ "item_id": "latte", "name": "Latte", "unit_price": 5_000, "quantity": 2, "line_total": 10_000 }]
    }))
    .unwrap()
}

pub(crate) fn feed_row(sequence: i64, order: Order) -> FeedRow {
    let kind = if order.version == 1 { EventKind::Placed } else { EventKind::StatusChanged };
    let actor = if order.version == 1 { OrderActor::Customer } else { OrderActor::Staff };
    FeedRow {
        cursor: cursor_at(sequence),
        event: OrderEvent { kind, actor, at: Timestamp::UNIX_EPOCH, order },
    }
}

fn intended_record(n: u128, legal: bool) -> HistoryRecord {
    let line = IntendedLine {
        item: "latte".into(),
        quantity: 2,
        options: vec![],
        line_total: Some(10_000),
    };
    let wanted = Box::new(IntendedOrder { lines: vec![line], total: 10_000 });
    HistoryRecord::Wanted { key: placement_key(n), via: PlacementRoute::Direct, legal, wanted }
}

fn acknowledged_record(n: u128, order: u128) -> HistoryRecord {
    let number = Some(order as i64);
    let total = Some(10_000);
    HistoryRecord::Acknowledged {
        key: placement_key(n),
        order: order_id(order),
        number,
        total,
        took_ms: 3,
    }
}

fn seen_record(sequence: i64, order: u128, version: i64, status: OrderStatus) -> HistoryRecord {
    HistoryRecord::Seen {
        reader: 1,
        cursor: cursor_at(sequence),
        order: order_id(order),
        version,
        status,
    }
}

fn order_state(order: u128, version: i64, status: OrderStatus) -> OrderState {
    OrderState { order: order_id(order), version, status }
}

impl RunFixture {
    fn clean_run() -> Self {
        let events = vec![
            feed_row(1, sample_order(1, OrderStatus::Placed, 1)),
            feed_row(2, sample_order(2, OrderStatus::Placed, 1)),
            feed_row(3, sample_order(1, OrderStatus::Accepted, 2)),
        ];
        let keys = [1, 2].map(|n| KeyRow {
            store: "main".into(),
            key: placement_key(n).to_string(),
            order: order_id(n),
        });
        let orders = vec![
            sample_order(1, OrderStatus::Accepted, 2),
            sample_order(2, OrderStatus::Placed, 1),
        ];
        let moved = HistoryRecord::Moved {
            order: order_id(1),
            to: OrderStatus::Accepted,
            expected_version: 1,
            by: OrderActor::Staff,
            version: None,
        };
        let tickets =
            vec![order_state(1, 2, OrderStatus::Accepted), order_state(2, 1, OrderStatus::Placed)];
        let records = vec![
            HistoryRecord::Connecting { reader: 1, address: "a".into(), after: None },
            HistoryRecord::Started { reader: 1, cursor: cursor_at(0) },
            intended_record(1, true),
            HistoryRecord::Unknown { key: placement_key(1), why: "timeout".into(), took_ms: 5_000 },
            acknowledged_record(1, 1),
            seen_record(1, 1, 1, OrderStatus::Placed),
            HistoryRecord::Lost { reader: 1, why: "cut".into() },
            intended_record(2, true),
            acknowledged_record(2, 2),
            HistoryRecord::Shown { order: order_id(2), number: 2, total: 10_000 },
            HistoryRecord::KeyMisused {
                key: placement_key(2),
                status: 422,
                code: "idempotency_key_reused".into(),
            },
            intended_record(3, false),
            HistoryRecord::Refused {
                key: placement_key(3),
                status: 422,
                code: "wrong_total".into(),
                took_ms: 2,
            },
            moved,
            HistoryRecord::Connecting { reader: 1, address: "b".into(), after: Some(cursor_at(1)) },
            seen_record(2, 2, 1, OrderStatus::Placed),
            seen_record(3, 1, 2, OrderStatus::Accepted),
            HistoryRecord::Ticket { reader: 2, stand: tickets[0] },
            HistoryRecord::Followed { stand: tickets[1] },
            HistoryRecord::Ended { reader: 1, caught_up: true, cursor: Some(cursor_at(3)) },
            HistoryRecord::BoardEnded { reader: 2, connected: true, head: cursor_at(3), tickets },
        ];
        Self { facts: DatabaseFacts { orders, events, keys: keys.into() }, records, last_at_ms: 0 }
    }

    /// Names of the rules that are broken.
    fn broken_rules(&self) -> Vec<&'static str> {
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

    fn with_record(mut self, record: HistoryRecord) -> Self {
        self.records.push(record);
        self
    }

    fn without_record(mut self, gone: impl Fn(&HistoryRecord) -> bool) -> Self {
        let before = self.records.len();
        self.records.retain(|record| !gone(record));
        assert_eq!(self.records.len() + 1, before);
        self
    }

    /// Changes an order's row and all of its events alike.
    fn alter_order(mut self, n: u128, change: impl Fn(&mut Order)) -> Self {
        self.facts.orders.iter_mut().filter(|order| order.id == order_id(n)).for_each(&change);
        self.facts
            .events
            .iter_mut()
            .map(|event| &mut event.event.order)
            .filter(|o| o.id == order_id(n))
            .for_each(change);
        self
    }
}

#[test]
fn a_clean_run_breaks_no_rule_and_exercises_every_rule() {
    let run = RunFixture::clean_run();
    assert_eq!(run.broken_rules(), Vec::<&str>::new());
    let entries: Vec<HistoryEntry> =
        run.records.into_iter().map(|record| HistoryEntry { at_ms: 0, record }).collect();
    for check in apply_rules(&AuditCase::new(&run.facts, &entries)) {
        assert!(check.count > 0, "{}", check.name);
    }
}

#[test]
fn an_acknowledged_order_that_is_gone_is_found() {
    let mut run = RunFixture::clean_run();
    run.facts.orders.pop();
    run.facts.keys.pop();
    run.facts.events.remove(1);
    assert!(run.broken_rules().contains(&LOST));
}

#[test]
fn an_order_without_its_events_is_found() {
    let mut run = RunFixture::clean_run();
    run.facts.events.remove(1);
    assert!(run.broken_rules().contains(&TABLE));
}

#[test]
fn one_placement_told_as_two_orders_is_found() {
    assert_eq!(
        RunFixture::clean_run().with_record(acknowledged_record(1, 2)).broken_rules(),
        [LOST, DOUBLED]
    );
}

#[test]
fn an_order_that_was_made_twice_behind_its_key_is_found() {
    let mut run = RunFixture::clean_run();
    run.facts.orders.push(sample_order(9, OrderStatus::Placed, 1));
    run.facts.events.push(feed_row(4, sample_order(9, OrderStatus::Placed, 1)));
    assert!(run.broken_rules().contains(&DOUBLED));
    run.facts.keys.push(KeyRow {
        store: "main".into(),
        key: placement_key(1).to_string(),
        order: order_id(9),
    });
    assert!(run.broken_rules().contains(&DOUBLED));
}

#[test]
fn another_number_or_total_than_was_told_is_found() {
    let wrong = |number, total| HistoryRecord::Acknowledged {
        key: placement_key(1),
        order: order_id(1),
        number,
        total,
        took_ms: 1,
    };
    assert_eq!(RunFixture::clean_run().with_record(wrong(Some(8), None)).broken_rules(), [AS_TOLD]);
    assert_eq!(
        RunFixture::clean_run().with_record(wrong(None, Some(9_000))).broken_rules(),
        [AS_TOLD]
    );
    assert_eq!(
        RunFixture::clean_run()
            .with_record(HistoryRecord::Shown { order: order_id(2), number: 3, total: 10_000 })
            .broken_rules(),
        [AS_TOLD]
    );
}

#[test]
fn other_lines_than_were_asked_for_are_found() {
    assert_eq!(
        RunFixture::clean_run()
            .alter_order(2, |order| order.lines[0].item_id = "tea".into())
            .broken_rules(),
        [AS_TOLD]
    );
}

#[test]
fn an_order_that_nobody_asked_for_is_found() {
    let stranger = |record: &HistoryRecord| matches!(record, HistoryRecord::Wanted { key: k, .. } if *k == placement_key(1));
    assert_eq!(RunFixture::clean_run().without_record(stranger).broken_rules(), [NOBODYS]);
}

#[test]
fn a_forged_sum_that_was_accepted_is_found() {
    let run = RunFixture::clean_run().with_record(acknowledged_record(3, 2));
    assert!(run.broken_rules().contains(&NOBODYS));
}

#[test]
fn a_reused_key_and_an_unrecognized_retry_are_found() {
    let took = HistoryRecord::KeyMisused { key: placement_key(1), status: 200, code: "".into() };
    assert_eq!(RunFixture::clean_run().with_record(took).broken_rules(), [RETRIES]);
    let refused = HistoryRecord::Refused {
        key: placement_key(1),
        status: 422,
        code: "key_reused".into(),
        took_ms: 1,
    };
    assert_eq!(RunFixture::clean_run().with_record(refused).broken_rules(), [RETRIES]);
}

#[test]
fn a_pickup_number_given_twice_is_found() {
    let run = RunFixture::clean_run().alter_order(2, |order| order.number = 1);
    assert!(run.broken_rules().contains(&NUMBERS));
}

#[test]
fn a_number_of_two_open_orders_is_found_whatever_their_days() {
    let next_day = |order: &mut Order| {
        (order.number, order.business_date) = (1, "2026-03-03".parse().unwrap());
    };
    let broken = RunFixture::clean_run().alter_order(2, next_day).broken_rules();
    assert!(broken.contains(&OPEN_NUMBERS) && !broken.contains(&NUMBERS));
    let over = RunFixture::clean_run()
        .alter_order(2, next_day)
        .alter_order(1, |order| order.status = OrderStatus::Completed)
        .broken_rules();
    assert!(!over.contains(&OPEN_NUMBERS));
}

#[test]
fn a_wrong_total_is_found() {
    assert!(
        RunFixture::clean_run()
            .alter_order(2, |order| order.total = 9_999)
            .broken_rules()
            .contains(&SUMS)
    );
    assert!(
        RunFixture::clean_run()
            .alter_order(2, |order| order.lines[0].line_total = 9_999)
            .broken_rules()
            .contains(&SUMS)
    );
}

#[test]
fn an_illegal_step_is_found() {
    let mut run = RunFixture::clean_run();
    run.facts.events.push(feed_row(4, sample_order(2, OrderStatus::Completed, 2)));
    run.facts.orders[1] = sample_order(2, OrderStatus::Completed, 2);
    assert!(run.broken_rules().contains(&TABLE));
}

#[test]
fn a_late_recall_is_found_unless_only_a_clock_was_turned() {
    let recalled = |after_ms| {
        let mut run = RunFixture::clean_run();
        for (version, status) in
            [(3, OrderStatus::Preparing), (4, OrderStatus::Ready), (5, OrderStatus::Preparing)]
        {
            run.facts
                .events
                .push(feed_row(i64::from(version), sample_order(1, status, version.into())));
        }
        run.facts.events.last_mut().unwrap().event.at += jiff::SignedDuration::from_hours(1);
        run.facts.orders[0] = sample_order(1, OrderStatus::Preparing, 5);
        run.last_at_ms = after_ms;
        let followed =
            |version, status| HistoryRecord::Followed { stand: order_state(1, version, status) };
        run.with_record(followed(4, OrderStatus::Ready))
            .with_record(followed(5, OrderStatus::Preparing))
    };
    assert!(!recalled(400).broken_rules().contains(&TABLE));
    assert!(recalled(3_600_000).broken_rules().contains(&TABLE));
    assert!(
        recalled(400)
            .without_record(
                |record| matches!(record, HistoryRecord::Followed { stand } if stand.version == 4)
            )
            .broken_rules()
            .contains(&TABLE)
    );
}

#[test]
fn a_version_gap_and_a_row_unlike_its_last_event_are_found() {
    let mut run = RunFixture::clean_run();
    run.facts.events[2].event.order.version = 3;
    run.facts.orders[0].version = 3;
    assert!(run.broken_rules().contains(&TABLE));
    let mut run = RunFixture::clean_run();
    run.facts.orders[0] = sample_order(1, OrderStatus::Placed, 1);
    assert!(run.broken_rules().contains(&TABLE));
}

#[test]
fn an_acknowledged_step_that_was_never_taken_is_found() {
    let told = |version| HistoryRecord::Moved {
        order: order_id(2),
        to: OrderStatus::Accepted,
        expected_version: 1,
        by: OrderActor::Staff,
        version,
    };
    assert_eq!(RunFixture::clean_run().with_record(told(None)).broken_rules(), [STEPS]);
    assert_eq!(RunFixture::clean_run().with_record(told(Some(2))).broken_rules(), [STEPS]);
}

#[test]
fn a_state_that_was_never_committed_is_found() {
    let phantom = order_state(2, 2, OrderStatus::Accepted);
    assert_eq!(
        RunFixture::clean_run()
            .with_record(HistoryRecord::Followed { stand: phantom })
            .broken_rules(),
        [PHANTOMS]
    );
    assert_eq!(
        RunFixture::clean_run()
            .with_record(HistoryRecord::Ticket { reader: 2, stand: phantom })
            .broken_rules(),
        [PHANTOMS]
    );
}

#[test]
fn an_event_that_a_reader_missed_is_found() {
    let missed = |record: &HistoryRecord| matches!(record, HistoryRecord::Seen { cursor, .. } if *cursor == cursor_at(2));
    assert_eq!(RunFixture::clean_run().without_record(missed).broken_rules(), [MISSED]);
    let last = |record: &HistoryRecord| matches!(record, HistoryRecord::Seen { cursor, .. } if *cursor == cursor_at(3));
    assert_eq!(RunFixture::clean_run().without_record(last).broken_rules(), [MISSED]);
}

#[test]
fn an_event_seen_twice_or_out_of_nowhere_is_found() {
    let again = RunFixture::clean_run().with_record(seen_record(3, 1, 2, OrderStatus::Accepted));
    assert_eq!(again.broken_rules(), [MISSED]);
    let other = RunFixture::clean_run().with_record(seen_record(4, 1, 2, OrderStatus::Accepted));
    assert_eq!(other.broken_rules(), [MISSED]);
}

#[test]
fn a_reader_restarted_past_unseen_events_is_found() {
    let mut run = RunFixture::clean_run();
    run.facts.events.push(feed_row(4, sample_order(3, OrderStatus::Placed, 1)));
    run.facts.orders.push(sample_order(3, OrderStatus::Placed, 1));
    assert!(
        run.with_record(HistoryRecord::Started { reader: 1, cursor: cursor_at(4) })
            .broken_rules()
            .contains(&MISSED)
    );
}

#[test]
fn a_reader_that_never_came_back_is_found() {
    let never = |record: &HistoryRecord| matches!(record, HistoryRecord::Ended { .. });
    assert_eq!(RunFixture::clean_run().without_record(never).broken_rules(), [CAUGHT_UP]);
    let short = HistoryRecord::Ended { reader: 1, caught_up: false, cursor: Some(cursor_at(2)) };
    assert_eq!(RunFixture::clean_run().with_record(short).broken_rules(), [CAUGHT_UP]);
}

#[test]
fn a_board_that_shows_something_else_is_found() {
    let board = |tickets| HistoryRecord::BoardEnded {
        reader: 3,
        connected: true,
        head: cursor_at(3),
        tickets,
    };
    let old = vec![order_state(1, 1, OrderStatus::Placed), order_state(2, 1, OrderStatus::Placed)];
    assert_eq!(RunFixture::clean_run().with_record(board(old)).broken_rules(), [BOARDS]);
    assert_eq!(
        RunFixture::clean_run()
            .with_record(board(vec![order_state(1, 2, OrderStatus::Accepted)]))
            .broken_rules(),
        [BOARDS]
    );
    assert_eq!(
        RunFixture::clean_run()
            .with_record(HistoryRecord::BoardEnded {
                reader: 3,
                connected: false,
                head: cursor_at(0),
                tickets: vec![]
            })
            .broken_rules(),
        [BOARDS]
    );
}

#[test]
fn orders_after_a_board_ended_are_not_expected_on_it() {
    let mut run = RunFixture::clean_run();
    run.facts.orders.push(sample_order(3, OrderStatus::Placed, 1));
    run.facts.events.push(feed_row(4, sample_order(3, OrderStatus::Placed, 1)));
    run.facts.keys.push(KeyRow {
        store: "main".into(),
        key: placement_key(3).to_string(),
        order: order_id(3),
    });
    assert!(!run.broken_rules().contains(&BOARDS));
}
