//! The people of the store. Only signing in and changing people wait for their service: a session is checked by its signature, and
//! against the last known roster, which outlives a restart on disk.

mod client;
mod roster;

pub(crate) use client::MemberClient;
pub use client::Staffing;
pub(crate) use roster::{RosterKeeper, follow_roster};
