//! Rules about orders alone, without the record.

use super::{
    case::AuditCase,
    findings::{AuditCheck, RuleFindings},
};
use order_api::{Order, OrderLine};
use std::collections::{HashMap, HashSet};

/// A store uses every pickup number at most once a day.
pub(super) fn check_unique_numbers(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("pickup numbers are unique");
    let mut holders = HashMap::new();
    for order in &case.facts.orders {
        let store = &order.store;
        let date = order.business_date;
        let number = order.number;
        let other = holders.insert((store, date, number), order.id);
        findings.expect_that(number > 0 && other.is_none(), || {
            format!("number {number} of {store} on {date}: {} and {other:?}", order.id)
        });
    }
    findings.into_check()
}

/// No two orders that are open at the same time have the same pickup number, even on different
/// days.
pub(super) fn check_unique_open_numbers(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("open orders have numbers of their own");
    let mut open = HashMap::new();
    for event in &case.facts.events {
        let order = &event.event.order;
        let holders = open.entry((&order.store, order.number)).or_insert_with(HashSet::new);
        if order.status.is_open() {
            holders.insert(order.id);
        } else {
            holders.remove(&order.id);
        }
        findings.expect_that(holders.len() < 2, || {
            format!("number {} of {} is that of {holders:?}", order.number, order.store)
        });
    }
    findings.into_check()
}

/// Every line and every total is the sum of its parts.
pub(super) fn check_sums(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("lines and totals add up");
    for order in &case.facts.orders {
        findings.expect_that(!order.lines.is_empty(), || format!("order {} has no line", order.id));
        for (index, line) in order.lines.iter().enumerate() {
            findings.expect_that(compute_line_total(line) == Some(line.line_total), || {
                format!(
                    "order {} line {index}: {} is {:?}",
                    order.id,
                    line.line_total,
                    compute_line_total(line)
                )
            });
        }
        findings.expect_that(compute_order_total(order) == Some(order.total), || {
            format!("order {}: {} is {:?}", order.id, order.total, compute_order_total(order))
        });
    }
    findings.into_check()
}

fn compute_order_total(order: &Order) -> Option<i64> {
    order.lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.line_total))
}

fn compute_line_total(line: &OrderLine) -> Option<i64> {
    let each = line.options.iter().try_fold(line.unit_price, |sum, option| {
        sum.checked_add(option.price.checked_mul(option.quantity)?)
    })?;
    each.checked_mul(line.quantity)
}
