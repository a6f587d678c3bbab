//! Where people and devices are kept: one trait, two databases, the SQL written once (`queries.rs`).

mod postgres;
mod sqlite;
mod tables;

pub use store_kit::{OpenError, StoreError};
pub use tables::SCHEMA;

use crate::domain::{Guess, Name, PinHash, Salt};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::{Device, DeviceId, Person, PersonId, Role, Roster};
use service_kit::{DatabaseArgs, telemetry::Pool};
use std::{fmt, sync::Arc};
use store_kit::{Database, Opened};

/// What becomes of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonChange {
    /// Another name.
    pub name: Option<Name>,
    /// Another role; it ends their sessions.
    pub role: Option<Role>,
    /// Another PIN; it ends their sessions.
    pub pin: Option<PinHash>,
}

/// A change that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such person or device.
    #[error("no such person or device")]
    NotFound,
    /// Somebody else has this PIN.
    #[error("somebody else of this store has this PIN")]
    PinTaken,
    /// Nobody could set anything any more.
    #[error("a store keeps at least one manager")]
    LastManager,
    /// There are as many as a store may have.
    #[error("a store has no more than {} of these", member_api::limits::MOST)]
    TooMany,
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// People and devices by store.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync {
    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    async fn ping(&self) -> Result<(), StoreError>;

    /// The salt of the store's PINs: `fresh` if it has none yet.
    ///
    /// # Errors
    /// When the database fails.
    async fn pin_salt(&self, store: &str, fresh: Salt) -> Result<Salt, StoreError>;

    /// Counts a guess. `Some` is how many seconds to wait; it is not counted then.
    ///
    /// # Errors
    /// When the database fails.
    async fn guess_count(&self, store: &str, guess: &Guess) -> Result<Option<u32>, StoreError>;

    /// Takes a guess back that was right, and forgets the wrong ones of the same source.
    ///
    /// # Errors
    /// When the database fails.
    async fn guess_forgive(&self, store: &str, guess: &Guess) -> Result<(), StoreError>;

    /// Whose PIN it is.
    ///
    /// # Errors
    /// When the database fails.
    async fn person_by_pin(&self, store: &str, pin: &PinHash) -> Result<Option<Person>, StoreError>;

    /// Adds a person.
    ///
    /// # Errors
    /// [`ChangeError::PinTaken`], [`ChangeError::TooMany`].
    async fn person_add(&self, store: &str, person: &Person, pin: &PinHash) -> Result<(), ChangeError>;

    /// Changes a person; the answer is who they are now.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`], [`ChangeError::PinTaken`], [`ChangeError::LastManager`].
    async fn person_change(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        now: Timestamp,
    ) -> Result<Person, ChangeError>;

    /// Removes a person, which ends their sessions.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`], [`ChangeError::LastManager`].
    async fn person_remove(&self, store: &str, id: PersonId) -> Result<(), ChangeError>;

    /// Ends the sessions of one person, or everybody's.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`]
    async fn sign_out(&self, store: &str, who: Option<PersonId>, now: Timestamp) -> Result<(), ChangeError>;

    /// Adds a device.
    ///
    /// # Errors
    /// [`ChangeError::TooMany`]
    async fn device_enrol(&self, store: &str, device: &Device) -> Result<(), ChangeError>;

    /// Removes a device, which ends the sessions on it.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`]
    async fn device_remove(&self, store: &str, id: DeviceId) -> Result<(), ChangeError>;

    /// Everybody and every device, as of one moment.
    ///
    /// # Errors
    /// When the database fails.
    async fn roster(&self, store: &str) -> Result<Roster, StoreError>;

    /// How its connections are used.
    fn connections(&self) -> Pool;

    /// Ends its connections.
    async fn close(&self);
}

/// As [`open_with`] with the default options.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &DatabaseArgs::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder are made.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_with(url: &str, args: &DatabaseArgs) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match Database::at(&SCHEMA, url)?.open(args).await? {
        Opened::Sqlite(pools) => Arc::new(sqlite::SqlStore { pools }),
        Opened::Postgres(pools) => Arc::new(postgres::SqlStore { pools }),
    })
}
