//! The clients' own record of a run: their requests, the acknowledgements, and the requests without
//! an answer. It is kept outside the system, so that the system cannot agree with itself about
//! something that is lost.
//!
//! The record is append-only and bounded. A full record counts the lines it drops, and a verdict
//! over it fails.

mod key;
mod percentile;
mod record;

pub use key::PlacementKey;
pub use percentile::percentile_of_sorted;
pub use record::{
    HistoryEntry, HistoryRecord, IntendedLine, IntendedOption, IntendedOrder, OrderState,
    PlacementRoute,
};

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::time::Instant;

/// Most lines of one record, about 300 MB.
const CAPACITY: usize = 3_000_000;

/// Record of one run; clones write to the same one.
#[derive(Clone)]
pub struct RunHistory(Arc<HistoryShared>);

struct HistoryShared {
    began: Instant,
    lines: Mutex<HistoryState>,
}

#[derive(Default)]
struct HistoryState {
    entries: Vec<HistoryEntry>,
    dropped: u64,
    readers: u32,
}

impl Default for RunHistory {
    fn default() -> Self {
        Self::new()
    }
}

impl RunHistory {
    /// An empty record; its clock starts now.
    pub fn new() -> Self {
        Self(Arc::new(HistoryShared { began: Instant::now(), lines: Mutex::default() }))
    }

    /// Milliseconds since the record began, on the monotonic clock: a jump of the wall clock does
    /// not move it.
    pub fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Notes a disturbance of the system.
    pub fn record_fault(&self, line: impl Into<String>) {
        self.add_record(HistoryRecord::Fault { line: line.into() });
    }

    /// Adds a line with the current time, or counts it as dropped if the record is full.
    pub fn add_record(&self, record: HistoryRecord) {
        let at_ms = self.elapsed_ms();
        let mut lines = self.lock_state();
        if lines.entries.len() < CAPACITY {
            lines.entries.push(HistoryEntry { at_ms, record });
        } else {
            lines.dropped += 1;
        }
    }

    /// A number that no other reader of this record has.
    pub fn next_reader_id(&self) -> u32 {
        let mut lines = self.lock_state();
        lines.readers += 1;
        lines.readers
    }

    /// Reads all lines under the lock; writers wait meanwhile.
    pub fn with_entries<T>(&self, look: impl FnOnce(&[HistoryEntry]) -> T) -> T {
        look(&self.lock_state().entries)
    }

    /// Number of lines that found no room.
    pub fn dropped_count(&self) -> u64 {
        self.lock_state().dropped
    }

    /// Writes one JSON object per line.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_jsonl(&self, path: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        for entry in &self.lock_state().entries {
            serde_json::to_writer(&mut file, entry)?;
            file.write_all(b"\n")?;
        }
        file.flush()
    }

    fn lock_state(&self) -> MutexGuard<'_, HistoryState> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_written_as_json_lines_in_insertion_order() {
        let history = RunHistory::new();
        history.record_fault("kill order 1");
        history.clone().add_record(HistoryRecord::Unknown {
            key: PlacementKey::from("k"),
            why: "timeout".into(),
            took_ms: 5_000,
        });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        history.write_jsonl(&path).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (&lines[0]["what"], &lines[0]["line"]),
            (&"fault".into(), &"kill order 1".into())
        );
        assert_eq!((&lines[1]["what"], &lines[1]["key"]), (&"unknown".into(), &"k".into()));
    }
}
