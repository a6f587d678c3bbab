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
        AuditEntry, By, ChangeError, KnownDevice, PersonChange, PinHashes, PinOwner, SessionBegin, Store,
        StoreError,
    },
    domain::{Guess, KeptPin, PinScheme, Place, Salt},
};
use async_trait::async_trait;
use db_kit::{Pools, WRITE_DEADLINE, audit::AuditLog as _, call};
use jiff::Timestamp;
use service_kit::telemetry::Pool;
use sqlx::Database;
use staff_api::{AuditPage, Device, DeviceId, Person, PersonId, Roster, Session};

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// [`Store`] on one engine.
#[derive(Debug)]
pub(in crate::db) struct SqlStore {
    pub pools: Pools<Db>,
}

impl SqlStore {
    /// Runs `work` in one transaction that locks the store's row and makes the roster newer.
    async fn change<T>(
        &self,
        operation: &'static str,
        store: &str,
        now: Timestamp,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, ChangeError>,
    ) -> Result<T, ChangeError> {
        let change = async |conn: &mut Connection| {
            stores::renew_roster(conn, store, now).await?;
            work(conn).await
        };
        self.pools.write(operation, change).await
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.pools.read("ping", async |conn| stores::ping(conn).await).await
    }

    async fn pin_salt(&self, store: &str, fresh: Salt) -> Result<Salt, StoreError> {
        // One deadline over both, and no write for a salt that is known.
        let get = async {
            if let Some(salt) = stores::salt(&mut *self.pools.readers.acquire().await?, store).await? {
                return Ok(salt);
            }
            stores::keep_salt(&mut *self.pools.writers.acquire().await?, store, fresh).await
        };
        call("pin_salt", WRITE_DEADLINE, get).await
    }

    async fn guess_count(&self, store: &str, guess: &Guess) -> Result<Option<u32>, StoreError> {
        // One deadline over both. Nearly all guesses of a flood end here, without a write.
        let count = async {
            if let Some(wait) = guess::wait(&mut *self.pools.readers.acquire().await?, store, guess).await? {
                return Ok(Some(wait));
            }
            let mut transaction = self.pools.begin_write().await?;
            let wait = guess::count(&mut transaction, store, guess).await?;
            if wait.is_none() {
                transaction.commit().await?;
            }
            Ok(wait)
        };
        call("guess_count", WRITE_DEADLINE, count).await
    }

    async fn guess_forgive(&self, store: &str, guess: &Guess) -> Result<(), StoreError> {
        self.pools.write("guess_forgive", async |conn| guess::forgive(conn, store, guess).await).await
    }

    async fn pin_schemes(&self, store: &str) -> Result<Vec<PinScheme>, StoreError> {
        self.pools.read("pin_schemes", async |conn| people::schemes(conn, store).await).await
    }

    async fn person_by_pin(&self, store: &str, pin: &PinHashes) -> Result<Option<PinOwner>, StoreError> {
        self.pools.read("person_by_pin", async |conn| people::owner(conn, store, pin).await).await
    }

    async fn signed_in(
        &self,
        store: &str,
        guess: &Guess,
        place: &Place,
        pin: &KeptPin,
        begin: &SessionBegin,
        entry: &AuditEntry,
    ) -> Result<(), ChangeError> {
        let record = async |conn: &mut Connection| {
            guess::forgive(conn, store, guess).await?;
            people::keep_pin(conn, store, begin.session.person, pin).await?;
            devices::note_home(conn, store, begin.device, place).await?;
            devices::begin(conn, store, begin).await?;
            audit::add(conn, store, entry).await
        };
        self.change("signed_in", store, entry.by.at, record).await
    }

    async fn session_begin(
        &self,
        store: &str,
        begin: &SessionBegin,
        entry: &AuditEntry,
    ) -> Result<(), ChangeError> {
        let record = async |conn: &mut Connection| {
            devices::begin(conn, store, begin).await?;
            audit::add(conn, store, entry).await
        };
        self.change("session_begin", store, entry.by.at, record).await
    }

    async fn person_add(
        &self,
        store: &str,
        person: &Person,
        pin: &PinHashes,
        by: &By,
    ) -> Result<(), ChangeError> {
        let add = async |conn: &mut Connection| people::add(conn, store, person, pin, by).await;
        self.change("person_add", store, by.at, add).await
    }

    async fn person(&self, store: &str, id: PersonId) -> Result<Option<Person>, StoreError> {
        self.pools.read("person", async |conn| people::fetch(conn, store, id).await).await
    }

    async fn person_change(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        by: &By,
    ) -> Result<Person, ChangeError> {
        let change = async |conn: &mut Connection| people::change(conn, store, id, change, by).await;
        self.change("person_change", store, by.at, change).await
    }

    async fn person_remove(&self, store: &str, id: PersonId, by: &By) -> Result<(), ChangeError> {
        let remove = async |conn: &mut Connection| people::remove(conn, store, id, by).await;
        self.change("person_remove", store, by.at, remove).await
    }

    async fn sign_out(&self, store: &str, who: Option<PersonId>, by: &By) -> Result<(), ChangeError> {
        let sign_out = async |conn: &mut Connection| people::sign_out(conn, store, who, by).await;
        self.change("sign_out", store, by.at, sign_out).await
    }

    async fn device_enrol(&self, store: &str, device: &Device, by: &By) -> Result<(), ChangeError> {
        let enrol = async |conn: &mut Connection| devices::enrol(conn, store, device, by).await;
        self.change("device_enrol", store, by.at, enrol).await
    }

    async fn device(&self, store: &str, id: DeviceId) -> Result<Option<KnownDevice>, StoreError> {
        self.pools.read("device", async |conn| devices::fetch(conn, store, id).await).await
    }

    async fn session_end(&self, store: &str, session: &Session, by: &By) -> Result<(), ChangeError> {
        let lock = async |conn: &mut Connection| devices::lock(conn, store, session, by).await;
        self.change("session_end", store, by.at, lock).await
    }

    async fn device_sign_out(&self, store: &str, id: DeviceId, by: &By) -> Result<(), ChangeError> {
        let sign_out = async |conn: &mut Connection| devices::sign_out(conn, store, id, by).await;
        self.change("device_sign_out", store, by.at, sign_out).await
    }

    async fn device_remove(&self, store: &str, id: DeviceId, by: &By) -> Result<(), ChangeError> {
        let remove = async |conn: &mut Connection| devices::remove(conn, store, id, by).await;
        self.change("device_remove", store, by.at, remove).await
    }

    async fn roster_renew(&self, store: &str, now: Timestamp) -> Result<(), ChangeError> {
        self.change("roster_renew", store, now, async |_| Ok(())).await
    }

    async fn audit_add(&self, store: &str, entry: &AuditEntry) -> Result<(), ChangeError> {
        let add = async |conn: &mut Connection| {
            stores::lock(conn, store).await?;
            audit::add(conn, store, entry).await
        };
        self.pools.write("audit_add", add).await
    }

    async fn audit_list(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        self.pools.read("audit_list", async |conn| conn.audit_list(store, before, limit).await).await
    }

    async fn roster(&self, store: &str) -> Result<Roster, StoreError> {
        self.pools.read_snapshot("roster", async |conn| people::roster(conn, store).await).await
    }

    fn connections(&self) -> Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
