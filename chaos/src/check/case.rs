//! The facts and the record together, with the look-ups that rules share.

use super::facts::{Event, Facts, KeyRow};
use crate::history::{Entry, Record, Stand, Via, Wanted};
use jiff::SignedDuration;
use order_api::{Cursor, Order, OrderEvent, OrderId};
use std::collections::HashMap;

/// Input of every rule.
pub struct Case<'a> {
    pub facts: &'a Facts,
    pub entries: &'a [Entry],
    pub orders: HashMap<OrderId, &'a Order>,
    pub keys: HashMap<&'a str, Vec<&'a KeyRow>>,
    /// Events of each order, by version.
    pub steps: HashMap<OrderId, Vec<&'a OrderEvent>>,
    pub wanted: HashMap<&'a str, Intent<'a>>,
    /// When an order was first seen at a version, in milliseconds of the record's own clock.
    first_seen: HashMap<(OrderId, i64), u64>,
}

/// A placement that a client intended.
#[derive(Clone, Copy)]
pub struct Intent<'a> {
    pub via: Via,
    pub legal: bool,
    pub wanted: &'a Wanted,
}

impl<'a> Case<'a> {
    pub fn new(facts: &'a Facts, entries: &'a [Entry]) -> Self {
        let mut keys: HashMap<&str, Vec<&KeyRow>> = HashMap::new();
        facts.keys.iter().for_each(|row| keys.entry(&row.key).or_default().push(row));
        let orders = facts.orders.iter().map(|order| (order.id, order)).collect();
        Self {
            facts,
            entries,
            orders,
            keys,
            steps: steps(&facts.events),
            wanted: wanted(entries),
            first_seen: first_seen(entries),
        }
    }

    /// The records of the run, in order.
    pub fn records(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        self.entries.iter().map(|entry| &entry.record)
    }

    /// State of every order when the feed was at `head`.
    pub fn standing_at(&self, head: Cursor) -> HashMap<OrderId, Stand> {
        let mut standing: HashMap<OrderId, Stand> = HashMap::new();
        for Event { event, .. } in self.facts.events.iter().take_while(|event| event.cursor <= head) {
            let (order, version, status) = (event.order.id, event.order.version, event.order.status);
            let stand = standing.entry(order).or_insert(Stand { order, version, status });
            if stand.version < version {
                *stand = Stand { order, version, status };
            }
        }
        standing
    }

    /// Whether the order ever had this state.
    pub fn was(&self, stand: Stand) -> bool {
        self.steps.get(&stand.order).is_some_and(|steps| {
            steps
                .iter()
                .any(|event| event.order.version == stand.version && event.order.status == stand.status)
        })
    }

    /// Time between the first sights of this version and of the next one, by the record's own clock,
    /// which no fault moves; `None` if one of the two was never seen.
    pub fn stood_for(&self, order: OrderId, version: i64) -> Option<SignedDuration> {
        let [from, to] = [version, version + 1].map(|version| self.first_seen.get(&(order, version)));
        i64::try_from(to?.saturating_sub(*from?)).ok().map(SignedDuration::from_millis)
    }
}

fn first_seen(entries: &[Entry]) -> HashMap<(OrderId, i64), u64> {
    let mut first = HashMap::new();
    for Entry { at_ms, record } in entries {
        let key = match record {
            Record::Seen { order, version, .. } => (*order, *version),
            Record::Ticket { stand, .. } | Record::Followed { stand } => (stand.order, stand.version),
            Record::Moved { order, version: Some(version), .. } => (*order, *version),
            _ => continue,
        };
        first.entry(key).or_insert(*at_ms);
    }
    first
}

fn steps(events: &[Event]) -> HashMap<OrderId, Vec<&OrderEvent>> {
    let mut steps: HashMap<OrderId, Vec<&OrderEvent>> = HashMap::new();
    for Event { event, .. } in events {
        steps.entry(event.order.id).or_default().push(event);
    }
    // Not in feed order: on Postgres a step that waited for another one may have begun before it,
    // and then precedes it in the feed.
    steps.values_mut().for_each(|steps| steps.sort_by_key(|event| event.order.version));
    steps
}

fn wanted(entries: &[Entry]) -> HashMap<&str, Intent<'_>> {
    let intents = entries.iter().filter_map(|entry| match &entry.record {
        Record::Wanted { key, via, legal, wanted } => {
            Some((key.as_str(), Intent { via: *via, legal: *legal, wanted }))
        }
        _ => None,
    });
    intents.collect()
}
