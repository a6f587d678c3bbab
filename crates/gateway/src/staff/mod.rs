//! The people of the store. Only signing in and changing people wait for the staff service: a
//! session is checked by its signature and against the last known roster, which outlives a restart
//! on disk and at the other services.

mod client;
mod ended_sessions;
mod roster;
mod roster_recipient;

pub use client::StaffChange;
pub(crate) use client::StaffClient;
pub use roster::{RosterAdmission, RosterReader};
pub(crate) use roster::{RosterCache, distribute_rosters, follow_roster};
pub(crate) use roster_recipient::RosterRecipient;
