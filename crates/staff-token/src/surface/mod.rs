//! Tokens by which surfaces authenticate to services: each surface signs with a key of its own, for
//! one service, for a minute, and on behalf of one customer. So access to a service's port is worth
//! nothing, and a hole in the customers' surface is none in the counter's.

mod caller;
mod claims;
mod guard;
mod keys;
mod signer;

pub use caller::SurfaceCaller;
pub use claims::{ServiceName, SurfaceClaims, SurfaceKind, TOKEN_LIFE};
pub use guard::{CallerArgs, CallerGuard, MissingKeys, TrustArgs, admit_caller};
pub use keys::{KeyFileError, SurfaceKey, SurfacePublicKey};
pub use signer::SurfaceSigner;

/// The header that carries a surface's token; `Authorization` carries the session of staff.
pub const SURFACE_TOKEN: http::HeaderName = http::HeaderName::from_static("x-surface-token");

#[cfg(test)]
mod tests;
