//! Handlers of the customer's surface.

pub mod feeds;
pub mod pwa;
