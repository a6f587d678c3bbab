//! A rate limiter per address: a burst, then a steady rate (GCRA, as for PIN guesses). It remembers
//! only recently active addresses, up to a fixed number.

use super::{
    ClientIp,
    share::{SHARDS, ShardedMap},
};
use std::{collections::HashMap, fmt, str::FromStr, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Maximum number of remembered addresses, about 3 MB. Beyond it, the least active ones are
/// forgotten.
const MOST_ADDRESSES: usize = 65_536;

/// A burst and a rate per second, written `40,1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurstRate {
    burst: u32,
    per_s: f64,
}

impl BurstRate {
    /// `None` if the burst is 0, or if the rate is not a number or out of range. The lowest rate is
    /// 0.001 per second, about one per quarter of an hour.
    pub fn new(burst: u32, per_s: f64) -> Option<Self> {
        (burst > 0 && (0.001..=1e6).contains(&per_s)).then_some(Self { burst, per_s })
    }
}

/// The text is neither a rate nor `off`.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no rate such as 40,1 (40 at once, then 1 a second), and not off")]
pub struct InvalidRate(String);

impl FromStr for BurstRate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let invalid = || InvalidRate(text.to_owned());
        let (burst, per_s) = text.split_once(',').ok_or_else(invalid)?;
        let parsed = burst.trim().parse().ok().zip(per_s.trim().parse().ok());
        parsed.and_then(|(burst, per_s)| Self::new(burst, per_s)).ok_or_else(invalid)
    }
}

impl fmt::Display for BurstRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.burst, self.per_s)
    }
}

/// A rate limiter per address; clones share its state.
#[derive(Debug, Clone)]
pub struct AddressRate {
    interval: Duration,
    /// GCRA tolerance: how far an address may be ahead of the steady rate.
    ahead: Duration,
    /// GCRA theoretical arrival time of each address.
    spent_until: Arc<ShardedMap<Instant>>,
}

impl AddressRate {
    /// A limiter with this burst and rate.
    pub fn new(rate: BurstRate) -> Self {
        let interval = Duration::from_secs_f64(1.0 / rate.per_s);
        Self { interval, ahead: interval * (rate.burst - 1), spent_until: Arc::default() }
    }

    /// Counts one action of `client`.
    ///
    /// # Errors
    /// The time until the next action is permitted; a refused action is not counted.
    pub fn charge_action(&self, client: ClientIp) -> Result<(), Duration> {
        let now = Instant::now();
        let mut spent_until = self.spent_until.lock_shard(client);
        let until = spent_until.get(&client).copied().unwrap_or(now).max(now);
        let ahead = until - now;
        if ahead > self.ahead {
            return Err(ahead - self.ahead);
        }
        if spent_until.len() >= MOST_ADDRESSES / SHARDS && !spent_until.contains_key(&client) {
            evict_addresses(&mut spent_until, now);
        }
        spent_until.insert(client, until + self.interval);
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn address_count(&self) -> usize {
        self.spent_until.len()
    }
}

/// Forgets the addresses that have their full burst again. If those are less than half, it also
/// forgets the least active ones until half remain.
fn evict_addresses(spent_until: &mut HashMap<ClientIp, Instant>, now: Instant) {
    let most = spent_until.len() / 2;
    spent_until.retain(|_, until| *until > now);
    if spent_until.len() > most {
        let mut known: Vec<_> = spent_until.drain().collect();
        known.select_nth_unstable_by(most, |(_, one), (_, other)| other.cmp(one));
        spent_until.extend(known.into_iter().take(most));
    }
}
