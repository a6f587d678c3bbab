//! What the café is made of and how it is.

pub mod board;
pub mod state;

#[cfg(feature = "ssr")]
pub mod page;
