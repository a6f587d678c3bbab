//! The SQL, for whichever database includes this file: `super` says which with `Db`.

use super::Db;
use crate::{
    domain::{
        self, Edit, Refusal,
        draft::Draft,
        picture::{Picture, Size},
    },
    store::{
        ChangeError, Changed, End, Store, StoreError, changes,
        rows::{Row, Rows, State, Subject},
        tables::ROSTERS,
    },
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::AuditPage;
use menu_api::{Menu, PictureId, StoreId};
use serde_json::Value;
use service_kit::{telemetry, texts::TextRepository};
use sqlx::{Transaction, types::Json};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use store_kit::{
    Pools, VersionedTexts,
    audit::{AuditEntry, AuditLog as _, Author},
};

/// A picture that nobody has shown for so long is let go of. Between keeping one and showing it lie moments.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

/// The store on one kind of database.
#[derive(Debug)]
pub(in crate::store) struct SqlStore {
    pub pools: Pools<Db>,
}

/// The statements of one of the three tables that look alike.
struct Table {
    list: &'static str,
    put: &'static str,
    delete: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        Table {
            list: concat!("SELECT id, position, body FROM ", $name, " WHERE store_id = $1 ORDER BY position"),
            put: concat!(
                "INSERT INTO ",
                $name,
                " (store_id, id, position, body) VALUES ($1, $2, $3, $4)",
                " ON CONFLICT (store_id, id) DO UPDATE SET position = excluded.position, body = excluded.body"
            ),
            delete: concat!("DELETE FROM ", $name, " WHERE store_id = $1 AND id = $2"),
        }
    };
}

const CATEGORIES: Table = table!("categories");
const ITEMS: Table = table!("items");
const OPTION_GROUPS: Table = table!("option_groups");

#[async_trait]
impl Store for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM stores").fetch_optional(&self.pools.readers).await?;
        Ok(())
    }

    async fn menu_seed(&self, menu: &Menu) -> Result<bool, StoreError> {
        let rows = Rows::of(menu)?;
        let mut tx = self.pools.begin_write().await?;
        // A second process that seeds at the same time waits here and then finds the row.
        let made = sqlx::query(
            "INSERT INTO stores (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING",
        )
        .bind(menu.store.id.as_str())
        .bind(menu.version)
        .bind(Json(&rows.store))
        .execute(&mut *tx)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(false);
        }
        let none = Rows { store: rows.store.clone(), ..Rows::default() };
        write(&mut tx, &menu.store.id, &none, &rows).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn menu_version(&self, store: &StoreId) -> Result<Option<i64>, StoreError> {
        let version =
            sqlx::query_scalar("SELECT version FROM stores WHERE store_id = $1").bind(store.as_str());
        Ok(version.fetch_optional(&self.pools.readers).await?)
    }

    async fn menu_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        let mut tx = self.pools.begin_read().await?;
        let read = read(&mut tx, store).await?;
        tx.commit().await?;
        read.map(|(version, rows)| rows.menu(version)).transpose()
    }

    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let mut tx = self.pools.begin_write().await?;
        let bumped = bump(&mut tx, store, expected).await?;
        let (version, old_rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
        if !bumped {
            return Err(ChangeError::VersionConflict { version });
        }
        let old = old_rows.clone().menu(version - 1)?;
        let mut menu = old.clone();
        edit(&mut menu)?;
        domain::availability::to_millis(&mut menu);
        if menu == old {
            return Ok(Changed { menu: old }); // the transaction, and with it the bump, is rolled back
        }
        domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
        menu.version = version;
        let rows = Rows::of(&menu)?;
        write(&mut tx, store, &old_rows, &rows).await?;
        let entries = changes::entries("", &Rows::of(&old)?, &rows);
        tx.audit_record(store.as_str(), author, &entries).await?;
        tx.commit().await?;
        Ok(Changed { menu })
    }

    async fn draft_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        let mut tx = self.pools.begin_read().await?;
        let draft = draft(&mut tx, store).await?;
        let Some((version, rows)) = read(&mut tx, store).await? else { return Ok(None) };
        let menu = rows.menu(version)?;
        let Some((version, draft)) = draft else { return Ok(None) };
        Ok(Some(Menu { version, ..draft.on(&menu)? }))
    }

    async fn draft_open(
        &self,
        store: &StoreId,
        version: i64,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let mut tx = self.pools.begin_write().await?;
        let (now, rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
        let menu = rows.menu(now)?;
        let body = Draft::of(&menu, &menu)?;
        let opened = sqlx::query(
            "INSERT INTO drafts (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING",
        );
        opened.bind(store.as_str()).bind(version).bind(Json(&body)).execute(&mut *tx).await?;
        let (known, body) = draft(&mut tx, store).await?.ok_or(ChangeError::NoDraft)?;
        if known == version {
            tx.audit_record(store.as_str(), author, &[draft_entry("draft.open", store)]).await?;
        }
        let version = known;
        tx.commit().await?;
        Ok(Changed { menu: Menu { version, ..body.on(&menu)? } })
    }

    async fn draft_change(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let mut tx = self.pools.begin_write().await?;
        let sql =
            "UPDATE drafts SET version = version + 1 WHERE store_id = $1 AND version = $2 RETURNING body";
        let body = take_draft(&mut tx, store, expected, sql).await?;
        let (now, rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
        let sold = rows.menu(now)?;
        let old = Menu { version: expected, ..body.on(&sold)? };
        let mut menu = old.clone();
        edit(&mut menu)?;
        domain::availability::to_millis(&mut menu);
        if menu == old {
            return Ok(Changed { menu: old }); // the transaction, and with it the new version, is rolled back
        }
        domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
        menu.version = expected + 1;
        let update = sqlx::query("UPDATE drafts SET body = $2 WHERE store_id = $1");
        update.bind(store.as_str()).bind(Json(&Draft::of(&sold, &menu)?)).execute(&mut *tx).await?;
        let entries = changes::entries("draft.", &Rows::of(&old)?, &Rows::of(&menu)?);
        tx.audit_record(store.as_str(), author, &entries).await?;
        tx.commit().await?;
        Ok(Changed { menu })
    }

    async fn draft_end(
        &self,
        store: &StoreId,
        expected: i64,
        end: End,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let mut tx = self.pools.begin_write().await?;
        // The store's row before the draft's.
        let bumped = end == End::Published && bump(&mut tx, store, None).await?;
        let sql = "DELETE FROM drafts WHERE store_id = $1 AND version = $2 RETURNING body";
        let body = take_draft(&mut tx, store, expected, sql).await?;
        let (version, old_rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
        let mut menu = old_rows.clone().menu(version)?;
        let mut entries = vec![draft_entry(if bumped { "draft.publish" } else { "draft.drop" }, store)];
        if bumped {
            let sold = Rows::of(&menu)?;
            menu = body.on(&menu)?;
            domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
            let rows = Rows::of(&menu)?;
            write(&mut tx, store, &old_rows, &rows).await?;
            entries.extend(changes::entries("", &sold, &rows));
        }
        tx.audit_record(store.as_str(), author, &entries).await?;
        tx.commit().await?;
        Ok(Changed { menu })
    }

    async fn picture_keep(
        &self,
        store: &StoreId,
        picture: &Picture,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.pools.begin_write().await?;
        sqlx::query(
            "INSERT INTO pictures (store_id, id, kept_ms, small, large) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (store_id, id) DO UPDATE SET kept_ms = excluded.kept_ms",
        )
        .bind(store.as_str())
        .bind(picture.id.as_str())
        .bind(at.as_millisecond())
        .bind(&picture.small)
        .bind(&picture.large)
        .execute(&mut *tx)
        .await?;
        let Some((version, rows)) = read(&mut tx, store).await? else { return Ok(()) };
        let menu = rows.menu(version)?;
        let drawn = match draft(&mut tx, store).await? {
            Some((_, draft)) => draft.on(&menu)?.items,
            None => Vec::new(),
        };
        let items = menu.items.into_iter().chain(drawn);
        let shown: HashSet<String> = items.filter_map(|item| Some(item.picture?.id.into())).collect();
        let old: Vec<String> =
            sqlx::query_scalar("SELECT id FROM pictures WHERE store_id = $1 AND kept_ms < $2")
                .bind(store.as_str())
                .bind(at.as_millisecond() - FORGOTTEN_MS)
                .fetch_all(&mut *tx)
                .await?;
        for gone in old.iter().filter(|id| !shown.contains(*id)) {
            let delete = sqlx::query("DELETE FROM pictures WHERE store_id = $1 AND id = $2");
            delete.bind(store.as_str()).bind(gone).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn picture_fetch(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: Size,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = match size {
            Size::Small => "SELECT small FROM pictures WHERE store_id = $1 AND id = $2",
            Size::Large => "SELECT large FROM pictures WHERE store_id = $1 AND id = $2",
        };
        let picture = sqlx::query_scalar(sql).bind(store.as_str()).bind(id.as_str());
        Ok(picture.fetch_optional(&self.pools.readers).await?)
    }

    async fn counter_seen(&self, store: &StoreId, at: Timestamp) -> Result<(), StoreError> {
        let seen = sqlx::query("UPDATE stores SET counter_seen_ms = $2 WHERE store_id = $1");
        seen.bind(store.as_str()).bind(at.as_millisecond()).execute(&self.pools.writers).await?;
        Ok(())
    }

    async fn counter_seen_at(&self, store: &StoreId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT counter_seen_ms FROM stores WHERE store_id = $1";
        let seen = sqlx::query_scalar::<_, Option<i64>>(sql)
            .bind(store.as_str())
            .fetch_optional(&self.pools.readers);
        Ok(seen.await?.flatten().and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }

    async fn audit_list(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        self.pools.readers.acquire().await?.audit_list(store.as_str(), before, limit).await
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn connections(&self) -> telemetry::Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}

/// What became of a draft as a whole.
fn draft_entry(action: &str, store: &StoreId) -> AuditEntry {
    AuditEntry { action: action.to_owned(), subject: store.to_string(), before: None, after: None }
}

/// Takes the store's row until the transaction ends, with its next version; `false` when it is not there or not at
/// `expected`.
async fn bump(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    expected: Option<i64>,
) -> Result<bool, StoreError> {
    let bumped = match expected {
        Some(expected) => {
            sqlx::query("UPDATE stores SET version = version + 1 WHERE store_id = $1 AND version = $2")
                .bind(store.as_str())
                .bind(expected)
                .execute(&mut **tx)
                .await?
        }
        None => {
            sqlx::query("UPDATE stores SET version = version + 1 WHERE store_id = $1")
                .bind(store.as_str())
                .execute(&mut **tx)
                .await?
        }
    };
    Ok(bumped.rows_affected() == 1)
}

/// The draft that is open, and its version.
async fn draft(tx: &mut Transaction<'_, Db>, store: &StoreId) -> Result<Option<(i64, Draft)>, StoreError> {
    let found: Option<(i64, Json<Draft>)> =
        sqlx::query_as("SELECT version, body FROM drafts WHERE store_id = $1")
            .bind(store.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    Ok(found.map(|(version, Json(draft))| (version, draft)))
}

/// The draft of this version, by a statement that takes its row until the transaction ends.
async fn take_draft(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    expected: i64,
    sql: &'static str,
) -> Result<Draft, ChangeError> {
    let taken = sqlx::query_scalar(sql).bind(store.as_str()).bind(expected);
    if let Some(Json(draft)) = taken.fetch_optional(&mut **tx).await? {
        return Ok(draft);
    }
    let now = draft(tx, store).await?;
    Err(now.map_or(ChangeError::NoDraft, |(version, _)| ChangeError::VersionConflict { version }))
}

async fn read(tx: &mut Transaction<'_, Db>, store: &StoreId) -> Result<Option<(i64, Rows)>, StoreError> {
    let found: Option<(i64, Json<Value>)> =
        sqlx::query_as("SELECT version, body FROM stores WHERE store_id = $1")
            .bind(store.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    let Some((version, Json(body))) = found else { return Ok(None) };
    let rows = Rows {
        store: body,
        categories: list(tx, &CATEGORIES, store).await?,
        items: list(tx, &ITEMS, store).await?,
        option_groups: list(tx, &OPTION_GROUPS, store).await?,
        availability: availability(tx, store).await?,
    };
    Ok(Some((version, rows)))
}

async fn list(tx: &mut Transaction<'_, Db>, table: &Table, store: &StoreId) -> Result<Vec<Row>, StoreError> {
    let rows: Vec<(String, i64, Json<Value>)> =
        sqlx::query_as(table.list).bind(store.as_str()).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|(id, position, Json(body))| Row { id, position, body }).collect())
}

async fn availability(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
) -> Result<BTreeMap<Subject, State>, StoreError> {
    let rows: Vec<(String, String, String, Option<i64>)> =
        sqlx::query_as("SELECT subject, id, state, until_ms FROM availability WHERE store_id = $1")
            .bind(store.as_str())
            .fetch_all(&mut **tx)
            .await?;
    let known = rows.into_iter().map(|(subject, id, state, until_ms)| {
        let subject = if subject == "item" { "item" } else { "option" };
        let state = if state == "hidden" { "hidden" } else { "sold_out" };
        ((subject, id), (state, until_ms))
    });
    Ok(known.collect())
}

/// Writes the rows that differ, and only those.
async fn write(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    old: &Rows,
    new: &Rows,
) -> Result<(), StoreError> {
    if old.store != new.store {
        sqlx::query("UPDATE stores SET body = $2 WHERE store_id = $1")
            .bind(store.as_str())
            .bind(Json(&new.store))
            .execute(&mut **tx)
            .await?;
    }
    write_list(tx, &CATEGORIES, store, &old.categories, &new.categories).await?;
    write_list(tx, &ITEMS, store, &old.items, &new.items).await?;
    write_list(tx, &OPTION_GROUPS, store, &old.option_groups, &new.option_groups).await?;
    write_availability(tx, store, &old.availability, &new.availability).await
}

async fn write_list(
    tx: &mut Transaction<'_, Db>,
    table: &Table,
    store: &StoreId,
    old: &[Row],
    new: &[Row],
) -> Result<(), StoreError> {
    for gone in old.iter().filter(|row| !new.iter().any(|other| other.id == row.id)) {
        sqlx::query(table.delete).bind(store.as_str()).bind(&gone.id).execute(&mut **tx).await?;
    }
    for row in new.iter().filter(|row| !old.contains(row)) {
        sqlx::query(table.put)
            .bind(store.as_str())
            .bind(&row.id)
            .bind(row.position)
            .bind(Json(&row.body))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

async fn write_availability(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    old: &BTreeMap<Subject, State>,
    new: &BTreeMap<Subject, State>,
) -> Result<(), StoreError> {
    for (subject, id) in old.keys().filter(|subject| !new.contains_key(*subject)) {
        sqlx::query("DELETE FROM availability WHERE store_id = $1 AND subject = $2 AND id = $3")
            .bind(store.as_str())
            .bind(*subject)
            .bind(id)
            .execute(&mut **tx)
            .await?;
    }
    for ((subject, id), (state, until_ms)) in
        new.iter().filter(|(subject, state)| old.get(*subject) != Some(state))
    {
        sqlx::query(
            "INSERT INTO availability (store_id, subject, id, state, until_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (store_id, subject, id) DO UPDATE SET state = excluded.state, until_ms = excluded.until_ms",
        )
        .bind(store.as_str())
        .bind(*subject)
        .bind(id)
        .bind(*state)
        .bind(*until_ms)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
