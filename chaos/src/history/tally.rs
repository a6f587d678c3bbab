//! How placements went within a part of a run: the share that succeeded, what the rest was told, how long it took.

use super::{Entry, Key, Record};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What came of the placements that were first tried within a time. Only those that ought to succeed are counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placements {
    /// Different keys.
    pub wanted: u64,
    /// Of them, how many were acknowledged, at whatever try and time.
    pub acknowledged: u64,
    /// Of them, how many by their first try.
    pub at_first_try: u64,
    /// All their tries.
    pub tries: u64,
    /// Refused tries by code.
    pub refused: BTreeMap<String, u64>,
    /// Tries without an answer.
    pub unknown: u64,
    /// Durations of acknowledged tries in milliseconds, sorted.
    pub took_ms: Vec<u32>,
}

impl Placements {
    pub(super) fn of(entries: &[Entry], from_ms: u64, to_ms: u64) -> Self {
        let mut tally = Self::default();
        let mut tries: HashMap<&Key, u64> = HashMap::new();
        let mut acknowledged = HashSet::new();
        for Entry { at_ms, record } in entries {
            match record {
                Record::Wanted { key, legal: true, .. } if (from_ms..to_ms).contains(at_ms) => {
                    tries.insert(key, 0);
                }
                Record::Tried { key, .. } => {
                    if let Some(count) = tries.get_mut(key) {
                        *count += 1;
                    }
                }
                Record::Acknowledged { key, took_ms, .. } if tries.contains_key(key) => {
                    tally.took_ms.push(*took_ms);
                    if acknowledged.insert(key) && tries.get(key) == Some(&1) {
                        tally.at_first_try += 1;
                    }
                }
                Record::Refused { key, code, .. } if tries.contains_key(key) => {
                    *tally.refused.entry(code.to_string()).or_default() += 1;
                }
                Record::Unknown { key, .. } if tries.contains_key(key) => tally.unknown += 1,
                _ => {}
            }
        }
        tally.wanted = tries.len() as u64;
        tally.acknowledged = acknowledged.len() as u64;
        tally.tries = tries.values().sum();
        tally.took_ms.sort_unstable();
        tally
    }

    /// The share of placements that succeeded, 1 when there were none.
    pub fn success(&self) -> f64 {
        if self.wanted == 0 { 1.0 } else { self.acknowledged as f64 / self.wanted as f64 }
    }

    /// Of acknowledged tries, in milliseconds; `share` 0.99 is the 99th percentile.
    pub fn took_ms_at(&self, share: f64) -> u32 {
        percentile(&self.took_ms, share)
    }
}

/// The value that `share` of the sorted values do not exceed; zero when there are none.
pub fn percentile<T: Copy + Default>(sorted: &[T], share: f64) -> T {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{History, Via, Wanted};
    use order_api::OrderId;

    fn wanted(key: &Key, legal: bool) -> Record {
        let wanted = Box::new(Wanted { lines: vec![], total: 0 });
        Record::Wanted { key: key.clone(), via: Via::Direct, legal, wanted }
    }

    fn tried(key: &Key) -> Record {
        Record::Tried { key: key.clone(), address: "a".into() }
    }

    #[test]
    fn a_placement_that_needed_a_second_try_has_succeeded_but_not_at_once() {
        let (first, second, never) = (Key::from("1"), Key::from("2"), Key::from("3"));
        let acknowledged = |key: &Key, took_ms| Record::Acknowledged {
            key: key.clone(),
            order: OrderId(uuid::Uuid::nil()),
            number: None,
            total: None,
            took_ms,
        };
        let history = History::new();
        let unknown = Record::Unknown { key: second.clone(), why: "timeout".into(), took_ms: 5_000 };
        let refused =
            Record::Refused { key: never.clone(), status: 503, code: "overloaded".into(), took_ms: 1 };
        for record in [
            wanted(&first, true),
            tried(&first),
            acknowledged(&first, 7),
            wanted(&second, true),
            tried(&second),
            unknown,
            tried(&second),
            acknowledged(&second, 9),
            wanted(&never, true),
            tried(&never),
            refused,
            wanted(&Key::from("illegal"), false),
        ] {
            history.add(record);
        }
        let tally = history.placements(0, u64::MAX);
        assert_eq!((tally.wanted, tally.acknowledged, tally.at_first_try, tally.tries), (3, 2, 1, 4));
        assert_eq!((tally.unknown, tally.refused["overloaded"]), (1, 1));
        assert_eq!((tally.took_ms_at(0.5), tally.took_ms_at(0.99)), (7, 9));
        assert_eq!(percentile::<u32>(&[], 0.99), 0);
    }
}
