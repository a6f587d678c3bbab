//! The member service: who works in the store, with which PIN and role, and on which devices.
//!
//! It signs sessions and the roster, and is called only when a person signs in or out or when
//! people are changed. Every holder of its public key and of the last roster checks sessions alone,
//! so people who are signed in can go on while it is down.

pub mod domain;
mod http;
pub mod people;
pub mod sign_in;
pub mod store;

use axum::middleware::from_fn_with_state;
use domain::Pepper;
use member_token::{
    Guard, GuardArgs, InvalidKey, PublicKeys, SigningKey,
    surface::{CallerArgs, CallerGuard, ServiceName, admit_caller},
};
use service_kit::{
    Clock, Limits, health,
    hosts::{HostArgs, HostNames, refuse_unknown},
    overload::Door,
    serve,
};
use std::{sync::Arc, time::Duration};
use store::Store;
use tokio::sync::Semaphore;

/// Bulkhead: PINs that are hashed at once; each takes a core for a while.
const HASHES: usize = 2;
/// How long a PIN waits for a permit: a whole shift may sign in at once, and guesses are too few
/// for a long queue.
const HASH_WAIT: Duration = Duration::from_secs(1);

/// State that all endpoints share.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    /// Store whose people these are.
    pub(crate) id: Arc<str>,
    pub(crate) clock: Clock,
    pub(crate) key: Arc<SigningKey>,
    /// Public halves of the key and of the ones before it; they check tokens.
    pub(crate) keys: PublicKeys,
    pub(crate) pepper: Option<Pepper>,
    pub(crate) guard: Guard,
    pub(crate) hashes: Arc<Semaphore>,
}

/// Keys and secrets of the service.
pub struct Secrets {
    /// Signs sessions, passes and rosters.
    pub key: SigningKey,
    /// Public halves of earlier signing keys, whose sessions and passes still count.
    pub earlier: Option<PublicKeys>,
    /// Secret that goes into the hashes of PINs.
    pub pepper: Option<Pepper>,
}

impl From<SigningKey> for Secrets {
    fn from(key: SigningKey) -> Self {
        Self { key, earlier: None, pepper: None }
    }
}

impl App {
    /// The service for the people of store `id`, whose sessions the key signs.
    ///
    /// # Errors
    /// When the signing key is invalid.
    pub fn new(
        store: Arc<dyn Store>,
        id: &str,
        clock: Clock,
        secrets: impl Into<Secrets>,
    ) -> Result<Self, InvalidKey> {
        let Secrets { key, earlier, pepper } = secrets.into();
        let keys = PublicKeys::from(key.public()?).and(earlier);
        let guard = Guard::new(&GuardArgs { member_key: Some(keys.clone()) }, clock.clone()).of_store(id);
        let hashes = Arc::new(Semaphore::new(HASHES));
        Ok(Self { store, id: id.into(), clock, key: Arc::new(key), keys, pepper, guard, hashes })
    }

    /// Makes the roster newer than every roster that was signed before, since the database may be
    /// an older copy of itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_roster(&self) -> Result<(), store::ChangeError> {
        self.store.roster_renew(&self.id, self.clock.now()).await
    }
}

/// Router of every endpoint, with the layers and the health endpoints that every service has. No
/// endpoint is open to the customers' surface.
pub fn router(app: App, limits: &Limits, callers: &CallerArgs, hosts: &HostArgs) -> Door {
    let callers = CallerGuard::new(callers, ServiceName::Member, &[], app.clock.clone());
    let store = app.store.clone();
    let ready: health::Ready = Arc::new(move || {
        let store = store.clone();
        Box::pin(async move { store.ping().await.map_err(|error| error.to_string()) })
    });
    let routes = http::routes(app)
        .merge(health::router(service_kit::build_info!("member"), ready))
        .layer(from_fn_with_state(callers, admit_caller))
        .layer(from_fn_with_state(HostNames::new(hosts), refuse_unknown));
    serve::layered_within(routes, limits)
}
