//! SQL of devices.

use super::{
    Connection, Db, DbRow, audit,
    people::{check_found, check_room, count_rows, read_optional_timestamp, timestamp_from_millis},
};
use crate::{
    db::{
        AuditEntry, KnownDevice, NewSession, RepositoryError, StaffChangeAuthor, StaffChangeError,
    },
    domain::GuessAddress,
};
use serde_json::json;
use sqlx::Row;
use staff_api::{DeviceId, DeviceSession, EnrolledDevice, PersonId, RosterDevice, StaffSession};

pub(super) async fn enrol_device(
    conn: &mut Connection,
    store: &str,
    device: &EnrolledDevice,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    check_room(
        count_rows(conn, "SELECT COUNT(*) AS n FROM devices WHERE store_id = $1", store).await?,
    )?;
    let sql = "INSERT INTO devices (id, store_id, name, enrolled_at_ms, enrolled_by) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query::<Db>(sql)
        .bind(device.id.0)
        .bind(store)
        .bind(&device.name)
        .bind(device.enrolled_at.as_millisecond())
        .bind(&device.enrolled_by)
        .execute(&mut *conn)
        .await?;
    let after = Some(json!({ "name": device.name }));
    let subject = device.id.to_string();
    audit::add_entry(
        conn,
        store,
        &AuditEntry { by: by.clone(), action: "device.enrol", subject, before: None, after },
    )
    .await
}

pub(super) async fn fetch_device(
    conn: &mut Connection,
    store: &str,
    id: DeviceId,
) -> Result<Option<KnownDevice>, RepositoryError> {
    let sql =
        "SELECT home, locked_at_ms, session_since_ms FROM devices WHERE store_id = $1 AND id = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(id.0).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let locked_at = read_optional_timestamp(&row, "locked_at_ms")?;
    let session_since = read_optional_timestamp(&row, "session_since_ms")?;
    Ok(Some(KnownDevice { id, home: row.try_get("home")?, locked_at, session_since }))
}

pub(super) async fn record_home(
    conn: &mut Connection,
    store: &str,
    id: DeviceId,
    home: &GuessAddress,
) -> Result<(), StaffChangeError> {
    let sql = "UPDATE devices SET home = $3 WHERE store_id = $1 AND id = $2";
    sqlx::query::<Db>(sql).bind(store).bind(id.0).bind(home.as_str()).execute(conn).await?;
    Ok(())
}

/// Begins a session, and ends the one before it by `locked_at_ms`. A device that was just enrolled
/// has none before.
pub(super) async fn begin_session(
    conn: &mut Connection,
    store: &str,
    NewSession { device, session }: &NewSession,
) -> Result<(), StaffChangeError> {
    let sql =
        "UPDATE devices SET session_person_id = $3, session_since_ms = $4, session_until_ms = $5,
                   locked_at_ms = CASE WHEN session_since_ms IS NULL OR locked_at_ms >= $4 - 1
                                       THEN locked_at_ms ELSE $4 - 1 END
               WHERE store_id = $1 AND id = $2";
    let begin = sqlx::query::<Db>(sql).bind(store).bind(device.0).bind(session.person.0);
    let begin = begin.bind(session.since.as_millisecond()).bind(session.until.as_millisecond());
    begin.execute(conn).await?;
    Ok(())
}

/// Ends a session by the time at which it began, not by the time of the call: a late call ends no
/// session that began since.
pub(super) async fn end_session(
    conn: &mut Connection,
    store: &str,
    session: &StaffSession,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    let sql = "UPDATE devices SET locked_at_ms = $3
               WHERE store_id = $1 AND id = $2 AND (locked_at_ms IS NULL OR locked_at_ms < $3)";
    let since = session.since.as_millisecond();
    let done = sqlx::query::<Db>(sql)
        .bind(store)
        .bind(session.device.0)
        .bind(since)
        .execute(&mut *conn)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    let subject = session.person.id.to_string();
    let entry =
        AuditEntry { by: by.clone(), action: "sign_out", subject, before: None, after: None };
    audit::add_entry(conn, store, &entry).await
}

/// Ends the session that is open on the device.
pub(super) async fn sign_out_device(
    conn: &mut Connection,
    store: &str,
    id: DeviceId,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    let sql = "UPDATE devices SET locked_at_ms =
                   CASE WHEN COALESCE(session_since_ms, 0) < $3 THEN $3 ELSE session_since_ms END
               WHERE store_id = $1 AND id = $2";
    let done = sqlx::query::<Db>(sql).bind(store).bind(id.0).bind(by.at.as_millisecond());
    check_found(done.execute(&mut *conn).await?.rows_affected())?;
    let entry = AuditEntry {
        by: by.clone(),
        action: "device.sign_out",
        subject: id.to_string(),
        before: None,
        after: None,
    };
    audit::add_entry(conn, store, &entry).await
}

pub(super) async fn remove_device(
    conn: &mut Connection,
    store: &str,
    id: DeviceId,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    let sql = "DELETE FROM devices WHERE store_id = $1 AND id = $2 RETURNING name";
    let row = sqlx::query::<Db>(sql).bind(store).bind(id.0).fetch_optional(&mut *conn).await?;
    let name: String = row.ok_or(StaffChangeError::NotFound)?.try_get("name")?;
    let before = Some(json!({ "name": name }));
    let entry = AuditEntry {
        by: by.clone(),
        action: "device.remove",
        subject: id.to_string(),
        before,
        after: None,
    };
    audit::add_entry(conn, store, &entry).await
}

/// All devices of the store, oldest first.
pub(super) async fn list_devices(
    conn: &mut Connection,
    store: &str,
) -> Result<Vec<RosterDevice>, RepositoryError> {
    let sql = "SELECT id, name, enrolled_at_ms, enrolled_by, locked_at_ms,
                   session_person_id, session_since_ms, session_until_ms
               FROM devices WHERE store_id = $1 ORDER BY id";
    let rows = sqlx::query::<Db>(sql).bind(store).fetch_all(conn).await?;
    rows.iter().map(device_of).collect()
}

fn device_of(row: &DbRow) -> Result<RosterDevice, RepositoryError> {
    let device = EnrolledDevice {
        id: DeviceId(row.try_get("id")?),
        name: row.try_get("name")?,
        enrolled_at: timestamp_from_millis(row.try_get("enrolled_at_ms")?)?,
        enrolled_by: row.try_get("enrolled_by")?,
    };
    let person = row.try_get::<Option<_>, _>("session_person_id")?.map(PersonId);
    let since = read_optional_timestamp(row, "session_since_ms")?;
    let until = read_optional_timestamp(row, "session_until_ms")?;
    let session = person.zip(since.zip(until));
    let session = session.map(|(person, (since, until))| DeviceSession { person, since, until });
    Ok(RosterDevice { device, locked_at: read_optional_timestamp(row, "locked_at_ms")?, session })
}
