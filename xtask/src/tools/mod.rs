//! External tools, and how to get them: each `ensure` is quick when the tool is installed.

mod apt_sources;
pub mod chromium;
pub mod debian;
pub mod debian_program;
pub mod engines;
pub mod faults;
pub mod kubectl;
pub mod lab;
pub mod npm;
pub mod podman;
pub mod postgres;
pub mod python;
pub mod wasm_target;
