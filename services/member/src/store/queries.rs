//! The SQL, for whichever database includes this file: `super` says which with `Db`.
//!
//! Whoever changes people or devices takes the store's row first, so that two such changes are one after the other: of two that
//! would leave no manager, the second sees the first.

#[path = "queries_guess.rs"]
mod guess;
#[path = "queries_people.rs"]
mod people;

use super::Db;
use crate::{
    domain::{Guess, PinHash, Salt},
    store::{ChangeError, PersonChange, Store, StoreError},
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::{Device, DeviceId, Person, PersonId, Roster};
use service_kit::telemetry::Pool;
use sqlx::{Database, Row};
use store_kit::{Pools, READ_DEADLINE, WRITE_DEADLINE, within};

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// The store on one kind of database.
#[derive(Debug)]
pub(in crate::store) struct SqlStore {
    pub pools: Pools<Db>,
}

impl SqlStore {
    /// One transaction that has the store's row.
    async fn change<T: Send>(
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
            // Nearly all of a flood ends here, without a write.
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

    async fn person_by_pin(&self, store: &str, pin: &PinHash) -> Result<Option<Person>, StoreError> {
        let find = async {
            let sql = "SELECT id, name, role FROM people WHERE store_id = $1 AND pin_hash = $2";
            let row = sqlx::query::<Db>(sql).bind(store).bind(pin.as_slice());
            row.fetch_optional(&self.pools.readers).await?.as_ref().map(people::person_of).transpose()
        };
        within(READ_DEADLINE, find).await
    }

    async fn person_add(&self, store: &str, person: &Person, pin: &PinHash) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.change(store, async |conn| people::add(conn, store, person, pin).await))
            .await
    }

    async fn person_change(
        &self,
        store: &str,
        id: PersonId,
        change: &PersonChange,
        now: Timestamp,
    ) -> Result<Person, ChangeError> {
        let work = self.change(store, async |conn| people::change(conn, store, id, change, now).await);
        within(WRITE_DEADLINE, work).await
    }

    async fn person_remove(&self, store: &str, id: PersonId) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.change(store, async |conn| people::remove(conn, store, id).await)).await
    }

    async fn sign_out(&self, store: &str, who: Option<PersonId>, now: Timestamp) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.change(store, async |conn| people::sign_out(conn, store, who, now).await))
            .await
    }

    async fn device_enrol(&self, store: &str, device: &Device) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.change(store, async |conn| people::enrol(conn, store, device).await))
            .await
    }

    async fn device_remove(&self, store: &str, id: DeviceId) -> Result<(), ChangeError> {
        within(WRITE_DEADLINE, self.change(store, async |conn| people::remove_device(conn, store, id).await))
            .await
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
