//! Queries for a store's printers.

use super::{
    Connection, Db,
    print_work::PENDING,
    rows::{DbRow, parse_wire_name, read_wire_name, to_millis, wire_name},
};
use crate::{
    db::{PutPrinterOutcome, RepositoryError},
    domain::PrinterSetup,
    operation_caller::{AuthorizationResult, OperationCaller},
};
use db_kit::audit::{AuditLog as _, AuditRecord, ChangeAuthor};
use order_api::{Printer, PrinterId, PrinterSettings, limits};
use serde::de::DeserializeOwned;
use sqlx::Row;

const PRINTER: &str =
    "id, version, store_id, name, address, zone, confirmation, on_accepted, on_cancelled, enabled,
    paper, language";

pub(super) async fn list_printers(
    conn: &mut Connection,
    store: &str,
) -> Result<Vec<Printer>, RepositoryError> {
    let sql = sql!(
        "SELECT {PRINTER} FROM printers WHERE store_id = $1 AND removed_at_ms IS NULL ORDER BY name, id"
    );
    let rows = sqlx::query::<Db>(sql).bind(store.to_owned()).fetch_all(conn).await?;
    rows.iter().map(printer_of).collect()
}

/// The current printer, with its row locked against other changes and claims.
pub(super) async fn lock_printer(
    conn: &mut Connection,
    id: PrinterId,
) -> Result<Option<Printer>, RepositoryError> {
    // Writing the unchanged version locks the row on both engines.
    let sql = sql!(
        "UPDATE printers SET version = version WHERE id = $1 AND removed_at_ms IS NULL RETURNING {PRINTER}"
    );
    let row = sqlx::query::<Db>(sql).bind(id.0).fetch_optional(conn).await?;
    row.map(|row| printer_of(&row)).transpose()
}

pub(super) async fn put_printer(
    conn: &mut Connection,
    id: PrinterId,
    expected_version: i64,
    setup: &PrinterSetup,
    author: &ChangeAuthor,
) -> Result<PutPrinterOutcome, RepositoryError> {
    let wanted = setup.settings();
    let Some(known) = lock_printer(conn, id).await? else {
        return if expected_version == 0 {
            add_printer(conn, id, wanted, author).await
        } else {
            Ok(PutPrinterOutcome::NotFound)
        };
    };
    if known.settings.store != wanted.store {
        return Ok(PutPrinterOutcome::NotFound);
    }
    if known.settings == *wanted {
        return Ok(PutPrinterOutcome::Done(known));
    }
    if known.version != expected_version {
        return Ok(PutPrinterOutcome::Conflict(known));
    }
    let version = known.version + 1;
    let sql = "UPDATE printers SET version = $2, store_id = $3, name = $4, address = $5, zone = $6, confirmation = $7,
                   on_accepted = $8, on_cancelled = $9, enabled = $10, paper = $11, language = $12 WHERE id = $1";
    write_printer(conn, sql, id, version, wanted).await?;
    audit_printer_change(conn, "printer.change", id, Some(&known.settings), Some(wanted), author)
        .await?;
    Ok(PutPrinterOutcome::Done(Printer { id, version, settings: wanted.clone() }))
}

/// Runs a statement with all columns of a printer. Returns whether it changed a row.
async fn write_printer(
    conn: &mut Connection,
    sql: &'static str,
    id: PrinterId,
    version: i64,
    wanted: &PrinterSettings,
) -> Result<bool, RepositoryError> {
    let done = sqlx::query::<Db>(sql)
        .bind(id.0)
        .bind(version)
        .bind(wanted.store.clone())
        .bind(wanted.name.clone())
        .bind(wanted.address.clone())
        .bind(wanted.zone.clone())
        .bind(wire_name(&wanted.confirmation)?)
        .bind(wanted.on_accepted)
        .bind(wanted.on_cancelled)
        .bind(wanted.enabled)
        .bind(wire_name(&wanted.paper)?)
        .bind(wire_name(&wanted.language)?)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn add_printer(
    conn: &mut Connection,
    id: PrinterId,
    wanted: &PrinterSettings,
    author: &ChangeAuthor,
) -> Result<PutPrinterOutcome, RepositoryError> {
    let sql =
        "SELECT COUNT(*) AS known FROM printers WHERE store_id = $1 AND removed_at_ms IS NULL";
    let row = sqlx::query::<Db>(sql).bind(wanted.store.clone()).fetch_one(&mut *conn).await?;
    if row.try_get::<i64, _>("known")? >= i64::from(limits::PRINTERS) {
        return Ok(PutPrinterOutcome::TooMany);
    }
    let sql = "INSERT INTO printers (id, version, store_id, name, address, zone, confirmation, on_accepted,
                   on_cancelled, enabled, paper, language)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
    let is_added = write_printer(conn, sql, id, 1, wanted).await?;
    if is_added {
        audit_printer_change(conn, "printer.add", id, None, Some(wanted), author).await?;
    }
    let added = Printer { id, version: 1, settings: wanted.clone() };
    // The id belongs to a removed printer, or is being added concurrently.
    Ok(if is_added { PutPrinterOutcome::Done(added) } else { PutPrinterOutcome::NotFound })
}

pub(super) async fn remove_printer(
    conn: &mut Connection,
    id: PrinterId,
    asker: &OperationCaller,
) -> Result<AuthorizationResult<bool>, RepositoryError> {
    let Some(known) = lock_printer(conn, id).await? else { return Ok(Ok(false)) };
    let author = match asker.authorize_as_staff(&known.settings.store) {
        Ok(author) => author,
        Err(denied) => return Ok(Err(denied)),
    };
    let now = author.at;
    let sql = "UPDATE printers SET removed_at_ms = $2 WHERE id = $1";
    sqlx::query::<Db>(sql).bind(id.0).bind(to_millis(now)).execute(&mut *conn).await?;
    audit_printer_change(conn, "printer.remove", id, Some(&known.settings), None, &author).await?;
    let sql = sql!(
        "UPDATE print_jobs SET state = 'dropped', changed_at_ms = $2
         WHERE printer_id = $1 AND {PENDING} AND state = 'waiting'"
    );
    sqlx::query::<Db>(sql).bind(id.0).bind(to_millis(now)).execute(conn).await?;
    Ok(Ok(true))
}

async fn audit_printer_change(
    conn: &mut Connection,
    action: &str,
    id: PrinterId,
    before: Option<&PrinterSettings>,
    after: Option<&PrinterSettings>,
    author: &ChangeAuthor,
) -> Result<(), RepositoryError> {
    let Some(store) = after.or(before).map(|settings| settings.store.clone()) else {
        return Ok(());
    };
    let entry = AuditRecord {
        action: action.to_owned(),
        subject: id.to_string(),
        before: before.map(serde_json::to_value).transpose()?,
        after: after.map(serde_json::to_value).transpose()?,
    };
    conn.append_audit_records(&store, author, &[entry]).await
}

/// The word in a column that was added later; the default where there is none.
fn read_wire_name_or_default<T: DeserializeOwned + Default>(
    row: &DbRow,
    column: &str,
) -> Result<T, RepositoryError> {
    let text = row.try_get::<Option<String>, _>(column)?;
    Ok(text.map(parse_wire_name).transpose()?.unwrap_or_default())
}

fn printer_of(row: &DbRow) -> Result<Printer, RepositoryError> {
    Ok(Printer {
        id: PrinterId(row.try_get("id")?),
        version: row.try_get("version")?,
        settings: PrinterSettings {
            store: row.try_get("store_id")?,
            name: row.try_get("name")?,
            address: row.try_get("address")?,
            zone: row.try_get("zone")?,
            confirmation: read_wire_name(row, "confirmation")?,
            paper: read_wire_name_or_default(row, "paper")?,
            language: read_wire_name_or_default(row, "language")?,
            on_accepted: row.try_get("on_accepted")?,
            on_cancelled: row.try_get("on_cancelled")?,
            enabled: row.try_get("enabled")?,
        },
    })
}
