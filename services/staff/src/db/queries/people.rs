//! SQL of people and their PINs.

use super::{Connection, Db, DbRow, audit, devices};
use crate::{
    db::{
        AuditEntry, PersonChange, PinHashes, PinOwner, RepositoryError, StaffChangeAuthor,
        StaffChangeError,
    },
    domain::{HashedPin, PinScheme},
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::Row;
use staff_api::{PersonId, RosterPerson, StaffPerson, StaffRole, StaffRoster, limits};

pub(super) async fn add_person(
    conn: &mut Connection,
    store: &str,
    person: &StaffPerson,
    pin: &PinHashes,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    check_room(
        count_rows(conn, "SELECT COUNT(*) AS n FROM people WHERE store_id = $1", store).await?,
    )?;
    if find_person_by_pin(conn, store, pin).await?.is_some() {
        return Err(StaffChangeError::PinTaken);
    }
    let sql =
        "INSERT INTO people (id, store_id, name, role, pin_hash, pin_scheme, pin_is_generated)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (store_id, pin_hash) DO NOTHING";
    let done = sqlx::query::<Db>(sql)
        .bind(person.id.0)
        .bind(store)
        .bind(&person.name)
        .bind(person.role.as_str())
        .bind(pin.newest.hash.as_slice())
        .bind(pin.newest.scheme.to_number())
        .bind(i64::from(pin.is_generated))
        .execute(&mut *conn)
        .await?;
    if done.rows_affected() == 0 {
        return Err(StaffChangeError::PinTaken);
    }
    audit_person_change(conn, store, by, "person.add", person.id, (None, Some(person))).await
}

pub(super) async fn change_person(
    conn: &mut Connection,
    store: &str,
    id: PersonId,
    change: &PersonChange,
    by: &StaffChangeAuthor,
) -> Result<StaffPerson, StaffChangeError> {
    let before = fetch_person(conn, store, id).await?.ok_or(StaffChangeError::NotFound)?;
    if let Some(pin) = &change.pin
        && find_person_by_pin(conn, store, pin).await?.is_some_and(|owner| owner.person.id != id)
    {
        return Err(StaffChangeError::PinTaken);
    }
    let mut person = before.clone();
    if let Some(name) = &change.name {
        person.name = name.as_str().to_owned();
    }
    person.role = change.role.unwrap_or(person.role);
    let is_over = person.role != before.role || change.pin.is_some();
    let sql = "UPDATE people SET name = $3, role = $4, pin_hash = COALESCE($5, pin_hash),
                   pin_scheme = COALESCE($6, pin_scheme), pin_is_generated = COALESCE($8, pin_is_generated),
                   signed_out_at_ms = COALESCE($7, signed_out_at_ms)
               WHERE store_id = $1 AND id = $2";
    let is_generated = change.pin.as_ref().map(|pin| i64::from(pin.is_generated));
    let pin = change.pin.as_ref().map(|pin| pin.newest);
    sqlx::query::<Db>(sql)
        .bind(store)
        .bind(id.0)
        .bind(&person.name)
        .bind(person.role.as_str())
        .bind(pin.map(|pin| pin.hash.to_vec()))
        .bind(pin.map(|pin| pin.scheme.to_number()))
        .bind(is_over.then(|| by.at.as_millisecond()))
        .bind(is_generated)
        .execute(&mut *conn)
        .await?;
    check_manager_left(conn, store).await?;
    if change.pin.is_some() {
        audit_person_change(conn, store, by, "person.pin", id, (None, None)).await?;
    }
    if person != before {
        audit_person_change(conn, store, by, "person.change", id, (Some(&before), Some(&person)))
            .await?;
    }
    Ok(person)
}

pub(super) async fn remove_person(
    conn: &mut Connection,
    store: &str,
    id: PersonId,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    let before = fetch_person(conn, store, id).await?.ok_or(StaffChangeError::NotFound)?;
    let sql = "DELETE FROM people WHERE store_id = $1 AND id = $2";
    check_found(
        sqlx::query::<Db>(sql).bind(store).bind(id.0).execute(&mut *conn).await?.rows_affected(),
    )?;
    check_manager_left(conn, store).await?;
    audit_person_change(conn, store, by, "person.remove", id, (Some(&before), None)).await
}

pub(super) async fn sign_out(
    conn: &mut Connection,
    store: &str,
    who: Option<PersonId>,
    by: &StaffChangeAuthor,
) -> Result<(), StaffChangeError> {
    let sql =
        "UPDATE people SET signed_out_at_ms = $3 WHERE store_id = $1 AND ($2 IS NULL OR id = $2)";
    let done = sqlx::query::<Db>(sql)
        .bind(store)
        .bind(who.map(|id| id.0))
        .bind(by.at.as_millisecond())
        .execute(&mut *conn)
        .await?;
    check_found(done.rows_affected())?;
    let (action, subject) = match who {
        Some(id) => ("person.sign_out", id.to_string()),
        None => ("everybody.sign_out", store.to_owned()),
    };
    audit::add_entry(
        conn,
        store,
        &AuditEntry { by: by.clone(), action, subject, before: None, after: None },
    )
    .await
}

/// The schemes of the store's PIN hashes.
pub(super) async fn list_pin_schemes(
    conn: &mut Connection,
    store: &str,
) -> Result<Vec<PinScheme>, RepositoryError> {
    let sql = "SELECT DISTINCT COALESCE(pin_scheme, 0) AS scheme FROM people WHERE store_id = $1";
    let rows = sqlx::query::<Db>(sql).bind(store).fetch_all(conn).await?;
    rows.iter().map(|row| pin_scheme(row.try_get("scheme")?)).collect()
}

/// Stores the hash of a right PIN, if its scheme is another one than before.
pub(super) async fn update_pin_hash(
    conn: &mut Connection,
    store: &str,
    id: PersonId,
    pin: &HashedPin,
) -> Result<(), StaffChangeError> {
    let sql = "UPDATE people SET pin_hash = $3, pin_scheme = $4
               WHERE store_id = $1 AND id = $2 AND COALESCE(pin_scheme, 0) <> $4";
    let keep = sqlx::query::<Db>(sql).bind(store).bind(id.0).bind(pin.hash.as_slice());
    keep.bind(pin.scheme.to_number()).execute(conn).await?;
    Ok(())
}

pub(super) async fn find_person_by_pin(
    conn: &mut Connection,
    store: &str,
    pin: &PinHashes,
) -> Result<Option<PinOwner>, RepositoryError> {
    let sql = "SELECT id, name, role, signed_out_at_ms, pin_is_generated FROM people
               WHERE store_id = $1 AND pin_hash = $2 AND COALESCE(pin_scheme, 0) = $3";
    for HashedPin { scheme, hash } in pin.all_hashes() {
        let row = sqlx::query::<Db>(sql).bind(store).bind(hash.as_slice()).bind(scheme.to_number());
        if let Some(row) = row.fetch_optional(&mut *conn).await? {
            let RosterPerson { person, signed_out_at } = roster_person_of(&row)?;
            let is_generated = row.try_get::<Option<i64>, _>("pin_is_generated")? == Some(1);
            return Ok(Some(PinOwner { person, signed_out_at, scheme: *scheme, is_generated }));
        }
    }
    Ok(None)
}

pub(super) async fn fetch_roster(
    conn: &mut Connection,
    store: &str,
) -> Result<StaffRoster, RepositoryError> {
    let sql = "SELECT COALESCE(roster_version, 0) AS version FROM stores WHERE store_id = $1";
    let version = sqlx::query::<Db>(sql).bind(store).fetch_optional(&mut *conn).await?;
    let sql = "SELECT id, name, role, signed_out_at_ms FROM people WHERE store_id = $1 ORDER BY id";
    let people = sqlx::query::<Db>(sql).bind(store).fetch_all(&mut *conn).await?;
    Ok(StaffRoster {
        store: store.to_owned(),
        version: version.map(|row| row.try_get("version")).transpose()?.unwrap_or_default(),
        people: people.iter().map(roster_person_of).collect::<Result<_, _>>()?,
        devices: devices::list_devices(conn, store).await?,
    })
}

/// From a row with `id`, `name` and `role`.
fn person_of(row: &DbRow) -> Result<StaffPerson, RepositoryError> {
    let role: String = row.try_get("role")?;
    let role = role
        .parse::<StaffRole>()
        .map_err(|error| RepositoryError::Unreadable(error.to_string()))?;
    Ok(StaffPerson { id: PersonId(row.try_get("id")?), name: row.try_get("name")?, role })
}

fn roster_person_of(row: &DbRow) -> Result<RosterPerson, RepositoryError> {
    Ok(RosterPerson {
        person: person_of(row)?,
        signed_out_at: read_optional_timestamp(row, "signed_out_at_ms")?,
    })
}

pub(super) fn timestamp_from_millis(millis: i64) -> Result<Timestamp, RepositoryError> {
    Timestamp::from_millisecond(millis)
        .map_err(|error| RepositoryError::Unreadable(error.to_string()))
}

/// The time in a column of milliseconds that may be NULL.
pub(super) fn read_optional_timestamp(
    row: &DbRow,
    column: &str,
) -> Result<Option<Timestamp>, RepositoryError> {
    row.try_get::<Option<i64>, _>(column)?.map(timestamp_from_millis).transpose()
}

pub(super) async fn fetch_person(
    conn: &mut Connection,
    store: &str,
    id: PersonId,
) -> Result<Option<StaffPerson>, RepositoryError> {
    let sql = "SELECT id, name, role FROM people WHERE store_id = $1 AND id = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(id.0).fetch_optional(conn).await?;
    row.as_ref().map(person_of).transpose()
}

pub(super) async fn count_rows(
    conn: &mut Connection,
    sql: &'static str,
    store: &str,
) -> Result<i64, RepositoryError> {
    Ok(sqlx::query::<Db>(sql).bind(store).fetch_one(conn).await?.try_get("n")?)
}

async fn check_manager_left(conn: &mut Connection, store: &str) -> Result<(), StaffChangeError> {
    let sql = "SELECT COUNT(*) AS n FROM people WHERE store_id = $1 AND role = 'manager'";
    if count_rows(conn, sql, store).await? == 0 {
        Err(StaffChangeError::LastManager)
    } else {
        Ok(())
    }
}

pub(super) fn check_room(there: i64) -> Result<(), StaffChangeError> {
    let most = i64::try_from(limits::MOST).unwrap_or(i64::MAX);
    if there < most { Ok(()) } else { Err(StaffChangeError::TooMany) }
}

pub(super) fn check_found(rows: u64) -> Result<(), StaffChangeError> {
    if rows > 0 { Ok(()) } else { Err(StaffChangeError::NotFound) }
}

fn pin_scheme(number: i64) -> Result<PinScheme, RepositoryError> {
    PinScheme::from_number(number).ok_or_else(|| {
        RepositoryError::Unreadable(format!(
            "PINs are kept by scheme {number}, which this release does not know"
        ))
    })
}

async fn audit_person_change(
    conn: &mut Connection,
    store: &str,
    by: &StaffChangeAuthor,
    action: &'static str,
    id: PersonId,
    (before, after): (Option<&StaffPerson>, Option<&StaffPerson>),
) -> Result<(), StaffChangeError> {
    let text = |person: &StaffPerson| json!({ "name": person.name, "role": person.role });
    let before = before.map(text);
    let after = after.map(text);
    let entry = AuditEntry { by: by.clone(), action, subject: id.to_string(), before, after };
    audit::add_entry(conn, store, &entry).await
}
