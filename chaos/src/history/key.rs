//! An idempotency key as its client made it.

use serde::{Serialize, Serializer};
use std::{borrow::Borrow, fmt, sync::Arc};

/// Cheap to clone: the key of a placement is in several lines of the record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlacementKey(Arc<str>);

impl PlacementKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PlacementKey {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Borrow<str> for PlacementKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlacementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for PlacementKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
