//! Rules about placements: every acknowledged order exists, once, as acknowledged, and no other
//! order exists.

use super::{
    case::AuditCase,
    findings::{AuditCheck, RuleFindings},
};
use crate::history::{HistoryRecord, IntendedLine, IntendedOption};
use order_api::{Order, OrderId, OrderLine};
use std::collections::{HashMap, HashSet};

/// An acknowledged order is never lost.
pub(super) fn check_no_lost_orders(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("every acknowledged order is there");
    let mut looked_at = HashSet::new();
    for record in case.run_records() {
        if let HistoryRecord::Acknowledged { key, order, .. } = record
            && looked_at.insert((key, order))
        {
            let rows = case.keys.get(key.as_str()).map_or(&[][..], Vec::as_slice);
            let is_there =
                case.orders.contains_key(order) && rows.iter().any(|row| row.order == *order);
            findings.expect_that(is_there, || {
                format!("key {key}: order {order} was acknowledged and is not there")
            });
        }
    }
    findings.into_check()
}

/// A placement becomes at most one order, even if it is retried.
pub(super) fn check_no_duplicates(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("no placement became two orders");
    let mut told: HashMap<&str, HashSet<OrderId>> = HashMap::new();
    for record in case.run_records() {
        if let HistoryRecord::Acknowledged { key, order, .. } = record {
            told.entry(key.as_str()).or_default().insert(*order);
        }
    }
    for (key, orders) in told {
        findings.expect_that(orders.len() == 1, || {
            format!("key {key}: {} orders were acknowledged", orders.len())
        });
    }
    for (key, rows) in &case.keys {
        let stores: HashSet<_> = rows.iter().map(|row| &row.store).collect();
        findings.expect_that(stores.len() == rows.len(), || {
            format!("key {key} is there {} times", rows.len())
        });
    }
    let mut owners = HashMap::new();
    for row in &case.facts.keys {
        let other = owners.insert(row.order, &row.key);
        let order = row.order;
        findings.expect_that(case.orders.contains_key(&order), || {
            format!("key {}: order {order} is missing", row.key)
        });
        findings.expect_that(other.is_none(), || {
            format!("order {order} has the keys {} and {other:?}", row.key)
        });
    }
    let mut ids = HashSet::new();
    for order in &case.facts.orders {
        findings.expect_that(ids.insert(order.id), || format!("order {} is there twice", order.id));
        findings.expect_that(owners.contains_key(&order.id), || {
            format!("order {} has no key", order.id)
        });
    }
    findings.into_check()
}

/// Number, total and lines match the acknowledgement and the intended order.
pub(super) fn check_order_contents(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("orders are as they were acknowledged");
    for record in case.run_records() {
        match record {
            HistoryRecord::Acknowledged { key, order, number, total, .. } => {
                let Some(found) = case.orders.get(order) else { continue };
                let same = number.is_none_or(|n| n == found.number)
                    && total.is_none_or(|t| t == found.total);
                findings.expect_that(same, || {
                    let n = found.number;
                    let t = found.total;
                    format!(
                        "order {order}: told number {number:?} and total {total:?}, is {n} and {t}"
                    )
                });
                if let Some(intent) = case.wanted.get(key.as_str()) {
                    findings.expect_that(intent.wanted.total == found.total, || {
                        format!(
                            "order {order}: {} was agreed to, it costs {}",
                            intent.wanted.total, found.total
                        )
                    });
                    findings.expect_that(has_same_lines(&intent.wanted.lines, found), || {
                        format!("order {order}: its lines are not those that key {key} asked for")
                    });
                }
            }
            HistoryRecord::Shown { order, number, total } => {
                let found = case.orders.get(order);
                let same =
                    found.is_some_and(|found| (found.number, found.total) == (*number, *total));
                findings.expect_that(same, || {
                    format!("order {order}: its page said number {number}, total {total}")
                });
            }
            _ => {}
        }
    }
    findings.into_check()
}

fn has_same_lines(wanted: &[IntendedLine], found: &Order) -> bool {
    wanted.len() == found.lines.len()
        && wanted.iter().zip(&found.lines).all(|(wanted, line)| {
            let line = intended_line(line);
            let same_total = wanted.line_total.is_none() || wanted.line_total == line.line_total;
            same_total
                && IntendedLine { line_total: None, ..line }
                    == IntendedLine { line_total: None, ..wanted.clone() }
        })
}

fn intended_line(line: &OrderLine) -> IntendedLine {
    let option = |o: &order_api::LineOption| IntendedOption {
        option: o.option_id.clone(),
        quantity: o.quantity,
    };
    let mut options: Vec<_> = line.options.iter().map(option).collect();
    options.sort();
    let item = line.item_id.clone();
    let quantity = line.quantity;
    let line_total = Some(line.line_total);
    IntendedLine { item, quantity, options, line_total }
}

/// No order exists that no client sent, or that had to be refused.
pub(super) fn check_orders_requested(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("no order that nobody asked for");
    for key in case.keys.keys() {
        let intent = case.wanted.get(key);
        findings.expect_that(intent.is_some(), || {
            format!("key {key} placed an order and nobody had sent it")
        });
        let forged = intent.is_some_and(|intent| !intent.legal);
        findings.expect_that(!forged, || format!("key {key} was a forged sum and became an order"));
    }
    for record in case.run_records() {
        if let HistoryRecord::Acknowledged { key, .. } = record
            && let Some(intent) = case.wanted.get(key.as_str())
        {
            findings.expect_that(intent.legal, || {
                format!("key {key} was a forged sum and was acknowledged")
            });
        }
    }
    findings.into_check()
}

/// A key with another body is refused; a retry with the same body is never refused as another
/// placement.
pub(super) fn check_retries_recognized(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("a key stands for one placement");
    let mut tries: HashMap<&str, u64> = HashMap::new();
    for record in case.run_records() {
        match record {
            HistoryRecord::Tried { key, .. } => *tries.entry(key.as_str()).or_default() += 1,
            // A retry that was answered with an order was recognized.
            HistoryRecord::Acknowledged { key, .. }
                if tries.get(key.as_str()).is_some_and(|tries| *tries > 1) =>
            {
                findings.count += 1;
            }
            HistoryRecord::KeyMisused { key, status, code } => findings
                .expect_that(!(200..300).contains(status), || {
                    format!("key {key} with another body was answered {status} {code}")
                }),
            HistoryRecord::Refused { key, code, .. }
                if case.wanted.get(key.as_str()).is_some_and(|i| i.legal) =>
            {
                let mistaken = matches!(&**code, "key_reused" | "idempotency_key_reused");
                findings.expect_that(!mistaken, || {
                    format!("key {key}: its retry was taken for another placement")
                });
            }
            _ => {}
        }
    }
    findings.into_check()
}
