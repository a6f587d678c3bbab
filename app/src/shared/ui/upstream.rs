//! The state of a surface's connection to the order service.

use serde::{Deserialize, Serialize};

/// The state of the surface's feed of all orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderFeedState {
    /// The process has just started, and the first attempt to connect is running: no failure is
    /// known.
    #[default]
    Starting,
    /// Changes arrive.
    Connected,
    /// The connection broke, or the first attempt failed.
    Lost,
}
