//! [`StaffService`], the state that all endpoints share.

use crate::{
    db::{StaffChangeError, StaffRepository},
    domain::PinPepper,
};
use service_kit::Clock;
use staff_token::{GuardArgs, InvalidKey, PublicKeys, SigningKey, StaffGuard};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Bulkhead: PINs that are hashed at once; each takes a core for a while.
const HASHES: usize = 2;
/// How long a PIN waits for a permit: a whole shift may sign in at once, and guesses are too few
/// for a long queue.
pub(crate) const HASH_WAIT: Duration = Duration::from_secs(1);

/// State that all endpoints share.
#[derive(Clone)]
pub struct StaffService {
    pub(crate) store: Arc<dyn StaffRepository>,
    /// Store whose people these are.
    pub(crate) id: Arc<str>,
    pub(crate) clock: Clock,
    pub(crate) key: Arc<SigningKey>,
    /// Public halves of the key and of the ones before it; they check tokens.
    pub(crate) keys: PublicKeys,
    pub(crate) pepper: Option<PinPepper>,
    pub(crate) guard: StaffGuard,
    pub(crate) hashes: Arc<Semaphore>,
}

/// Keys and secrets of the service.
pub struct SignInSecrets {
    /// Signs sessions, passes and rosters.
    pub key: SigningKey,
    /// Public halves of earlier signing keys, whose sessions and passes still count.
    pub earlier: Option<PublicKeys>,
    /// Secret that goes into the hashes of PINs.
    pub pepper: Option<PinPepper>,
}

impl From<SigningKey> for SignInSecrets {
    fn from(key: SigningKey) -> Self {
        Self { key, earlier: None, pepper: None }
    }
}

impl StaffService {
    /// The service for the people of store `id`, whose sessions the key signs.
    ///
    /// # Errors
    /// When the signing key is invalid.
    pub fn new(
        store: Arc<dyn StaffRepository>,
        id: &str,
        clock: Clock,
        secrets: impl Into<SignInSecrets>,
    ) -> Result<Self, InvalidKey> {
        let SignInSecrets { key, earlier, pepper } = secrets.into();
        let keys = PublicKeys::from(key.public_key()?).with_others(earlier);
        let guard = StaffGuard::new(&GuardArgs { staff_key: Some(keys.clone()) }, clock.clone())
            .for_store(id);
        let hashes = Arc::new(Semaphore::new(HASHES));
        Ok(Self { store, id: id.into(), clock, key: Arc::new(key), keys, pepper, guard, hashes })
    }

    /// Makes the roster newer than every roster that was signed before, since the database may be
    /// an older copy of itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_roster(&self) -> Result<(), StaffChangeError> {
        self.store.renew_roster(&self.id, self.clock.now()).await
    }
}
