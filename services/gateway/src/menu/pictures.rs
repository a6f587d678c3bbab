//! Pictures, kept for as long as there is room: what a page has shown once is shown while the menu service is down, too. Under one id
//! there is one picture for ever, so nothing here is ever out of date.

use bytes::Bytes;
use menu_api::PictureId;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// In one process: every picture of a large menu in the size of its list, and the ones that are looked at.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// One of a picture's sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureSize {
    /// For a list.
    Small,
    /// To be looked at.
    Large,
}

impl PictureSize {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Small => "thumbnails",
            Self::Large => "pictures",
        }
    }
}

type Key = (PictureId, PictureSize);

/// Those that were shown last.
pub(crate) struct Pictures {
    most_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_key: HashMap<Key, Bytes>,
    /// The oldest first.
    order: VecDeque<Key>,
    bytes: usize,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { most_bytes: MOST_BYTES, kept: Mutex::default() }
    }
}

impl Pictures {
    pub fn find(&self, key: &Key) -> Option<Bytes> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).by_key.get(key).cloned()
    }

    /// Keeps it, and lets the oldest go for it.
    pub fn keep(&self, key: Key, picture: Bytes) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += picture.len();
        if let Some(same) = kept.by_key.insert(key.clone(), picture) {
            kept.bytes -= same.len();
            return;
        }
        kept.order.push_back(key);
        while kept.bytes > self.most_bytes {
            let Some(oldest) = kept.order.pop_front() else { return };
            let gone = kept.by_key.remove(&oldest).map_or(0, |gone| gone.len());
            kept.bytes -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_is_no_room() {
        let pictures = Pictures { most_bytes: 10, kept: Mutex::default() };
        let key = |id: &str| (id.parse().unwrap(), PictureSize::Small);
        for id in ["a", "b", "b", "c"] {
            pictures.keep(key(id), Bytes::from_static(b"1234"));
        }
        let kept = ["a", "b", "c"].map(|id| pictures.find(&key(id)).is_some());
        assert_eq!(kept, [false, true, true]);
        assert_eq!(pictures.find(&(key("b").0, PictureSize::Large)), None);
    }
}
