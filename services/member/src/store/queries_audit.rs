//! The audit log. Its ids are given one after the other while the store's row is held, so a gap would be a row that is missing.

use super::{Connection, Db, DbRow, NOW_MS};
use crate::store::{AuditEntry, ChangeError, StoreError};
use jiff::{SignedDuration, Timestamp};
use member_api::{AuditActor, AuditEvent};
use sqlx::{AssertSqlSafe, Row};

/// The database itself refuses to delete a younger row.
const KEPT: SignedDuration = SignedDuration::from_hours(365 * 24);

pub(super) async fn add(conn: &mut Connection, store: &str, entry: &AuditEntry) -> Result<(), ChangeError> {
    let sql = "INSERT INTO audit_events
                   (id, store_id, at_ms, actor_id, actor_name, device_id, action, subject, before, after)
               SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9
               FROM audit_events WHERE store_id = $1";
    let actor = entry.by.actor.as_ref();
    sqlx::query::<Db>(sql)
        .bind(store)
        .bind(entry.by.at.as_millisecond())
        .bind(actor.map(|actor| actor.id))
        .bind(actor.map(|actor| &actor.name))
        .bind(entry.by.device.map(|device| device.0))
        .bind(entry.action)
        .bind(&entry.subject)
        .bind(&entry.before)
        .bind(&entry.after)
        .execute(&mut *conn)
        .await?;
    // By both clocks: the database's own refuses what this process's would delete too early. Made of constants only.
    let sql = AssertSqlSafe(format!(
        "DELETE FROM audit_events WHERE store_id = $1 AND at_ms < $2 AND at_ms < {NOW_MS} - $3"
    ));
    let over = (entry.by.at - KEPT).as_millisecond();
    let kept_ms = KEPT.as_secs() * 1_000;
    sqlx::query::<Db>(sql).bind(store).bind(over).bind(kept_ms).execute(conn).await?;
    Ok(())
}

pub(super) async fn list(
    conn: &mut Connection,
    store: &str,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuditEvent>, StoreError> {
    let sql = "SELECT id, at_ms, actor_id, actor_name, device_id, action, subject, before, after
               FROM audit_events WHERE store_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    let rows = sqlx::query::<Db>(sql)
        .bind(store)
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?;
    rows.iter().map(event_of).collect()
}

fn event_of(row: &DbRow) -> Result<AuditEvent, StoreError> {
    let at = Timestamp::from_millisecond(row.try_get("at_ms")?);
    let (id, name) = (row.try_get("actor_id")?, row.try_get::<Option<String>, _>("actor_name")?);
    Ok(AuditEvent {
        id: row.try_get("id")?,
        at: at.map_err(|error| StoreError::Unreadable(error.to_string()))?,
        actor: Option::zip(id, name).map(|(id, name)| AuditActor { id, name }),
        device: row.try_get("device_id")?,
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        before: row.try_get("before")?,
        after: row.try_get("after")?,
    })
}
