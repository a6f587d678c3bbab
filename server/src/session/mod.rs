//! Who sends a request: customers by their cookie, staff by a signed session.

pub mod activity;
pub mod identity;
pub mod staff_sessions;
