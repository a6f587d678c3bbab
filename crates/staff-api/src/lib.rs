//! Wire contract of the staff service: who works in the store, with which role and on which
//! devices, and the content of the signed tokens that other services check without a call.

#![warn(missing_docs, unreachable_pub)]

mod audit;
mod device;
pub mod limits;
mod person;
mod roster;
mod sign_in;
pub mod text;
mod token;

pub use audit::{AuditActor, AuditEvent, AuditLimit, AuditPage};
pub use device::{DeviceId, EnrolledDevice};
pub use person::{
    NewPerson, PersonId, PersonPatch, PinAgain, PinChange, StaffPerson, StaffRole, UnknownRole,
};
pub use roster::{DeviceSession, RosterDevice, RosterPerson, SignedRoster, StaffRoster};
pub use sign_in::{SignIn, SignedIn};
pub use token::{DevicePass, PIN_COUNTS_FOR, SharedActivityKey, StaffClaims, StaffSession};
