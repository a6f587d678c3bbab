//! Concurrency limit per address. Only addresses that hold a permit are remembered, so there are
//! never more entries than permits.

use super::ClientIp;
use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Number of locks, so that threads that count different addresses rarely contend.
pub(super) const SHARDS: usize = 16;

/// A limit of permits per address; clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct AddressShare {
    /// Maximum per address; `None` means no limit.
    most: Option<usize>,
    counts: Arc<ShardedMap<usize>>,
}

/// A map of addresses in shards with a lock each.
#[derive(Debug)]
pub(super) struct ShardedMap<V> {
    hasher: RandomState,
    shards: [Mutex<HashMap<ClientIp, V>>; SHARDS],
}

impl<V> Default for ShardedMap<V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<V> ShardedMap<V> {
    /// Locks the shard of `address`.
    pub(super) fn lock_shard(&self, address: ClientIp) -> MutexGuard<'_, HashMap<ClientIp, V>> {
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

    /// One of `parts` parts of `total`, but at least 1; no limit if `parts` is at most 1.
    pub fn part_of(total: usize, parts: usize) -> Self {
        if parts <= 1 { Self::default() } else { Self::new((total / parts).max(1)) }
    }

    /// Raises the limit to at least `least`.
    #[must_use]
    pub fn at_least(self, least: usize) -> Self {
        Self { most: self.most.map(|most| most.max(least)), ..self }
    }

    /// Whether `client` may take one more permit.
    pub fn has_room(&self, client: ClientIp) -> bool {
        self.most.is_none_or(|most| {
            self.counts.lock_shard(client).get(&client).is_none_or(|held| *held < most)
        })
    }

    /// Takes one permit for `client`, held until it is dropped; `None` if the client has its share.
    pub fn try_acquire(&self, client: ClientIp) -> Option<SharePermit> {
        let Some(most) = self.most else { return Some(SharePermit::without_count()) };
        let mut counts = self.counts.lock_shard(client);
        let held = counts.get(&client).copied().unwrap_or_default();
        if held >= most {
            return None;
        }
        counts.insert(client, held + 1);
        drop(counts);
        Some(SharePermit(Some((self.counts.clone(), client))))
    }

    #[cfg(test)]
    pub(super) fn address_count(&self) -> usize {
        self.counts.len()
    }
}

/// A permit of an address; dropping it frees its place.
#[derive(Debug)]
pub struct SharePermit(Option<(Arc<ShardedMap<usize>>, ClientIp)>);

impl SharePermit {
    /// A permit that is not counted.
    pub(crate) fn without_count() -> Self {
        Self(None)
    }
}

impl Drop for SharePermit {
    fn drop(&mut self) {
        let Some((counts, client)) = self.0.take() else { return };
        if let Entry::Occupied(mut held) = counts.lock_shard(client).entry(client) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}
