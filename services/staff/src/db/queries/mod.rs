//! The store on one engine, whose module includes this folder and defines [`Db`].
//!
//! A change of people or devices locks the store's row first, so that two changes run one after the
//! other: of two that together would leave no manager, the second sees the first.

mod audit;
mod devices;
mod guess;
mod people;
mod stores;

use super::Db;
use crate::{
    db::{
        AuditEntry, KnownDevice, NewSession, PersonChange, PinHashes, PinOwner, RepositoryError,
        StaffChangeAuthor, StaffChangeError, StaffRepository,
    },
    domain::{GuessAddress, HashedPin, PinGuess, PinScheme, Salt},
};
use async_trait::async_trait;
use db_kit::{ConnectionPools, WRITE_DEADLINE, audit::AuditLog as _, call_with_deadline};
use jiff::Timestamp;
use service_kit::telemetry::PoolUsage;
use sqlx::Database;
use staff_api::{
    AuditPage, DeviceId, EnrolledDevice, PersonId, StaffPerson, StaffRoster, StaffSession,
};

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// [`Store`] on one engine.
#[derive(Debug)]
pub(in crate::db) struct SqlStaffRepository {
    pub pools: ConnectionPools<Db>,
}

impl SqlStaffRepository {
    /// Runs `work` in one transaction that locks the store's row and makes the roster newer.
    async fn run_change<T>(
        &self,
        operation: &'static str,
        store: &str,
        now: Timestamp,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, StaffChangeError>,
    ) -> Result<T, StaffChangeError> {
        let change = async |conn: &mut Connection| {
            stores::renew_roster(conn, store, now).await?;
            work(conn).await
        };
        self.pools.write(operation, change).await
    }
}

#[async_trait]
impl StaffRepository for SqlStaffRepository {
    async fn ping(&self) -> Result<(), RepositoryError> {
        self.pools.read("ping", async |conn| stores::ping_database(conn).await).await
    }

    async fn fetch_pin_salt(&self, store: &str, fresh: Salt) -> Result<Salt, RepositoryError> {
        // One deadline over both, and no write for a salt that is known.
        let get = async {
            if let Some(salt) =
                stores::fetch_salt(&mut *self.pools.readers.acquire().await?, store).await?
            {
                return Ok(salt);
            }
            stores::get_or_insert_salt(&mut *self.pools.writers.acquire().await?, store, fresh)
                .await
        };
        call_with_deadline("pin_salt", WRITE_DEADLINE, get).await
    }

    async fn count_guess(
        &self,
        store: &str,
        guess: &PinGuess,
    ) -> Result<Option<u32>, RepositoryError> {
        // One deadline over both. Nearly all guesses of a flood end here, without a write.
        let count = async {
            if let Some(wait) =
                guess::guess_wait(&mut *self.pools.readers.acquire().await?, store, guess).await?
            {
                return Ok(Some(wait));
            }
            let mut transaction = self.pools.begin_write().await?;
            let wait = guess::count_guess(&mut transaction, store, guess).await?;
            if wait.is_none() {
                transaction.commit().await?;
            }
            Ok(wait)
        };
        call_with_deadline("guess_count", WRITE_DEADLINE, count).await
    }

    async fn forgive_guess(&self, store: &str, guess: &PinGuess) -> Result<(), RepositoryError> {
        self.pools
            .write("guess_forgive", async |conn| guess::forgive_guess(conn, store, guess).await)
            .await
    }

    async fn list_pin_schemes(&self, store: &str) -> Result<Vec<PinScheme>, RepositoryError> {
        self.pools
            .read("pin_schemes", async |conn| people::list_pin_schemes(conn, store).await)
            .await
    }

    async fn find_person_by_pin(
        &self,
        store: &str,
        pin: &PinHashes,
    ) -> Result<Option<PinOwner>, RepositoryError> {
        self.pools
            .read("person_by_pin", async |conn| people::find_person_by_pin(conn, store, pin).await)
            .await
    }

    async fn record_sign_in(
        &self,
        store: &str,
        guess: &PinGuess,
        place: &GuessAddress,
        pin: &HashedPin,
        begin: &NewSession,
        entry: &AuditEntry,
    ) -> Result<(), StaffChangeError> {
        let record = async |conn: &mut Connection| {
            guess::forgive_guess(conn, store, guess).await?;
            people::update_pin_hash(conn, store, begin.session.person, pin).await?;
            devices::record_home(conn, store, begin.device, place).await?;
            devices::begin_session(conn, store, begin).await?;
            audit::add_entry(conn, store, entry).await
        };
        self.run_change("signed_in", store, entry.by.at, record).await
    }

    async fn begin_session(
        &self,
        store: &str,
        begin: &NewSession,
        entry: &AuditEntry,
    ) -> Result<(), StaffChangeError> {
        let record = async |conn: &mut Connection| {
            devices::begin_session(conn, store, begin).await?;
            audit::add_entry(conn, store, entry).await
        };
        self.run_change("session_begin", store, entry.by.at, record).await
    }

    async fn add_person(
        &self,
        store: &str,
        person: &StaffPerson,
        pin: &PinHashes,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let add =
            async |conn: &mut Connection| people::add_person(conn, store, person, pin, by).await;
        self.run_change("person_add", store, by.at, add).await
    }

    async fn fetch_person(
        &self,
        store: &str,
        id: PersonId,
    ) -> Result<Option<StaffPerson>, RepositoryError> {
        self.pools.read("person", async |conn| people::fetch_person(conn, store, id).await).await
    }

    async fn change_person(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        by: &StaffChangeAuthor,
    ) -> Result<StaffPerson, StaffChangeError> {
        let change =
            async |conn: &mut Connection| people::change_person(conn, store, id, change, by).await;
        self.run_change("person_change", store, by.at, change).await
    }

    async fn remove_person(
        &self,
        store: &str,
        id: PersonId,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let remove = async |conn: &mut Connection| people::remove_person(conn, store, id, by).await;
        self.run_change("person_remove", store, by.at, remove).await
    }

    async fn sign_out(
        &self,
        store: &str,
        who: Option<PersonId>,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let sign_out = async |conn: &mut Connection| people::sign_out(conn, store, who, by).await;
        self.run_change("sign_out", store, by.at, sign_out).await
    }

    async fn enrol_device(
        &self,
        store: &str,
        device: &EnrolledDevice,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let enrol =
            async |conn: &mut Connection| devices::enrol_device(conn, store, device, by).await;
        self.run_change("device_enrol", store, by.at, enrol).await
    }

    async fn fetch_device(
        &self,
        store: &str,
        id: DeviceId,
    ) -> Result<Option<KnownDevice>, RepositoryError> {
        self.pools.read("device", async |conn| devices::fetch_device(conn, store, id).await).await
    }

    async fn end_session(
        &self,
        store: &str,
        session: &StaffSession,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let lock =
            async |conn: &mut Connection| devices::end_session(conn, store, session, by).await;
        self.run_change("session_end", store, by.at, lock).await
    }

    async fn sign_out_device(
        &self,
        store: &str,
        id: DeviceId,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let sign_out =
            async |conn: &mut Connection| devices::sign_out_device(conn, store, id, by).await;
        self.run_change("device_sign_out", store, by.at, sign_out).await
    }

    async fn remove_device(
        &self,
        store: &str,
        id: DeviceId,
        by: &StaffChangeAuthor,
    ) -> Result<(), StaffChangeError> {
        let remove =
            async |conn: &mut Connection| devices::remove_device(conn, store, id, by).await;
        self.run_change("device_remove", store, by.at, remove).await
    }

    async fn renew_roster(&self, store: &str, now: Timestamp) -> Result<(), StaffChangeError> {
        self.run_change("roster_renew", store, now, async |_| Ok(())).await
    }

    async fn add_audit_entry(
        &self,
        store: &str,
        entry: &AuditEntry,
    ) -> Result<(), StaffChangeError> {
        let add = async |conn: &mut Connection| {
            stores::lock_store(conn, store).await?;
            audit::add_entry(conn, store, entry).await
        };
        self.pools.write("audit_add", add).await
    }

    async fn list_audit_entries(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError> {
        self.pools
            .read("audit_list", async |conn| conn.list_audit_events(store, before, limit).await)
            .await
    }

    async fn fetch_roster(&self, store: &str) -> Result<StaffRoster, RepositoryError> {
        self.pools
            .read_snapshot("roster", async |conn| people::fetch_roster(conn, store).await)
            .await
    }

    fn pool_usage(&self) -> PoolUsage {
        self.pools.pool_usage()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
