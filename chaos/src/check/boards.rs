//! The rule about boards: in the end each shows what the database says.

use super::{
    case::Case,
    findings::{Check, Findings},
};
use crate::history::{Record, Stand};
use order_api::OrderId;
use std::collections::HashMap;

/// Every ticket of a board stands where its order stands, and every open order has a ticket.
pub(super) fn show_what_is(case: &Case<'_>) -> Check {
    let mut findings = Findings::new("boards show what the database says");
    for record in case.records() {
        let Record::BoardEnded { reader, connected, tickets } = record else { continue };
        findings.expect(*connected, || format!("board {reader} never heard from the orders again"));
        let tickets: HashMap<OrderId, &Stand> = tickets.iter().map(|ticket| (ticket.order, ticket)).collect();
        for ticket in tickets.values() {
            let order = case.orders.get(&ticket.order);
            let same = order.is_some_and(|o| (o.version, o.status) == (ticket.version, ticket.status));
            findings.expect(same, || {
                let is = order.map(|order| (order.version, order.status));
                let (id, version, status) = (ticket.order, ticket.version, ticket.status);
                format!("board {reader} shows order {id} at version {version} as {status}, it is {is:?}")
            });
        }
        for order in case.facts.orders.iter().filter(|order| order.status.is_open()) {
            findings.expect(tickets.contains_key(&order.id), || {
                format!("board {reader} does not show order {}, which is {}", order.id, order.status)
            });
        }
    }
    findings.finish()
}
