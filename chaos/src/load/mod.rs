//! People and programs that use the system, at bounded rates.

pub mod bursts;

use crate::{addresses::Addresses, history::History};

/// How much is asked of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadPlan {
    /// New customers at the client surface.
    pub customers_per_s: u32,
    /// New placements at the order service itself.
    pub direct_per_s: u32,
    /// Tablets that work.
    pub staff: u32,
    /// Readers of the order feed, and as many boards that are only looked at.
    pub readers: u32,
}

impl Default for LoadPlan {
    fn default() -> Self {
        Self { customers_per_s: 4, direct_per_s: 6, staff: 3, readers: 2 }
    }
}

/// A load that runs until it is stopped.
pub struct Load {}

impl Load {
    /// Starts it on the current runtime.
    pub fn start(_addresses: &Addresses, _plan: LoadPlan, _seed: u64, _history: History) -> Self {
        Self {}
    }

    /// Lets everybody finish, waits until the readers have caught up, and ends them too; at most about a minute.
    pub async fn stop(self) {}
}
