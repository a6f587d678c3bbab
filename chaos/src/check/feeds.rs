//! Rules about readers of the order feed: from its start, each saw every event, once, in order.

use super::{
    case::AuditCase,
    facts::FeedRow,
    findings::{AuditCheck, RuleFindings},
};
use crate::history::HistoryRecord;
use order_api::{FeedCursor, OrderId, OrderStatus};
use std::collections::{BTreeMap, BTreeSet};

struct SeenEvent {
    cursor: FeedCursor,
    order: OrderId,
    version: i64,
    status: OrderStatus,
}

/// No event is missing between a reader's start and the last one it saw, despite all faults.
pub(super) fn check_no_event_missed(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("no reader missed an event");
    let mut positions: BTreeMap<u32, FeedCursor> = BTreeMap::new();
    for record in case.run_records() {
        match record {
            HistoryRecord::Started { reader, cursor } => {
                let before = positions.insert(*reader, *cursor);
                let unseen =
                    before.map_or(0, |before| events_between(case, before, *cursor, true).len());
                findings.expect_that(unseen == 0, || {
                    format!(
                        "reader {reader} was started again at {cursor}, past {unseen} events it had not seen"
                    )
                });
            }
            HistoryRecord::Seen { reader, cursor, order, version, status } => {
                let seen = SeenEvent {
                    cursor: *cursor,
                    order: *order,
                    version: *version,
                    status: *status,
                };
                let fault = match positions.insert(*reader, *cursor) {
                    Some(before) => find_event_fault(case, before, &seen),
                    None => Some("came before any position".to_owned()),
                };
                findings.expect_that(fault.is_none(), || {
                    format!("reader {reader}, event {cursor}: {}", fault.unwrap_or_default())
                });
            }
            HistoryRecord::Ended { reader, caught_up: true, cursor: Some(end) } => {
                let unseen = positions
                    .get(reader)
                    .map_or(0, |last| events_between(case, *last, *end, true).len());
                findings.expect_that(unseen == 0, || {
                    format!("reader {reader} ended {unseen} events short of {end}")
                });
            }
            _ => {}
        }
    }
    findings.into_check()
}

fn find_event_fault(case: &AuditCase<'_>, before: FeedCursor, seen: &SeenEvent) -> Option<String> {
    if seen.cursor <= before {
        return Some(format!("came after {before}"));
    }
    let missed = events_between(case, before, seen.cursor, false);
    if let Some(first) = missed.first() {
        return Some(format!(
            "{} events after {before} were missed, first {}",
            missed.len(),
            first.cursor
        ));
    }
    let at = case.facts.events.binary_search_by_key(&seen.cursor, |event| event.cursor);
    let Ok(at) = at else { return Some("is not in the database".to_owned()) };
    let order = &case.facts.events[at].event.order;
    ((order.id, order.version, order.status) != (seen.order, seen.version, seen.status))
        .then(|| format!("was seen as {} version {} {}", seen.order, seen.version, seen.status))
}

/// Events after `after` and before `until`; if `inclusive`, also the one at `until`.
fn events_between<'a>(
    case: &AuditCase<'a>,
    after: FeedCursor,
    until: FeedCursor,
    inclusive: bool,
) -> &'a [FeedRow] {
    let events = &case.facts.events;
    let from = events.partition_point(|event| event.cursor <= after);
    let to = events
        .partition_point(|event| event.cursor < until || (inclusive && event.cursor == until));
    &events[from..to.max(from)]
}

/// Every reader reached the end of the feed before the run was over.
pub(super) fn check_readers_caught_up(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("every reader came back and caught up");
    let mut open = BTreeSet::new();
    for record in case.run_records() {
        match record {
            HistoryRecord::Connecting { reader, .. } => {
                open.insert(*reader);
            }
            HistoryRecord::Ended { reader, caught_up, cursor } => {
                open.remove(reader);
                findings.expect_that(*caught_up, || {
                    format!("reader {reader} ended at {cursor:?}, before the head")
                });
            }
            _ => {}
        }
    }
    for reader in open {
        findings.expect_that(false, || format!("reader {reader} never ended"));
    }
    findings.into_check()
}
