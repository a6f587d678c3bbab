//! Doubts about the server's clock.

use serde::{Deserialize, Serialize};

/// Reason to doubt the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockDoubt {
    /// It shows a time earlier than one already reached.
    Early,
    /// It was set forward by a large step.
    Ahead,
}
