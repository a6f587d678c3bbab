//! Infrastructure of every binary, without domain concepts: clock, telemetry, health endpoints,
//! problem+json, shutdown, and the limits that keep a process responsive under load.

#![warn(missing_docs, unreachable_pub)]

pub mod address;
mod allocator;
mod build_info;
pub mod cli;
pub mod clock;
pub mod deadline;
pub mod extract;
pub mod health;
pub mod hosts;
pub mod json;
pub mod observe;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod overload;
pub mod probe;
pub mod problem;
pub mod runtime;
pub mod serve;
mod service_manager;
pub mod shutdown;
pub mod streams;
pub mod telemetry;
pub mod text_repository;
pub mod trace;

pub use address::{AddressLimits, ClientIp};
pub use build_info::BuildInfo;
pub use clock::{Clock, ClockAnomaly, ClockStep};
pub use extract::{PathId, QueryParams};
pub use json::JsonBody;
pub use overload::CapacityLimits;
pub use problem::Problem;
pub use shutdown::ShutdownSignal;
pub use streams::{FairStreamLimit, OpenStreamPermit, StreamLimit};
