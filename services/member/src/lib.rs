//! The member service: who works in the store, with which PIN and role, and on which devices.
//!
//! It signs sessions and the roster, and is asked only when somebody signs in or out or people are changed: all who have its public
//! key and the last roster check a session alone. So while it is down, who is signed in goes on.

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

/// Hashes of PINs that are made at once; each takes a core for a while.
const HASHES: usize = 2;
/// How long a PIN waits for its turn: a shift that begins signs in at once, and guesses are too few for a long queue.
const HASH_WAIT: Duration = Duration::from_secs(1);

/// What every endpoint shares.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    /// Which store's people these are.
    pub(crate) id: Arc<str>,
    pub(crate) clock: Clock,
    pub(crate) key: Arc<SigningKey>,
    /// What checks tokens: of the key, and of the ones before it.
    pub(crate) keys: PublicKeys,
    pub(crate) pepper: Option<Pepper>,
    pub(crate) guard: Guard,
    pub(crate) hashes: Arc<Semaphore>,
}

/// The secrets of the service, which are files of its own.
pub struct Secrets {
    /// Signs sessions, passes and rosters.
    pub key: SigningKey,
    /// Public halves of keys that signed before, whose sessions and passes still count.
    pub earlier: Option<PublicKeys>,
    /// Goes into the hashes of PINs.
    pub pepper: Option<Pepper>,
}

impl From<SigningKey> for Secrets {
    fn from(key: SigningKey) -> Self {
        Self { key, earlier: None, pepper: None }
    }
}

impl App {
    /// The people of store `id`, whose sessions the key signs.
    ///
    /// # Errors
    /// When the key is none.
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

    /// Makes the roster newer than every one that was signed before: this database may be an older copy of itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_roster(&self) -> Result<(), store::ChangeError> {
        self.store.roster_renew(&self.id, self.clock.now()).await
    }
}

/// Every endpoint, with the layers and the health endpoints of every binary. Customers have no business here.
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
