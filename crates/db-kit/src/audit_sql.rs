//! Implementation of [`AuditLog`], compiled once per engine.

use super::{Connection, Db, NOW_MS};
use crate::{
    RepositoryError,
    audit::{AuditLog, AuditRecord, ChangeAuthor, KEPT},
};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Database, Row as _};
use staff_api::{AuditActor, AuditEvent, AuditPage};
use uuid::Uuid;

/// Maximum number of events that one change deletes, so that none takes long.
const EXPIRED_AT_ONCE: i64 = 100;

impl AuditLog for Connection {
    async fn append_audit_records(
        &mut self,
        store: &str,
        author: &ChangeAuthor,
        entries: &[AuditRecord],
    ) -> Result<(), RepositoryError> {
        let sql =
            "INSERT INTO audit_events (store_id, at_ms, actor_id, actor_name, device_id, action, subject,
                       before_json, after_json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        for entry in entries {
            sqlx::query::<Db>(sql)
                .bind(store.to_owned())
                .bind(author.at.as_millisecond())
                .bind(author.actor.as_ref().map(|actor| actor.id))
                .bind(author.actor.as_ref().map(|actor| actor.name.clone()))
                .bind(author.device)
                .bind(entry.action.clone())
                .bind(entry.subject.clone())
                .bind(entry.before.as_ref().map(ToString::to_string))
                .bind(entry.after.as_ref().map(ToString::to_string))
                .execute(&mut *self)
                .await?;
        }
        // Both clocks must agree: the database's trigger refuses rows that this process's clock
        // would delete too early. The statement is built from constants only.
        let sql = AssertSqlSafe(format!(
            "DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events
                 WHERE at_ms < $1 AND at_ms < {NOW_MS} - $2 ORDER BY at_ms LIMIT $3)"
        ));
        let kept_ms = KEPT.as_secs() * 1_000;
        sqlx::query::<Db>(sql)
            .bind(author.at.as_millisecond() - kept_ms)
            .bind(kept_ms)
            .bind(EXPIRED_AT_ONCE)
            .execute(self)
            .await?;
        Ok(())
    }

    async fn list_audit_events(
        &mut self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError> {
        let sql =
            "SELECT id, at_ms, actor_id, actor_name, device_id, action, subject, before_json, after_json
                   FROM audit_events WHERE store_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        let rows = sqlx::query::<Db>(sql)
            .bind(store.to_owned())
            .bind(before.unwrap_or(i64::MAX))
            // One row more than the page holds, to determine whether older events exist.
            .bind(i64::from(limit) + 1)
            .fetch_all(self)
            .await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let events = rows.iter().take(most).map(read_event).collect::<Result<_, _>>()?;
        Ok(AuditPage { events, more: rows.len() > most })
    }
}

fn read_event(row: &<Db as Database>::Row) -> Result<AuditEvent, RepositoryError> {
    let id: Option<Uuid> = row.try_get("actor_id")?;
    let name: Option<String> = row.try_get("actor_name")?;
    let at = Timestamp::from_millisecond(row.try_get("at_ms")?)
        .map_err(|error| RepositoryError::Unreadable(error.to_string()))?;
    Ok(AuditEvent {
        id: row.try_get("id")?,
        at,
        actor: id.zip(name).map(|(id, name)| AuditActor { id, name }),
        device: row.try_get("device_id")?,
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        before: row.try_get("before_json")?,
        after: row.try_get("after_json")?,
    })
}
