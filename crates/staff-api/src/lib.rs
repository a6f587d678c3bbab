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
pub use device::{Device, DeviceId};
pub use person::{NewPerson, Person, PersonId, PersonPatch, PinAgain, PinChange, Role, UnknownRole};
pub use roster::{DeviceSession, Roster, RosterDevice, RosterPerson, SignedRoster};
pub use sign_in::{SignIn, SignedIn};
pub use token::{DevicePass, PIN_COUNTS_FOR, Session, SharedActivityKey, Token};
