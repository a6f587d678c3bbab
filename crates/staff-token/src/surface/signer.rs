//! A surface's tokens for services: signed on demand, each for many calls.

use super::{ServiceName, SurfaceClaims, SurfaceKey, SurfaceKind, TOKEN_LIFE};
use crate::InvalidKey;
use hashlink::LruCache;
use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use service_kit::Clock;
use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

/// Customers whose tokens are kept: as many as are busy within half a minute, and some more.
const KEPT_TOKENS: usize = 4_096;
/// A token is used for half its life, so that it is valid for some time when it arrives.
const REUSE: SignedDuration = SignedDuration::from_secs(TOKEN_LIFE.as_secs() / 2);

/// What a token is for: the service, the customer, and how far the service's clock is ahead.
type Purpose = (ServiceName, Option<String>, SignedDuration);

/// Signs the tokens of one surface.
pub struct SurfaceSigner {
    surface: SurfaceKind,
    key: SurfaceKey,
    clock: Clock,
    kept: Mutex<LruCache<Purpose, (Timestamp, HeaderValue)>>,
}

impl fmt::Debug for SurfaceSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SurfaceSigner({:?})", self.surface)
    }
}

impl SurfaceSigner {
    /// The signer of `surface`, whose key is `key`.
    pub fn new(surface: SurfaceKind, key: SurfaceKey, clock: Clock) -> Self {
        Self { surface, key, clock, kept: Mutex::new(LruCache::new(KEPT_TOKENS)) }
    }

    /// A token for `audience` on behalf of `customer`, valid by a clock that is `ahead` of this
    /// one.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn token_for(
        &self,
        audience: ServiceName,
        customer: Option<&str>,
        ahead: SignedDuration,
    ) -> Result<HeaderValue, InvalidKey> {
        let now = self.clock.now();
        let purpose = (audience, customer.map(str::to_owned), ahead);
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((signed_at, token)) = kept().get(&purpose) {
            let age = now.duration_since(*signed_at);
            // A token from before the clock was set back is for another time as well.
            if !age.is_negative() && age < REUSE {
                return Ok(token.clone());
            }
        }
        let there = now.saturating_add(ahead).unwrap_or(now);
        let claims = SurfaceClaims::issue_claims(self.surface, audience, customer, there);
        let mut token =
            HeaderValue::from_str(&self.key.sign_claims(&claims)?).map_err(|_| InvalidKey)?;
        token.set_sensitive(true);
        kept().insert(purpose, (now, token.clone()));
        Ok(token)
    }

    /// How far the clock of a service that shows `theirs` is ahead of this one.
    pub fn clock_lead(&self, theirs: Timestamp) -> SignedDuration {
        theirs.duration_since(self.clock.now())
    }
}
