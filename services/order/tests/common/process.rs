//! The real binary as a child process.

use std::path::Path;
use test_kit::ServiceProcess;

pub struct Process {
    pub base: String,
    _process: ServiceProcess,
}

impl Process {
    /// Starts it on a SQLite file in `folder` and waits until it is ready.
    pub async fn start(folder: &Path) -> Self {
        Self::start_on(&format!("sqlite:{}/data/order.db", folder.display())).await
    }

    /// Starts it on the database at `url` and waits until it is ready.
    pub async fn start_on(url: &str) -> Self {
        let mut process = ServiceProcess::start(env!("CARGO_BIN_EXE_order"), url, &[]);
        Self { base: process.wait_for_url().await, _process: process }
    }
}
