//! How often may be guessed. What is counted is kept in the database, so replicas and restarts give nobody more guesses.
//!
//! Each source has a bound as a leaky bucket (GCRA): so many at once, then one an interval. Whoever has no enrolled device
//! counts by address and, all together, once more, since addresses cost nothing. An enrolled device counts by itself
//! alone: no stranger can use up what the staff need.

use jiff::{SignedDuration, Timestamp};
use member_api::DeviceId;
use std::net::IpAddr;

/// Where a guess comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An enrolled device.
    Device(DeviceId),
    /// Anywhere else.
    Stranger(Option<IpAddr>),
}

/// One bound that a guess must keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Whose.
    pub key: String,
    /// As many at once.
    pub burst: i32,
}

/// From one guess to the next, once the burst is used up.
const INTERVAL: SignedDuration = SignedDuration::from_secs(120);
const BURST: i32 = 5;
const ALL_STRANGERS: i32 = 20;

/// A guess at a time, and the bounds it must keep, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// When.
    pub at: Timestamp,
    /// The narrower first.
    pub bounds: Vec<Bound>,
}

impl Guess {
    /// By who guesses.
    pub fn new(source: &Source, at: Timestamp) -> Self {
        let bounds = match source {
            Source::Device(id) => vec![Bound { key: format!("device {id}"), burst: BURST }],
            Source::Stranger(address) => {
                let address = address.map_or_else(|| "unknown".to_owned(), |ip| network(ip).to_string());
                vec![
                    Bound { key: format!("address {address}"), burst: BURST },
                    Bound { key: "strangers".to_owned(), burst: ALL_STRANGERS },
                ]
            }
        };
        Self { at, bounds }
    }

    /// What one guess puts into a bucket.
    pub fn interval_ms() -> i64 {
        INTERVAL.as_secs() * 1_000
    }

    /// When the bucket is empty again after one more guess; `None` when there is no room for it. `empty_at` is when it
    /// would be empty without.
    pub fn admit(&self, bound: &Bound, empty_at: Option<Timestamp>) -> Option<Timestamp> {
        let empty_at = empty_at.unwrap_or(self.at).max(self.at);
        (empty_at <= self.at + INTERVAL * (bound.burst - 1)).then(|| empty_at + INTERVAL)
    }

    /// How long until there is room for one, in whole seconds.
    pub fn wait_s(&self, bound: &Bound, empty_at: Timestamp) -> u32 {
        let wait = empty_at.duration_since(self.at) - INTERVAL * (bound.burst - 1);
        u32::try_from(wait.as_secs().max(0)).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// One subscriber has a whole /64 of IPv6 addresses; they count as one.
fn network(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// As the database keeps it.
    #[derive(Default)]
    struct Buckets(HashMap<String, Timestamp>);

    impl Buckets {
        fn guess(&mut self, source: &Source, at: Timestamp) -> bool {
            let guess = Guess::new(source, at);
            let next: Option<Vec<_>> = guess
                .bounds
                .iter()
                .map(|bound| guess.admit(bound, self.0.get(&bound.key).copied()))
                .collect();
            let Some(next) = next else { return false };
            self.0.extend(guess.bounds.into_iter().map(|bound| bound.key).zip(next));
            true
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn ten_thousand_guesses_from_fifty_addresses_are_nearly_all_turned_away() {
        let mut buckets = Buckets::default();
        let admitted = (0..10_000_u32).filter(|n| {
            let address = Some(IpAddr::from([10, 0, 0, (n % 50).try_into().unwrap()]));
            buckets.guess(&Source::Stranger(address), at(i64::from(*n) / 10))
        });
        assert_eq!(admitted.count(), 28, "20 at once, and one every two minutes of a thousand seconds");
        let tablet = Source::Device(DeviceId(uuid::Uuid::nil()));
        assert!(buckets.guess(&tablet, at(1_000)), "the store's own tablet does not wait for them");
    }

    #[test]
    fn after_a_burst_there_is_one_guess_an_interval() {
        let (mut buckets, tablet) = (Buckets::default(), Source::Device(DeviceId(uuid::Uuid::nil())));
        assert_eq!((0..9).filter(|_| buckets.guess(&tablet, at(0))).count(), 5);
        assert!(!buckets.guess(&tablet, at(119)));
        assert!(buckets.guess(&tablet, at(120)) && !buckets.guess(&tablet, at(120)));
        let guess = Guess::new(&tablet, at(121));
        assert_eq!(guess.wait_s(&guess.bounds[0], buckets.0[&guess.bounds[0].key]), 120);
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let mut buckets = Buckets::default();
        let host = |last: u16| {
            Source::Stranger(Some(std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, last).into()))
        };
        assert_eq!((0..9).filter(|last| buckets.guess(&host(*last), at(0))).count(), 5);
    }
}
