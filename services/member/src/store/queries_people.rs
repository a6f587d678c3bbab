//! People and devices.

use super::{Connection, Db, DbRow};
use crate::{
    domain::PinHash,
    store::{ChangeError, PersonChange, StoreError},
};
use jiff::Timestamp;
use member_api::{Device, DeviceId, Person, PersonId, Role, Roster, RosterPerson, limits};
use sqlx::Row;
use uuid::Uuid;

pub(super) async fn add(
    conn: &mut Connection,
    store: &str,
    person: &Person,
    pin: &PinHash,
) -> Result<(), ChangeError> {
    room(count(conn, "SELECT COUNT(*) AS n FROM people WHERE store_id = $1", store).await?)?;
    let sql = "INSERT INTO people (id, store_id, name, role, pin_hash) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (store_id, pin_hash) DO NOTHING";
    let done = sqlx::query::<Db>(sql)
        .bind(person.id.0)
        .bind(store)
        .bind(&person.name)
        .bind(person.role.as_str())
        .bind(pin.as_slice())
        .execute(conn)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ChangeError::PinTaken) }
}

pub(super) async fn change(
    conn: &mut Connection,
    store: &str,
    id: PersonId,
    change: &PersonChange,
    now: Timestamp,
) -> Result<Person, ChangeError> {
    let mut person = fetch(conn, store, id).await?.ok_or(ChangeError::NotFound)?;
    if let Some(pin) = &change.pin
        && owner(conn, store, pin).await?.is_some_and(|owner| owner != id)
    {
        return Err(ChangeError::PinTaken);
    }
    let is_new_role = change.role.is_some_and(|role| role != person.role);
    if let Some(name) = &change.name {
        person.name = name.as_str().to_owned();
    }
    person.role = change.role.unwrap_or(person.role);
    let signed_out_at = (is_new_role || change.pin.is_some()).then(|| now.as_millisecond());
    let sql = "UPDATE people SET name = $3, role = $4, pin_hash = COALESCE($5, pin_hash),
                   signed_out_at_ms = COALESCE($6, signed_out_at_ms) WHERE store_id = $1 AND id = $2";
    sqlx::query::<Db>(sql)
        .bind(store)
        .bind(id.0)
        .bind(&person.name)
        .bind(person.role.as_str())
        .bind(change.pin.map(|pin| pin.to_vec()))
        .bind(signed_out_at)
        .execute(&mut *conn)
        .await?;
    keep_manager(conn, store).await?;
    Ok(person)
}

pub(super) async fn remove(conn: &mut Connection, store: &str, id: PersonId) -> Result<(), ChangeError> {
    let sql = "DELETE FROM people WHERE store_id = $1 AND id = $2";
    found(sqlx::query::<Db>(sql).bind(store).bind(id.0).execute(&mut *conn).await?.rows_affected())?;
    keep_manager(conn, store).await
}

pub(super) async fn sign_out(
    conn: &mut Connection,
    store: &str,
    who: Option<PersonId>,
    now: Timestamp,
) -> Result<(), ChangeError> {
    let sql = "UPDATE people SET signed_out_at_ms = $3 WHERE store_id = $1 AND ($2 IS NULL OR id = $2)";
    let done = sqlx::query::<Db>(sql)
        .bind(store)
        .bind(who.map(|id| id.0))
        .bind(now.as_millisecond())
        .execute(conn)
        .await?;
    found(done.rows_affected())
}

pub(super) async fn enrol(conn: &mut Connection, store: &str, device: &Device) -> Result<(), ChangeError> {
    room(count(conn, "SELECT COUNT(*) AS n FROM devices WHERE store_id = $1", store).await?)?;
    let sql =
        "INSERT INTO devices (id, store_id, name, enrolled_at_ms, enrolled_by) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query::<Db>(sql)
        .bind(device.id.0)
        .bind(store)
        .bind(&device.name)
        .bind(device.enrolled_at.as_millisecond())
        .bind(&device.enrolled_by)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn remove_device(
    conn: &mut Connection,
    store: &str,
    id: DeviceId,
) -> Result<(), ChangeError> {
    let sql = "DELETE FROM devices WHERE store_id = $1 AND id = $2";
    found(sqlx::query::<Db>(sql).bind(store).bind(id.0).execute(conn).await?.rows_affected())
}

pub(super) async fn roster(conn: &mut Connection, store: &str) -> Result<Roster, StoreError> {
    let sql = "SELECT id, name, role, signed_out_at_ms FROM people WHERE store_id = $1 ORDER BY id";
    let people = sqlx::query::<Db>(sql).bind(store).fetch_all(&mut *conn).await?;
    let sql = "SELECT id, name, enrolled_at_ms, enrolled_by FROM devices WHERE store_id = $1 ORDER BY id";
    let devices = sqlx::query::<Db>(sql).bind(store).fetch_all(conn).await?;
    Ok(Roster {
        store: store.to_owned(),
        people: people.iter().map(roster_person_of).collect::<Result<_, _>>()?,
        devices: devices.iter().map(device_of).collect::<Result<_, _>>()?,
    })
}

/// Of a row with `id`, `name` and `role`.
pub(super) fn person_of(row: &DbRow) -> Result<Person, StoreError> {
    let role: String = row.try_get("role")?;
    let role = role.parse::<Role>().map_err(|error| StoreError::Unreadable(error.to_string()))?;
    Ok(Person { id: PersonId(row.try_get("id")?), name: row.try_get("name")?, role })
}

fn roster_person_of(row: &DbRow) -> Result<RosterPerson, StoreError> {
    let signed_out_at = row.try_get::<Option<i64>, _>("signed_out_at_ms")?.map(moment).transpose()?;
    Ok(RosterPerson { person: person_of(row)?, signed_out_at })
}

fn device_of(row: &DbRow) -> Result<Device, StoreError> {
    Ok(Device {
        id: DeviceId(row.try_get("id")?),
        name: row.try_get("name")?,
        enrolled_at: moment(row.try_get("enrolled_at_ms")?)?,
        enrolled_by: row.try_get("enrolled_by")?,
    })
}

fn moment(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|error| StoreError::Unreadable(error.to_string()))
}

async fn fetch(conn: &mut Connection, store: &str, id: PersonId) -> Result<Option<Person>, StoreError> {
    let sql = "SELECT id, name, role FROM people WHERE store_id = $1 AND id = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(id.0).fetch_optional(conn).await?;
    row.as_ref().map(person_of).transpose()
}

async fn owner(conn: &mut Connection, store: &str, pin: &PinHash) -> Result<Option<PersonId>, StoreError> {
    let sql = "SELECT id FROM people WHERE store_id = $1 AND pin_hash = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(pin.as_slice()).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get::<Uuid, _>("id")).transpose()?.map(PersonId))
}

async fn count(conn: &mut Connection, sql: &'static str, store: &str) -> Result<i64, StoreError> {
    Ok(sqlx::query::<Db>(sql).bind(store).fetch_one(conn).await?.try_get("n")?)
}

async fn keep_manager(conn: &mut Connection, store: &str) -> Result<(), ChangeError> {
    let sql = "SELECT COUNT(*) AS n FROM people WHERE store_id = $1 AND role = 'manager'";
    if count(conn, sql, store).await? == 0 { Err(ChangeError::LastManager) } else { Ok(()) }
}

fn room(there: i64) -> Result<(), ChangeError> {
    let most = i64::try_from(limits::MOST).unwrap_or(i64::MAX);
    if there < most { Ok(()) } else { Err(ChangeError::TooMany) }
}

fn found(rows: u64) -> Result<(), ChangeError> {
    if rows > 0 { Ok(()) } else { Err(ChangeError::NotFound) }
}
