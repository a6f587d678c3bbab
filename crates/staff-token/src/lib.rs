//! Tokens of the staff service (PASETO v4.public: Ed25519). One key signs. Any holder of its
//! public half checks tokens without a call, so an outage of the staff service signs no person
//! out.

#![warn(missing_docs, unreachable_pub)]

/// A secret: parsed from its PASERK, while `Debug` shows only the name of the type.
macro_rules! secret_key {
    ($name:ident, $key:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidKey;
            fn from_str(text: &str) -> Result<Self, $crate::InvalidKey> {
                $key::try_from(text.trim()).map(Self).map_err(|_| $crate::InvalidKey)
            }
        }
    };
}

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
pub use guard::{
    GuardArgs, StaffGuard, admit_staff, refuse_generated_pin, require_recent_pin,
    signed_out_problem,
};
pub use keys::{InvalidKey, PublicKey, PublicKeys, SigningKey};
pub use roster_holder::RosterHolder;
