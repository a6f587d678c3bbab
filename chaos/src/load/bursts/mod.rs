//! What happens all at once.

use crate::{addresses::Addresses, history::History};
use std::collections::BTreeMap;

/// One key sent many times at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    pub sent: u64,
    pub acknowledged: u64,
    /// Refused or without an answer.
    pub failed: u64,
    /// Different orders that were acknowledged; more than one is a fault.
    pub orders: u64,
}

/// 50 parallel placements with one key at the client surfaces, and 50 with another at the order service.
pub async fn duplicates(_addresses: &Addresses, _history: &History, _seed: u64) -> [Duplicates; 2] {
    Default::default()
}

/// More than the order service can do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overload {
    /// Placements a second that a closed loop reached.
    pub peak_per_s: f64,
    /// Placements a second that were sent in the open loop.
    pub offered_per_s: f64,
    /// Of them, acknowledged a second.
    pub goodput_per_s: f64,
    /// Refusals by code.
    pub refused: BTreeMap<String, u64>,
    /// How long a refusal took, in milliseconds.
    pub refused_p50_ms: f64,
    pub refused_p99_ms: f64,
    /// Refusals without `Retry-After`.
    pub without_retry_after: u64,
    /// No answer.
    pub unknown: u64,
    /// Times at which no connection was free to send.
    pub not_sent: u64,
}

/// A short closed loop that finds the peak of placements, then an open loop of five times as many.
pub async fn overload(_addresses: &Addresses, _history: &History) -> Overload {
    Overload::default()
}

/// Many readers that vanish.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DroppedReaders {
    pub opened: u64,
    pub not_opened: u64,
    /// Open files of the process, where its id was given: before, with all readers, and at last.
    pub files_before: u64,
    pub files_open: u64,
    pub files_after: u64,
    /// From the drop until the files were given back; `None` when they were not within 10 s.
    pub given_back_ms: Option<u64>,
    /// `GET /livez` afterwards.
    pub healthy: bool,
}

/// Opens `count` streams at `base` + `path`, holds them, and drops them at once. `health` is the address that has
/// `/livez`, `process` the id of the process behind it.
pub async fn drop_readers(
    _base: &str,
    _path: &str,
    _health: &str,
    _process: Option<u32>,
    _count: usize,
) -> DroppedReaders {
    DroppedReaders::default()
}

/// What others had while slow clients held on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlowClients {
    /// Slow connections that were opened.
    pub slow: u64,
    /// Of them, how many the other side had ended by the end.
    pub cut: u64,
    pub served: u64,
    pub failed: u64,
    pub p50_ms: u64,
    pub p99_ms: u64,
}

/// Heads and bodies sent byte by byte and readers that do not read, for some seconds, at the first client surface
/// and the first order service; others are served meanwhile.
pub async fn slow_clients(_addresses: &Addresses, _history: &History) -> SlowClients {
    SlowClients::default()
}
