//! Rule about boards: at the end each shows the state of the database.

use super::{
    case::AuditCase,
    findings::{AuditCheck, RuleFindings},
};
use crate::history::{HistoryRecord, OrderState};
use order_api::OrderId;
use std::collections::HashMap;

/// Every ticket on a board has the state that its order had at the end of the load, or a later one,
/// and every order that was open then has a ticket.
pub(super) fn check_board_contents(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("boards show what the database says");
    for record in case.run_records() {
        let HistoryRecord::BoardEnded { reader, connected, head, tickets } = record else {
            continue;
        };
        findings.expect_that(*connected, || {
            format!("board {reader} never heard from the orders again")
        });
        let standing = case.states_at(*head);
        let tickets: HashMap<OrderId, &OrderState> =
            tickets.iter().map(|ticket| (ticket.order, ticket)).collect();
        for ticket in tickets.values() {
            let is = standing.get(&ticket.order);
            let true_then = is == Some(*ticket);
            let newer =
                is.is_none_or(|is| is.version < ticket.version) && case.has_had_state(**ticket);
            findings.expect_that(true_then || newer, || {
                format!("board {reader} shows {ticket:?}, it is {is:?}")
            });
        }
        for open in standing.values().filter(|stand| stand.status.is_open()) {
            let OrderState { order, status, .. } = open;
            let shown = tickets.contains_key(order);
            findings.expect_that(shown, || {
                format!("board {reader} does not show order {order}, which is {status}")
            });
        }
    }
    findings.into_check()
}
