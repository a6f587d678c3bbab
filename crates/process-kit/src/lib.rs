//! Starts the real processes and ends them: what `xtask` and the auditor `chaos` share.
//!
//! It uses the standard library's threads and processes and no async runtime: `xtask` is built
//! first on a bare checkout, so each dependency delays a newcomer's first command.

mod backoff;
pub mod command;
pub mod interrupt;
pub mod keys;
mod ports;
mod postgres;
mod probe;
mod process;
mod spec;

pub use backoff::RestartBackoff;
pub use ports::free_port;
pub use postgres::{PostgresCluster, postgres_url};
pub use probe::{ReadinessProbe, is_ok};
pub use process::{SupervisedProcess, SupervisionPolicy};
pub use spec::{ProcessSpec, make_private};
