//! Rules about placements: every acknowledged order exists, once, as acknowledged, and no other
//! order exists.

use super::{
    case::Case,
    findings::{Check, Findings},
};
use crate::history::{Record, WantedLine, WantedOption};
use order_api::{Line, Order, OrderId};
use std::collections::{HashMap, HashSet};

/// An acknowledged order is never lost.
pub(super) fn none_lost(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("every acknowledged order is there");
    let mut looked_at = HashSet::new();
    for record in case.records() {
        if let Record::Acknowledged { key, order, .. } = record
            && looked_at.insert((key, order))
        {
            let rows = case.keys.get(key.as_str()).map_or(&[][..], Vec::as_slice);
            let is_there = case.orders.contains_key(order) && rows.iter().any(|row| row.order == *order);
            findings
                .expect(is_there, || format!("key {key}: order {order} was acknowledged and is not there"));
        }
    }
    findings.finish()
}

/// A placement becomes at most one order, even if it is retried.
pub(super) fn none_doubled(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("no placement became two orders");
    let mut told: HashMap<&str, HashSet<OrderId>> = HashMap::new();
    for record in case.records() {
        if let Record::Acknowledged { key, order, .. } = record {
            told.entry(key.as_str()).or_default().insert(*order);
        }
    }
    for (key, orders) in told {
        findings
            .expect(orders.len() == 1, || format!("key {key}: {} orders were acknowledged", orders.len()));
    }
    for (key, rows) in &case.keys {
        let stores: HashSet<_> = rows.iter().map(|row| &row.store).collect();
        findings.expect(stores.len() == rows.len(), || format!("key {key} is there {} times", rows.len()));
    }
    let mut owners = HashMap::new();
    for row in &case.facts.keys {
        let other = owners.insert(row.order, &row.key);
        let order = row.order;
        findings.expect(case.orders.contains_key(&order), || {
            format!("key {}: order {order} is missing", row.key)
        });
        findings.expect(other.is_none(), || format!("order {order} has the keys {} and {other:?}", row.key));
    }
    let mut ids = HashSet::new();
    for order in &case.facts.orders {
        findings.expect(ids.insert(order.id), || format!("order {} is there twice", order.id));
        findings.expect(owners.contains_key(&order.id), || format!("order {} has no key", order.id));
    }
    findings.finish()
}

/// Number, total and lines match the acknowledgement and the intended order.
pub(super) fn as_acknowledged(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("orders are as they were acknowledged");
    for record in case.records() {
        match record {
            Record::Acknowledged { key, order, number, total, .. } => {
                let Some(found) = case.orders.get(order) else { continue };
                let same = number.is_none_or(|n| n == found.number) && total.is_none_or(|t| t == found.total);
                findings.expect(same, || {
                    let (n, t) = (found.number, found.total);
                    format!("order {order}: told number {number:?} and total {total:?}, is {n} and {t}")
                });
                if let Some(intent) = case.wanted.get(key.as_str()) {
                    findings.expect(intent.wanted.total == found.total, || {
                        format!(
                            "order {order}: {} was agreed to, it costs {}",
                            intent.wanted.total, found.total
                        )
                    });
                    findings.expect(same_lines(&intent.wanted.lines, found), || {
                        format!("order {order}: its lines are not those that key {key} asked for")
                    });
                }
            }
            Record::Shown { order, number, total } => {
                let found = case.orders.get(order);
                let same = found.is_some_and(|found| (found.number, found.total) == (*number, *total));
                findings
                    .expect(same, || format!("order {order}: its page said number {number}, total {total}"));
            }
            _ => {}
        }
    }
    findings.finish()
}

fn same_lines(wanted: &[WantedLine], found: &Order) -> bool {
    wanted.len() == found.lines.len()
        && wanted.iter().zip(&found.lines).all(|(wanted, line)| {
            let line = wanted_line(line);
            let same_total = wanted.line_total.is_none() || wanted.line_total == line.line_total;
            same_total
                && WantedLine { line_total: None, ..line }
                    == WantedLine { line_total: None, ..wanted.clone() }
        })
}

fn wanted_line(line: &Line) -> WantedLine {
    let option =
        |o: &order_api::LineOption| WantedOption { option: o.option_id.clone(), quantity: o.quantity };
    let mut options: Vec<_> = line.options.iter().map(option).collect();
    options.sort();
    let (item, quantity, line_total) = (line.item_id.clone(), line.quantity, Some(line.line_total));
    WantedLine { item, quantity, options, line_total }
}

/// No order exists that no client sent, or that had to be refused.
pub(super) fn nobody_elses(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("no order that nobody asked for");
    for key in case.keys.keys() {
        let intent = case.wanted.get(key);
        findings.expect(intent.is_some(), || format!("key {key} placed an order and nobody had sent it"));
        let forged = intent.is_some_and(|intent| !intent.legal);
        findings.expect(!forged, || format!("key {key} was a forged sum and became an order"));
    }
    for record in case.records() {
        if let Record::Acknowledged { key, .. } = record
            && let Some(intent) = case.wanted.get(key.as_str())
        {
            findings.expect(intent.legal, || format!("key {key} was a forged sum and was acknowledged"));
        }
    }
    findings.finish()
}

/// A key with another body is refused; a retry with the same body is never refused as another
/// placement.
pub(super) fn retries_are_known(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("a key stands for one placement");
    let mut tries: HashMap<&str, u64> = HashMap::new();
    for record in case.records() {
        match record {
            Record::Tried { key, .. } => *tries.entry(key.as_str()).or_default() += 1,
            // A retry that was answered with an order was recognized.
            Record::Acknowledged { key, .. } if tries.get(key.as_str()).is_some_and(|tries| *tries > 1) => {
                findings.count += 1;
            }
            Record::KeyMisused { key, status, code } => findings.expect(!(200..300).contains(status), || {
                format!("key {key} with another body was answered {status} {code}")
            }),
            Record::Refused { key, code, .. } if case.wanted.get(key.as_str()).is_some_and(|i| i.legal) => {
                let mistaken = matches!(&**code, "key_reused" | "idempotency_key_reused");
                findings
                    .expect(!mistaken, || format!("key {key}: its retry was taken for another placement"));
            }
            _ => {}
        }
    }
    findings.finish()
}
