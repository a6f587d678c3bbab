//! SQL of the store. `postgres.rs` and `sqlite.rs` each include this file, and their `Db` is the
//! database that it is compiled for.
//!
//! A change of people or devices locks the store's row first, so that two changes run one after the
//! other: of two that together would leave no manager, the second sees the first.

// A file that is included by `#[path]` has no folder of its own: its submodules lie beside it.
#[path = "queries_audit.rs"]
mod audit;
#[path = "queries_devices.rs"]
mod devices;
#[path = "queries_guess.rs"]
mod guess;
#[path = "queries_people.rs"]
mod people;

use super::Db;
use crate::{
    domain::{Guess, KeptPin, PinScheme, Place, Salt},
    store::{
        AuditEntry, By, ChangeError, KnownDevice, PersonChange, PinHashes, PinOwner, SessionBegin, Store,
        StoreError,
    },
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::{AuditPage, Device, DeviceId, Person, PersonId, Roster, Session};
use service_kit::telemetry::Pool;
use sqlx::{Database, Row};
use store_kit::{Pools, READ_DEADLINE, WRITE_DEADLINE, audit::AuditLog as _, within};

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// [`Store`] on one kind of database.
#[derive(Debug)]
pub(in crate::store) struct SqlStore {
    pub pools: Pools<Db>,
}

impl SqlStore {
    /// Runs `work` in one transaction that locks the store's row and makes the roster newer. The
    /// version is the time, or one more than before if the clock has gone back. So a database that
    /// was restored from a copy overtakes the rosters that were signed meanwhile.
    async fn change<T: Send>(
        &self,
        store: &str,
        now: Timestamp,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, ChangeError> + Send,
    ) -> Result<T, ChangeError> {
        let newer = "UPDATE stores SET roster_version =
                         CASE WHEN COALESCE(roster_version, 0) < $2 THEN $2 ELSE roster_version + 1 END
                     WHERE store_id = $1";
        let mut tx = self.pools.begin_write().await?;
        sqlx::query::<Db>(newer).bind(store).bind(now.as_millisecond()).execute(&mut *tx).await?;
        let done = work(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Runs `work` in one transaction that locks the store's row; the roster stays as it is.
    async fn write<T: Send>(
        &self,
        store: &str,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, ChangeError> + Send,
    ) -> Result<T, ChangeError> {
        let mut tx = self.pools.begin_write().await?;
        let mine = "UPDATE stores SET store_id = store_id WHERE store_id = $1";
        sqlx::query::<Db>(mine).bind(store).execute(&mut *tx).await?;
        let done = work(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        let ping = async {
            sqlx::query::<Db>("SELECT 1 FROM stores").fetch_optional(&self.pools.readers).await?;
            Ok(())
        };
        within(READ_DEADLINE, ping).await
    }

    async fn pin_salt(&self, store: &str, fresh: Salt) -> Result<Salt, StoreError> {
        let get = async {
            let sql = "SELECT pin_salt FROM stores WHERE store_id = $1";
            let known = sqlx::query::<Db>(sql).bind(store).fetch_optional(&self.pools.readers).await?;
            if let Some(row) = known {
                return salt_of(&row);
            }
            let sql = "INSERT INTO stores (store_id, pin_salt) VALUES ($1, $2)
                       ON CONFLICT (store_id) DO UPDATE SET store_id = excluded.store_id RETURNING pin_salt";
            let made = sqlx::query::<Db>(sql).bind(store).bind(fresh.as_slice());
            salt_of(&made.fetch_one(&self.pools.writers).await?)
        };
        within(WRITE_DEADLINE, get).await
    }

    async fn guess_count(&self, store: &str, guess: &Guess) -> Result<Option<u32>, StoreError> {
        let count = async {
            // Nearly all guesses of a flood end here, without a write.
            if let Some(wait) = guess::wait(&mut *self.pools.readers.acquire().await?, store, guess).await? {
                return Ok(Some(wait));
            }
            let mut tx = self.pools.begin_write().await?;
            let wait = guess::count(&mut tx, store, guess).await?;
            if wait.is_none() {
                tx.commit().await?;
            }
            Ok(wait)
        };
        within(WRITE_DEADLINE, count).await
    }

    async fn guess_forgive(&self, store: &str, guess: &Guess) -> Result<(), StoreError> {
        let forgive = async {
            let mut tx = self.pools.begin_write().await?;
            guess::forgive(&mut tx, store, guess).await?;
            Ok(tx.commit().await?)
        };
        within(WRITE_DEADLINE, forgive).await
    }

    async fn pin_schemes(&self, store: &str) -> Result<Vec<PinScheme>, StoreError> {
        let read = async { people::schemes(&mut *self.pools.readers.acquire().await?, store).await };
        within(READ_DEADLINE, read).await
    }

    async fn person_by_pin(&self, store: &str, pin: &PinHashes) -> Result<Option<PinOwner>, StoreError> {
        let read = async { people::owner(&mut *self.pools.readers.acquire().await?, store, pin).await };
        within(READ_DEADLINE, read).await
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
        let note = self.change(store, entry.by.at, async move |conn| {
            guess::forgive(conn, store, guess).await?;
            people::keep_pin(conn, store, begin.session.person, pin).await?;
            devices::note_home(conn, store, begin.device, place).await?;
            devices::begin(conn, store, begin).await?;
            audit::add(conn, store, entry).await
        });
        within(WRITE_DEADLINE, note).await
    }

    async fn session_begin(
        &self,
        store: &str,
        begin: &SessionBegin,
        entry: &AuditEntry,
    ) -> Result<(), ChangeError> {
        let note = self.change(store, entry.by.at, async move |conn| {
            devices::begin(conn, store, begin).await?;
            audit::add(conn, store, entry).await
        });
        within(WRITE_DEADLINE, note).await
    }

    async fn person_add(
        &self,
        store: &str,
        person: &Person,
        pin: &PinHashes,
        by: &By,
    ) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| people::add(conn, store, person, pin, by).await),
        )
        .await
    }

    async fn person(&self, store: &str, id: PersonId) -> Result<Option<Person>, StoreError> {
        let read = async { people::fetch(&mut *self.pools.readers.acquire().await?, store, id).await };
        within(READ_DEADLINE, read).await
    }

    async fn person_change(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        by: &By,
    ) -> Result<Person, ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| people::change(conn, store, id, change, by).await),
        )
        .await
    }

    async fn person_remove(&self, store: &str, id: PersonId, by: &By) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| people::remove(conn, store, id, by).await),
        )
        .await
    }

    async fn sign_out(&self, store: &str, who: Option<PersonId>, by: &By) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| people::sign_out(conn, store, who, by).await),
        )
        .await
    }

    async fn device_enrol(&self, store: &str, device: &Device, by: &By) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| devices::enrol(conn, store, device, by).await),
        )
        .await
    }

    async fn device(&self, store: &str, id: DeviceId) -> Result<Option<KnownDevice>, StoreError> {
        let read = async { devices::fetch(&mut *self.pools.readers.acquire().await?, store, id).await };
        within(READ_DEADLINE, read).await
    }

    async fn session_end(&self, store: &str, session: &Session, by: &By) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| devices::lock(conn, store, session, by).await),
        )
        .await
    }

    async fn device_sign_out(&self, store: &str, id: DeviceId, by: &By) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| devices::sign_out(conn, store, id, by).await),
        )
        .await
    }

    async fn device_remove(&self, store: &str, id: DeviceId, by: &By) -> Result<(), ChangeError> {
        within(
            WRITE_DEADLINE,
            self.change(store, by.at, async move |conn| devices::remove(conn, store, id, by).await),
        )
        .await
    }

    async fn roster_renew(&self, store: &str, now: Timestamp) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.change(store, now, async |_conn| Ok(()))).await
    }

    async fn audit_add(&self, store: &str, entry: &AuditEntry) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.write(store, async move |conn| audit::add(conn, store, entry).await))
            .await
    }

    async fn audit_list(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        let read = async { self.pools.readers.acquire().await?.audit_list(store, before, limit).await };
        within(READ_DEADLINE, read).await
    }

    async fn roster(&self, store: &str) -> Result<Roster, StoreError> {
        let read = async {
            let mut tx = self.pools.begin_read().await?;
            let roster = people::roster(&mut tx, store).await?;
            tx.commit().await?;
            Ok(roster)
        };
        within(READ_DEADLINE, read).await
    }

    fn connections(&self) -> Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}

fn salt_of(row: &DbRow) -> Result<Salt, StoreError> {
    let salt: Vec<u8> = row.try_get("pin_salt")?;
    salt.try_into().map_err(|_| StoreError::Unreadable("a salt has 16 bytes".to_owned()))
}
