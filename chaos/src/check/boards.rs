//! Rule about boards: at the end each shows the state of the database.

use super::{
    case::Case,
    findings::{Check, Findings},
};
use crate::history::{Record, Stand};
use order_api::OrderId;
use std::collections::HashMap;

/// Every ticket on a board has the state that its order had at the end of the load, or a later one,
/// and every order that was open then has a ticket.
pub(super) fn show_what_is(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("boards show what the database says");
    for record in case.records() {
        let Record::BoardEnded { reader, connected, head, tickets } = record else { continue };
        findings.expect(*connected, || format!("board {reader} never heard from the orders again"));
        let standing = case.standing_at(*head);
        let tickets: HashMap<OrderId, &Stand> = tickets.iter().map(|ticket| (ticket.order, ticket)).collect();
        for ticket in tickets.values() {
            let is = standing.get(&ticket.order);
            let true_then = is == Some(*ticket);
            let newer = is.is_none_or(|is| is.version < ticket.version) && case.was(**ticket);
            findings.expect(true_then || newer, || format!("board {reader} shows {ticket:?}, it is {is:?}"));
        }
        for open in standing.values().filter(|stand| stand.status.is_open()) {
            let Stand { order, status, .. } = open;
            let shown = tickets.contains_key(order);
            findings
                .expect(shown, || format!("board {reader} does not show order {order}, which is {status}"));
        }
    }
    findings.finish()
}
