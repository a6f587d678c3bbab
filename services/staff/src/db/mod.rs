//! Persistence of people and devices: one method a business transaction, behind `Arc<dyn Store>`.
//! The pattern is the same in every service: see `db_kit` for it and for the reason of the
//! `#[path]`s.

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

mod postgres;
mod records;
mod sqlite;
mod tables;

pub use db_kit::{Database, MaintenanceError, OpenError, StoreError};
pub use records::{AuditEntry, By, KnownDevice, PersonChange, PinHashes, PinOwner, SessionBegin};
pub use tables::SCHEMA;

use crate::domain::{Guess, KeptPin, PinScheme, Place, Salt};
use async_trait::async_trait;
use db_kit::{CallError, DatabaseArgs, Opened};
use jiff::Timestamp;
use service_kit::telemetry::Pool;
use staff_api::{AuditPage, Device, DeviceId, Person, PersonId, Roster, Session};
use std::{fmt, sync::Arc};

/// A change that was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such person or device.
    #[error("no such person or device")]
    NotFound,
    /// Another person of the store has this PIN.
    #[error("somebody else of this store has this PIN")]
    PinTaken,
    /// The store would have no manager left who could change anything.
    #[error("a store keeps at least one manager")]
    LastManager,
    /// The store has reached its limit of people or devices.
    #[error("a store has no more than {} of these", staff_api::limits::MOST)]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CallError for ChangeError {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}

impl From<sqlx::Error> for ChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// People and devices by store, with PIN guesses and the audit log.
///
/// Every method fails with [`StoreError::Unavailable`] if the database is locked, gone or too slow. A
/// [`ChangeError`] changes nothing, unless the deadline passed during the commit.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync {
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// The salt of the store's PINs; stores `fresh` if there is none yet.
    async fn pin_salt(&self, store: &str, fresh: Salt) -> Result<Salt, StoreError>;

    /// Counts a guess. `Some` is the number of seconds to wait; the guess is not counted then.
    async fn guess_count(&self, store: &str, guess: &Guess) -> Result<Option<u32>, StoreError>;

    /// Takes back a guess that was right. Earlier wrong guesses stay counted.
    async fn guess_forgive(&self, store: &str, guess: &Guess) -> Result<(), StoreError>;

    /// The schemes of the store's PIN hashes.
    async fn pin_schemes(&self, store: &str) -> Result<Vec<PinScheme>, StoreError>;

    /// The person with this PIN.
    async fn person_by_pin(&self, store: &str, pin: &PinHashes) -> Result<Option<PinOwner>, StoreError>;

    /// Records a sign-in: takes the guess back, stores the place of the device, stores the person's
    /// PIN by the newest scheme, and begins the session, which ends the one before it on the
    /// device.
    async fn signed_in(
        &self,
        store: &str,
        guess: &Guess,
        place: &Place,
        pin: &KeptPin,
        begin: &SessionBegin,
        entry: &AuditEntry,
    ) -> Result<(), ChangeError>;

    /// Begins a session after the PIN was entered again; it ends the one before it on the device.
    async fn session_begin(
        &self,
        store: &str,
        begin: &SessionBegin,
        entry: &AuditEntry,
    ) -> Result<(), ChangeError>;

    /// Adds a person.
    ///
    /// # Errors
    /// [`ChangeError::PinTaken`], [`ChangeError::TooMany`].
    async fn person_add(
        &self,
        store: &str,
        person: &Person,
        pin: &PinHashes,
        by: &By,
    ) -> Result<(), ChangeError>;

    /// The person with this id, if there is one.
    async fn person(&self, store: &str, id: PersonId) -> Result<Option<Person>, StoreError>;

    /// Changes a person; returns the person as changed.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`], [`ChangeError::PinTaken`], [`ChangeError::LastManager`].
    async fn person_change(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        by: &By,
    ) -> Result<Person, ChangeError>;

    /// Removes a person, which ends their sessions.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`], [`ChangeError::LastManager`].
    async fn person_remove(&self, store: &str, id: PersonId, by: &By) -> Result<(), ChangeError>;

    /// Ends the sessions of one person, or of everybody when `who` is `None`.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`].
    async fn sign_out(&self, store: &str, who: Option<PersonId>, by: &By) -> Result<(), ChangeError>;

    /// Adds a device.
    ///
    /// # Errors
    /// [`ChangeError::TooMany`].
    async fn device_enrol(&self, store: &str, device: &Device, by: &By) -> Result<(), ChangeError>;

    /// The device, if it is enrolled.
    async fn device(&self, store: &str, id: DeviceId) -> Result<Option<KnownDevice>, StoreError>;

    /// Ends the session, and sessions on its device that began before it. Idempotent.
    async fn session_end(&self, store: &str, session: &Session, by: &By) -> Result<(), ChangeError>;

    /// Ends the session on a device.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`].
    async fn device_sign_out(&self, store: &str, id: DeviceId, by: &By) -> Result<(), ChangeError>;

    /// Removes a device, which ends the sessions on it.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`].
    async fn device_remove(&self, store: &str, id: DeviceId, by: &By) -> Result<(), ChangeError>;

    /// Makes the roster newer than every roster that was signed before, even if the database is an
    /// older copy of itself.
    async fn roster_renew(&self, store: &str, now: Timestamp) -> Result<(), ChangeError>;

    /// Adds an event to the audit log.
    async fn audit_add(&self, store: &str, entry: &AuditEntry) -> Result<(), ChangeError>;

    /// Up to `limit` events of the audit log, newest first, older than the event with the id
    /// `before`.
    async fn audit_list(&self, store: &str, before: Option<i64>, limit: u32)
    -> Result<AuditPage, StoreError>;

    /// The roster of all people and devices, from one consistent read.
    async fn roster(&self, store: &str) -> Result<Roster, StoreError>;

    /// How its connection pool is used.
    fn connections(&self) -> Pool;

    /// Closes its connections.
    async fn close(&self);
}

/// [`open_with`] with the default options.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &DatabaseArgs::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder
/// are created.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_with(url: &str, args: &DatabaseArgs) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match Database::at(&SCHEMA, url)?.open(args).await? {
        Opened::Sqlite(pools) => Arc::new(sqlite::SqlStore { pools }),
        Opened::Postgres(pools) => Arc::new(postgres::SqlStore { pools }),
    })
}
