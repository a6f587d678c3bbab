//! The member service's tokens (PASETO v4.public: Ed25519). One key signs; whoever has the public half can check a token without
//! asking, so that an outage of the member service signs nobody out.

#[cfg(feature = "fixtures")]
pub mod fixtures;
mod guard;
mod keys;
pub mod surface;

pub use guard::{Guard, GuardArgs, admit, signed_out};
pub use keys::{InvalidKey, PublicKey, SigningKey};
