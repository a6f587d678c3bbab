//! What this machine must have, and how to get it: each `ensure` is quick when the tool is there.

pub mod debian;
pub mod npm;
mod sources;
pub mod wasm_target;
