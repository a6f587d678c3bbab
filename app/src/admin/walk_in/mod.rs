//! Taking an order at the counter.

pub mod place_walk_in;

#[cfg(feature = "ssr")]
pub(crate) mod order;
#[cfg(feature = "ssr")]
pub mod page;
