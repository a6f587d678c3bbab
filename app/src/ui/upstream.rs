//! Whether a surface hears the order service.

use serde::{Deserialize, Serialize};

/// How the surface's own feed of all orders stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Upstream {
    /// The process has just begun, and the first attempt to connect is under way: nothing is known to be wrong.
    #[default]
    Starting,
    /// Changes arrive.
    Connected,
    /// It broke, or the first attempt failed.
    Lost,
}
