//! Rules about readers of the order feed: from its start, each saw every event, once, in order.

use super::{
    case::Case,
    facts::Event,
    findings::{Check, Findings},
};
use crate::history::Record;
use order_api::{Cursor, OrderId, Status};
use std::collections::{BTreeMap, BTreeSet};

struct Sighting {
    cursor: Cursor,
    order: OrderId,
    version: i64,
    status: Status,
}

/// No event is missing between a reader's start and the last one it saw, despite all faults.
pub(super) fn nothing_is_missed(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("no reader missed an event");
    let mut positions: BTreeMap<u32, Cursor> = BTreeMap::new();
    for record in case.records() {
        match record {
            Record::Started { reader, cursor } => {
                let before = positions.insert(*reader, *cursor);
                let unseen = before.map_or(0, |before| between(case, before, *cursor, true).len());
                findings.expect(unseen == 0, || {
                    format!(
                        "reader {reader} was started again at {cursor}, past {unseen} events it had not seen"
                    )
                });
            }
            Record::Seen { reader, cursor, order, version, status } => {
                let seen = Sighting { cursor: *cursor, order: *order, version: *version, status: *status };
                let fault = match positions.insert(*reader, *cursor) {
                    Some(before) => fault_of(case, before, &seen),
                    None => Some("came before any position".to_owned()),
                };
                findings.expect(fault.is_none(), || {
                    format!("reader {reader}, event {cursor}: {}", fault.unwrap_or_default())
                });
            }
            Record::Ended { reader, caught_up: true, cursor: Some(end) } => {
                let unseen = positions.get(reader).map_or(0, |last| between(case, *last, *end, true).len());
                findings
                    .expect(unseen == 0, || format!("reader {reader} ended {unseen} events short of {end}"));
            }
            _ => {}
        }
    }
    findings.finish()
}

fn fault_of(case: &Case<'_>, before: Cursor, seen: &Sighting) -> Option<String> {
    if seen.cursor <= before {
        return Some(format!("came after {before}"));
    }
    let missed = between(case, before, seen.cursor, false);
    if let Some(first) = missed.first() {
        return Some(format!("{} events after {before} were missed, first {}", missed.len(), first.cursor));
    }
    let at = case.facts.events.binary_search_by_key(&seen.cursor, |event| event.cursor);
    let Ok(at) = at else { return Some("is not in the database".to_owned()) };
    let order = &case.facts.events[at].event.order;
    ((order.id, order.version, order.status) != (seen.order, seen.version, seen.status))
        .then(|| format!("was seen as {} version {} {}", seen.order, seen.version, seen.status))
}

/// Events after `after` and before `until`; if `inclusive`, also the one at `until`.
fn between<'a>(case: &Case<'a>, after: Cursor, until: Cursor, inclusive: bool) -> &'a [Event] {
    let events = &case.facts.events;
    let from = events.partition_point(|event| event.cursor <= after);
    let to = events.partition_point(|event| event.cursor < until || (inclusive && event.cursor == until));
    &events[from..to.max(from)]
}

/// Every reader reached the end of the feed before the run was over.
pub(super) fn everybody_caught_up(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("every reader came back and caught up");
    let mut open = BTreeSet::new();
    for record in case.records() {
        match record {
            Record::Connecting { reader, .. } => {
                open.insert(*reader);
            }
            Record::Ended { reader, caught_up, cursor } => {
                open.remove(reader);
                findings
                    .expect(*caught_up, || format!("reader {reader} ended at {cursor:?}, before the head"));
            }
            _ => {}
        }
    }
    for reader in open {
        findings.expect(false, || format!("reader {reader} never ended"));
    }
    findings.finish()
}
