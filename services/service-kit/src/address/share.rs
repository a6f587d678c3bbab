//! How much of something each address holds now. Only addresses that hold some are remembered, so there are never more of
//! them than there is of that.

use super::ClientAddress;
use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Threads that count different addresses seldom meet.
pub(super) const SHARDS: usize = 16;

/// What each address may hold at once; clones share the count.
#[derive(Debug, Clone, Default)]
pub struct AddressShare {
    /// `None` is as much as there is.
    most: Option<usize>,
    counts: Arc<Sharded<usize>>,
}

/// A map of addresses in parts with a lock each.
#[derive(Debug)]
pub(super) struct Sharded<V> {
    hasher: RandomState,
    shards: [Mutex<HashMap<ClientAddress, V>>; SHARDS],
}

impl<V> Default for Sharded<V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<V> Sharded<V> {
    /// The part that has `address`.
    pub(super) fn lock(&self, address: ClientAddress) -> MutexGuard<'_, HashMap<ClientAddress, V>> {
        let shards = u64::try_from(SHARDS).unwrap_or(1);
        let at = usize::try_from(self.hasher.hash_one(address) % shards).unwrap_or_default();
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().unwrap().len()).sum()
    }
}

impl AddressShare {
    /// At most `most` for each address.
    pub fn new(most: usize) -> Self {
        Self { most: Some(most), ..Self::default() }
    }

    /// One of `parts` parts of `total`, and at least one thing; of one part it is everything.
    pub fn part_of(total: usize, parts: usize) -> Self {
        if parts <= 1 { Self::default() } else { Self::new((total / parts).max(1)) }
    }

    /// The same, but not less than `least`.
    #[must_use]
    pub fn at_least(self, least: usize) -> Self {
        Self { most: self.most.map(|most| most.max(least)), ..self }
    }

    /// Whether `client` may have one more.
    pub fn has_room(&self, client: ClientAddress) -> bool {
        self.most.is_none_or(|most| self.counts.lock(client).get(&client).is_none_or(|held| *held < most))
    }

    /// One more for `client`, until the permit is dropped; `None` when it has its share.
    pub fn enter(&self, client: ClientAddress) -> Option<SharePermit> {
        let Some(most) = self.most else { return Some(SharePermit::free()) };
        let mut counts = self.counts.lock(client);
        let held = counts.get(&client).copied().unwrap_or_default();
        if held >= most {
            return None;
        }
        counts.insert(client, held + 1);
        drop(counts);
        Some(SharePermit(Some((self.counts.clone(), client))))
    }

    #[cfg(test)]
    pub(super) fn addresses(&self) -> usize {
        self.counts.len()
    }
}

/// One thing that an address holds; given back when dropped.
#[derive(Debug)]
pub struct SharePermit(Option<(Arc<Sharded<usize>>, ClientAddress)>);

impl SharePermit {
    /// Of something that nobody counts.
    pub(crate) fn free() -> Self {
        Self(None)
    }
}

impl Drop for SharePermit {
    fn drop(&mut self) {
        let Some((counts, client)) = self.0.take() else { return };
        if let Entry::Occupied(mut held) = counts.lock(client).entry(client) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}
