//! How often each address may do something: so often at once, then so often a second (GCRA, as the guesses of PINs). Only
//! addresses that have done it lately are remembered, and no more than a fixed number of them.

use super::{
    ClientAddress,
    share::{SHARDS, Sharded},
};
use std::{collections::HashMap, fmt, str::FromStr, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Addresses that are remembered at once, some 3 MB. When more come, those that have done least are forgotten.
const MOST_ADDRESSES: usize = 65_536;

/// So many at once, then so many a second; written `40,1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurstRate {
    burst: u32,
    per_s: f64,
}

impl BurstRate {
    /// `None` when it would let nothing through in a quarter of an hour, or is no number.
    pub fn new(burst: u32, per_s: f64) -> Option<Self> {
        (burst > 0 && (0.001..=1e6).contains(&per_s)).then_some(Self { burst, per_s })
    }
}

/// It is neither a rate nor `off`.
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

/// A bound on how often each address does something; clones share what they remember.
#[derive(Debug, Clone)]
pub struct AddressRate {
    interval: Duration,
    /// How far ahead of its time an address may be.
    ahead: Duration,
    /// When each will have used up what it did.
    spent_until: Arc<Sharded<Instant>>,
}

impl AddressRate {
    /// As often as `rate` says.
    pub fn new(rate: BurstRate) -> Self {
        let interval = Duration::from_secs_f64(1.0 / rate.per_s);
        Self { interval, ahead: interval * (rate.burst - 1), spent_until: Arc::default() }
    }

    /// Counts one for `client`.
    ///
    /// # Errors
    /// How long until it may; what was refused is not counted.
    pub fn take(&self, client: ClientAddress) -> Result<(), Duration> {
        let now = Instant::now();
        let mut spent_until = self.spent_until.lock(client);
        let until = spent_until.get(&client).copied().unwrap_or(now).max(now);
        let ahead = until - now;
        if ahead > self.ahead {
            return Err(ahead - self.ahead);
        }
        if spent_until.len() >= MOST_ADDRESSES / SHARDS && !spent_until.contains_key(&client) {
            forget(&mut spent_until, now);
        }
        spent_until.insert(client, until + self.interval);
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn addresses(&self) -> usize {
        self.spent_until.len()
    }
}

/// Forgets those that may do as much as anybody unknown, and, when that is not half of them, those that come nearest to it.
fn forget(spent_until: &mut HashMap<ClientAddress, Instant>, now: Instant) {
    let most = spent_until.len() / 2;
    spent_until.retain(|_, until| *until > now);
    if spent_until.len() > most {
        let mut known: Vec<_> = spent_until.drain().collect();
        known.select_nth_unstable_by(most, |(_, one), (_, other)| other.cmp(one));
        spent_until.extend(known.into_iter().take(most));
    }
}
