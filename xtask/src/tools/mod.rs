//! What this machine must have, and how to get it: each `ensure` is quick when the tool is there.

pub mod chromium;
pub mod debian;
pub mod engines;
pub mod faults;
pub mod kubectl;
pub mod lab;
pub mod npm;
pub mod podman;
pub mod postgres;
pub mod python;
mod sources;
pub mod unpacked;
pub mod wasm_target;
