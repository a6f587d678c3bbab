//! External tools, and how to get them: each `ensure` is quick when the tool is installed.

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
