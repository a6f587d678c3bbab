//! The facts and the record together, with the look-ups that rules share.

use super::facts::{DatabaseFacts, FeedRow, KeyRow};
use crate::history::{HistoryEntry, HistoryRecord, IntendedOrder, OrderState, PlacementRoute};
use jiff::SignedDuration;
use order_api::{FeedCursor, Order, OrderEvent, OrderId};
use std::collections::HashMap;

/// Input of every rule.
pub struct AuditCase<'a> {
    pub facts: &'a DatabaseFacts,
    pub entries: &'a [HistoryEntry],
    pub orders: HashMap<OrderId, &'a Order>,
    pub keys: HashMap<&'a str, Vec<&'a KeyRow>>,
    /// Events of each order, by version.
    pub steps: HashMap<OrderId, Vec<&'a OrderEvent>>,
    pub wanted: HashMap<&'a str, IntendedPlacement<'a>>,
    /// When an order was first seen at a version, in milliseconds of the record's own clock.
    first_seen: HashMap<(OrderId, i64), u64>,
}

/// A placement that a client intended.
#[derive(Clone, Copy)]
pub struct IntendedPlacement<'a> {
    pub via: PlacementRoute,
    pub legal: bool,
    pub wanted: &'a IntendedOrder,
}

impl<'a> AuditCase<'a> {
    pub fn new(facts: &'a DatabaseFacts, entries: &'a [HistoryEntry]) -> Self {
        let mut keys: HashMap<&str, Vec<&KeyRow>> = HashMap::new();
        facts.keys.iter().for_each(|row| keys.entry(&row.key).or_default().push(row));
        let orders = facts.orders.iter().map(|order| (order.id, order)).collect();
        Self {
            facts,
            entries,
            orders,
            keys,
            steps: steps_by_order(&facts.events),
            wanted: intended_placements(entries),
            first_seen: first_sightings(entries),
        }
    }

    /// The records of the run, in order.
    pub fn run_records(&self) -> impl Iterator<Item = &'a HistoryRecord> + use<'a> {
        self.entries.iter().map(|entry| &entry.record)
    }

    /// State of every order when the feed was at `head`.
    pub fn states_at(&self, head: FeedCursor) -> HashMap<OrderId, OrderState> {
        let mut standing: HashMap<OrderId, OrderState> = HashMap::new();
        for FeedRow { event, .. } in
            self.facts.events.iter().take_while(|event| event.cursor <= head)
        {
            let order = event.order.id;
            let version = event.order.version;
            let status = event.order.status;
            let stand = standing.entry(order).or_insert(OrderState { order, version, status });
            if stand.version < version {
                *stand = OrderState { order, version, status };
            }
        }
        standing
    }

    /// Whether the order ever had this state.
    pub fn has_had_state(&self, stand: OrderState) -> bool {
        self.steps.get(&stand.order).is_some_and(|steps| {
            steps.iter().any(|event| {
                event.order.version == stand.version && event.order.status == stand.status
            })
        })
    }

    /// Time between the first sights of this version and of the next one, by the record's own
    /// clock, which no fault moves; `None` if one of the two was never seen.
    pub fn state_duration(&self, order: OrderId, version: i64) -> Option<SignedDuration> {
        let [from, to] =
            [version, version + 1].map(|version| self.first_seen.get(&(order, version)));
        i64::try_from(to?.saturating_sub(*from?)).ok().map(SignedDuration::from_millis)
    }
}

fn first_sightings(entries: &[HistoryEntry]) -> HashMap<(OrderId, i64), u64> {
    let mut first = HashMap::new();
    for HistoryEntry { at_ms, record } in entries {
        let key = match record {
            HistoryRecord::Seen { order, version, .. } => (*order, *version),
            HistoryRecord::Ticket { stand, .. } | HistoryRecord::Followed { stand } => {
                (stand.order, stand.version)
            }
            HistoryRecord::Moved { order, version: Some(version), .. } => (*order, *version),
            _ => continue,
        };
        first.entry(key).or_insert(*at_ms);
    }
    first
}

fn steps_by_order(events: &[FeedRow]) -> HashMap<OrderId, Vec<&OrderEvent>> {
    let mut steps: HashMap<OrderId, Vec<&OrderEvent>> = HashMap::new();
    for FeedRow { event, .. } in events {
        steps.entry(event.order.id).or_default().push(event);
    }
    // Not in feed order: on Postgres a step that waited for another one may have begun before it,
    // and then precedes it in the feed.
    steps.values_mut().for_each(|steps| steps.sort_by_key(|event| event.order.version));
    steps
}

fn intended_placements(entries: &[HistoryEntry]) -> HashMap<&str, IntendedPlacement<'_>> {
    let intents = entries.iter().filter_map(|entry| match &entry.record {
        HistoryRecord::Wanted { key, via, legal, wanted } => {
            Some((key.as_str(), IntendedPlacement { via: *via, legal: *legal, wanted }))
        }
        _ => None,
    });
    intents.collect()
}
