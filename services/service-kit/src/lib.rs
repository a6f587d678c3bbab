//! What every binary needs and no domain word: clock, telemetry, health endpoints, problem+json, shutdown.

pub mod clock;
pub mod health;
pub mod json;
pub mod observe;
pub mod problem;
pub mod serve;
pub mod shutdown;
pub mod telemetry;

pub use clock::Clock;
pub use json::Json;
pub use problem::Problem;
pub use shutdown::Shutdown;
