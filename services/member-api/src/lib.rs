//! The member service's wire contract: who works in the store, with which role and on which devices, and what the signed
//! tokens say that the other services check without asking anybody.

mod device;
pub mod limits;
mod person;
mod roster;
mod sign_in;
pub mod text;
mod token;

pub use device::{Device, DeviceId};
pub use person::{NewPerson, Person, PersonId, PersonPatch, Role, UnknownRole};
pub use roster::{Roster, RosterPerson};
pub use sign_in::{SignIn, SignedIn};
pub use token::{DevicePass, Session, Token};
