//! Rules about orders alone, without the record.

use super::{
    case::Case,
    findings::{Check, Findings},
};
use order_api::{Line, Order};
use std::collections::{HashMap, HashSet};

/// A store uses every pickup number at most once a day.
pub(super) fn numbers_are_unique(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("pickup numbers are unique");
    let mut holders = HashMap::new();
    for order in &case.facts.orders {
        let (store, date, number) = (&order.store, order.business_date, order.number);
        let other = holders.insert((store, date, number), order.id);
        findings.expect(number > 0 && other.is_none(), || {
            format!("number {number} of {store} on {date}: {} and {other:?}", order.id)
        });
    }
    findings.finish()
}

/// No two orders that are open at the same time have the same pickup number, even on different
/// days.
pub(super) fn open_numbers_are_unique(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("open orders have numbers of their own");
    let mut open = HashMap::new();
    for event in &case.facts.events {
        let order = &event.event.order;
        let holders = open.entry((&order.store, order.number)).or_insert_with(HashSet::new);
        if order.status.is_open() {
            holders.insert(order.id);
        } else {
            holders.remove(&order.id);
        }
        findings.expect(holders.len() < 2, || {
            format!("number {} of {} is that of {holders:?}", order.number, order.store)
        });
    }
    findings.finish()
}

/// Every line and every total is the sum of its parts.
pub(super) fn sums_are_right(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("lines and totals add up");
    for order in &case.facts.orders {
        findings.expect(!order.lines.is_empty(), || format!("order {} has no line", order.id));
        for (index, line) in order.lines.iter().enumerate() {
            findings.expect(line_total(line) == Some(line.line_total), || {
                format!("order {} line {index}: {} is {:?}", order.id, line.line_total, line_total(line))
            });
        }
        findings.expect(total(order) == Some(order.total), || {
            format!("order {}: {} is {:?}", order.id, order.total, total(order))
        });
    }
    findings.finish()
}

fn total(order: &Order) -> Option<i64> {
    order.lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.line_total))
}

fn line_total(line: &Line) -> Option<i64> {
    let each = line.options.iter().try_fold(line.unit_price, |sum, option| {
        sum.checked_add(option.price.checked_mul(option.quantity)?)
    })?;
    each.checked_mul(line.quantity)
}
