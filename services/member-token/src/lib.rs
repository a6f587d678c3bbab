//! The member service's tokens (PASETO v4.public: Ed25519). One key signs; whoever has the public half can check a token without
//! asking, so that an outage of the member service signs nobody out.

mod activity_key;
#[cfg(feature = "fixtures")]
pub mod fixtures;
mod guard;
mod keys;
mod roster_holder;
#[cfg(feature = "endpoint")]
pub mod staff_roster;
pub mod surface;

pub use activity_key::ActivityKey;
pub use guard::{Guard, GuardArgs, admit, signed_out};
pub use keys::{InvalidKey, PublicKey, PublicKeys, SigningKey};
pub use roster_holder::RosterHolder;
