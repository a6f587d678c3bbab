//! Persistence of people and devices: one method a business transaction, behind `Arc<dyn Store>`.
//! The pattern is the same in every service: see `db_kit` for it and for the reason of the
//! `#[path]`s.

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

mod postgres;
mod records;
mod sqlite;
mod tables;

pub use db_kit::{MaintenanceError, OpenError, RepositoryError, ServiceDatabase};
pub use records::{
    AuditEntry, KnownDevice, NewSession, PersonChange, PinHashes, PinOwner, StaffChangeAuthor,
};
pub use tables::SCHEMA;

use crate::domain::{GuessAddress, HashedPin, PinGuess, PinScheme, Salt};
use async_trait::async_trait;
use db_kit::{CallError, DatabaseArgs, OpenDatabase};
use jiff::Timestamp;
use service_kit::telemetry::PoolUsage;
use staff_api::{
    AuditPage, DeviceId, EnrolledDevice, PersonId, StaffPerson, StaffRoster, StaffSession,
};
use std::{fmt, sync::Arc};

/// A change that was not made.
#[derive(Debug, thiserror::Error)]
pub enum StaffChangeError {
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
    Store(#[from] RepositoryError),
}

impl CallError for StaffChangeError {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}

impl From<sqlx::Error> for StaffChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// People and devices by store, with PIN guesses and the audit log.
///
/// Every method fails with [`RepositoryError::Unavailable`] if the database is locked, gone or too
/// slow. A [`StaffChangeError`] changes nothing, unless the deadline passed during the commit.
#[async_trait]
pub trait StaffRepository: fmt::Debug + Send + Sync {
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), RepositoryError>;

    /// The salt of the store's PINs; stores `fresh` if there is none yet.
    async fn fetch_pin_salt(&self, store: &str, fresh: Salt) -> Result<Salt, RepositoryError>;

    /// Counts a guess. `Some` is the number of seconds to wait; the guess is not counted then.
    async fn count_guess(
        &self,
        store: &str,
        guess: &PinGuess,
    ) -> Result<Option<u32>, RepositoryError>;

    /// Takes back a guess that was right. Earlier wrong guesses stay counted.
    async fn forgive_guess(&self, store: &str, guess: &PinGuess) -> Result<(), RepositoryError>;

    /// The schemes of the store's PIN hashes.
    async fn list_pin_schemes(&self, store: &str) -> Result<Vec<PinScheme>, RepositoryError>;

    /// The person with this PIN.
    async fn find_person_by_pin(
        &self,
        store: &str,
        pin: &PinHashes,
    ) -> Result<Option<PinOwner>, RepositoryError>;

    /// Records a sign-in: takes the guess back, stores the place of the device, stores the person's
    /// PIN by the newest scheme, and begins the session, which ends the one before it on the
    /// device.
    async fn record_sign_in(
        &self,
        store: &str,
        guess: &PinGuess,
        place: &GuessAddress,
        pin: &HashedPin,
        begin: &NewSession,
        entry: &AuditEntry,
    ) -> Result<(), StaffChangeError>;

    /// Begins a session after the PIN was entered again; it ends the one before it on the device.
    async fn begin_session(
        &self,
        store: &str,
        begin: &NewSession,
        entry: &AuditEntry,
    ) -> Result<(), StaffChangeError>;

    /// Adds a person.
    ///
    /// # Errors
    /// [`StaffChangeError::PinTaken`], [`StaffChangeError::TooMany`].
    async fn add_person(
        &self,
        store: &str,
        person: &StaffPerson,
        pin: &PinHashes,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// The person with this id, if there is one.
    async fn fetch_person(
        &self,
        store: &str,
        id: PersonId,
    ) -> Result<Option<StaffPerson>, RepositoryError>;

    /// Changes a person; returns the person as changed.
    ///
    /// # Errors
    /// [`StaffChangeError::NotFound`], [`StaffChangeError::PinTaken`],
    /// [`StaffChangeError::LastManager`].
    async fn change_person(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        by: &StaffChangeAuthor,
    ) -> Result<StaffPerson, StaffChangeError>;

    /// Removes a person, which ends their sessions.
    ///
    /// # Errors
    /// [`StaffChangeError::NotFound`], [`StaffChangeError::LastManager`].
    async fn remove_person(
        &self,
        store: &str,
        id: PersonId,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// Ends the sessions of one person, or of everybody when `who` is `None`.
    ///
    /// # Errors
    /// [`StaffChangeError::NotFound`].
    async fn sign_out(
        &self,
        store: &str,
        who: Option<PersonId>,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// Adds a device.
    ///
    /// # Errors
    /// [`StaffChangeError::TooMany`].
    async fn enrol_device(
        &self,
        store: &str,
        device: &EnrolledDevice,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// The device, if it is enrolled.
    async fn fetch_device(
        &self,
        store: &str,
        id: DeviceId,
    ) -> Result<Option<KnownDevice>, RepositoryError>;

    /// Ends the session, and sessions on its device that began before it. Idempotent.
    async fn end_session(
        &self,
        store: &str,
        session: &StaffSession,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// Ends the session on a device.
    ///
    /// # Errors
    /// [`StaffChangeError::NotFound`].
    async fn sign_out_device(
        &self,
        store: &str,
        id: DeviceId,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// Removes a device, which ends the sessions on it.
    ///
    /// # Errors
    /// [`StaffChangeError::NotFound`].
    async fn remove_device(
        &self,
        store: &str,
        id: DeviceId,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError>;

    /// Makes the roster newer than every roster that was signed before, even if the database is an
    /// older copy of itself.
    async fn renew_roster(&self, store: &str, now: Timestamp) -> Result<(), StaffChangeError>;

    /// Adds an event to the audit log.
    async fn add_audit_entry(
        &self,
        store: &str,
        entry: &AuditEntry,
    ) -> Result<(), StaffChangeError>;

    /// Up to `limit` events of the audit log, newest first, older than the event with the id
    /// `before`.
    async fn list_audit_entries(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError>;

    /// The roster of all people and devices, from one consistent read.
    async fn fetch_roster(&self, store: &str) -> Result<StaffRoster, RepositoryError>;

    /// How its connection pool is used.
    fn pool_usage(&self) -> PoolUsage;

    /// Closes its connections.
    async fn close(&self);
}

/// [`open_repository_with`] with the default options.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_repository(url: &str) -> Result<Arc<dyn StaffRepository>, OpenError> {
    open_repository_with(url, &DatabaseArgs::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder
/// are created.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_repository_with(
    url: &str,
    args: &DatabaseArgs,
) -> Result<Arc<dyn StaffRepository>, OpenError> {
    Ok(match ServiceDatabase::from_url(&SCHEMA, url)?.open(args).await? {
        OpenDatabase::Sqlite(pools) => Arc::new(sqlite::SqlStaffRepository { pools }),
        OpenDatabase::Postgres(pools) => Arc::new(postgres::SqlStaffRepository { pools }),
    })
}
