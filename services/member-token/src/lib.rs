//! The member service's tokens (PASETO v4.public: Ed25519). One key signs; whoever has the public half can check a token without
//! asking, so that an outage of the member service signs nobody out.

mod guard;
mod keys;

pub use guard::{Guard, GuardArgs, admit};
pub use keys::{InvalidKey, PublicKey, SigningKey};
