//! Print jobs that are inserted with the change that they print, in its transaction.

use super::{
    Connection, Db,
    rows::{DbRow, to_millis},
};
use crate::{db::RepositoryError, printing::PrintOccasion};
use jiff::Timestamp;
use order_api::{Order, OrderEvent, OrderId, OrderStatus, PrintJobId, PrinterId};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use uuid::Builder;

/// Of a job that was sent, or is about to be: its ticket may be on paper, or will be.
const MAY_BE_ON_PAPER: &str = "state IN ('claimed', 'sending', 'printed', 'unknown', 'settled')";

/// Inserts the jobs for a change, in its transaction.
pub(super) async fn enqueue_print_jobs(
    conn: &mut Connection,
    before: OrderStatus,
    event: &OrderEvent,
) -> Result<(), RepositoryError> {
    let mut copy = 0;
    let printers = match PrintOccasion::from_event(before, event) {
        None => return Ok(()),
        Some(PrintOccasion::Accepted) => printers_on_accepted(conn, &event.order.store).await?,
        Some(PrintOccasion::Restored) => {
            drop_waiting_jobs(conn, event.order.id, event.at).await?;
            // There may be a ticket already, so this one is marked as a copy.
            copy = 1;
            printers_on_restored(conn, &event.order).await?
        }
        Some(PrintOccasion::Cancelled) => {
            // A ticket that was never printed needs no cancellation on paper.
            drop_waiting_jobs(conn, event.order.id, event.at).await?;
            printers_on_cancelled(conn, event.order.id).await?
        }
    };
    let order = Some(event.order.id);
    let version = event.order.version;
    for printer in printers {
        let key = JobKey { printer, order, version, copy };
        insert_print_job(conn, key.derive_job_id(), &key, &event.order.store, event.at).await?;
    }
    Ok(())
}

/// What a job prints; unique among jobs.
pub(super) struct JobKey {
    pub printer: PrinterId,
    pub order: Option<OrderId>,
    pub version: i64,
    pub copy: i64,
}

impl JobKey {
    /// Id derived from the key, so the same job cannot be inserted twice.
    fn derive_job_id(&self) -> PrintJobId {
        let order = self.order.map(|order| order.0).unwrap_or_default();
        let digest = Sha256::new()
            .chain_update(self.printer.0)
            .chain_update(order)
            .chain_update(self.version.to_be_bytes())
            .chain_update(self.copy.to_be_bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        PrintJobId(Builder::from_custom_bytes(bytes).into_uuid())
    }
}

async fn printers_on_accepted(
    conn: &mut Connection,
    store: &str,
) -> Result<Vec<PrinterId>, RepositoryError> {
    let sql = "SELECT id FROM printers WHERE store_id = $1 AND removed_at_ms IS NULL AND enabled AND on_accepted";
    read_printer_ids(&sqlx::query::<Db>(sql).bind(store.to_owned()).fetch_all(conn).await?)
}

async fn printers_on_cancelled(
    conn: &mut Connection,
    order: OrderId,
) -> Result<Vec<PrinterId>, RepositoryError> {
    let sql = sql!(
        "SELECT DISTINCT p.id FROM print_jobs j JOIN printers p ON p.id = j.printer_id
         WHERE j.order_id = $1 AND {MAY_BE_ON_PAPER}
             AND p.removed_at_ms IS NULL AND p.enabled AND p.on_cancelled"
    );
    read_printer_ids(&sqlx::query::<Db>(sql).bind(order.0).fetch_all(conn).await?)
}

/// Printers that printed the cancellation, which is the version before; if the order is to be
/// prepared, also those that never printed it.
async fn printers_on_restored(
    conn: &mut Connection,
    order: &Order,
) -> Result<Vec<PrinterId>, RepositoryError> {
    let sql = sql!(
        "SELECT p.id FROM printers p WHERE p.store_id = $1 AND p.removed_at_ms IS NULL AND p.enabled AND (
             EXISTS (SELECT 1 FROM print_jobs j
                 WHERE j.printer_id = p.id AND j.order_id = $2 AND j.version = $3 AND {MAY_BE_ON_PAPER})
             OR p.on_accepted AND $4 AND NOT EXISTS (SELECT 1 FROM print_jobs j
                 WHERE j.printer_id = p.id AND j.order_id = $2 AND {MAY_BE_ON_PAPER}))"
    );
    let query =
        sqlx::query::<Db>(sql).bind(order.store.clone()).bind(order.id.0).bind(order.version - 1);
    read_printer_ids(&query.bind(order.status != OrderStatus::Placed).fetch_all(conn).await?)
}

fn read_printer_ids(rows: &[DbRow]) -> Result<Vec<PrinterId>, RepositoryError> {
    rows.iter().map(|row| Ok(PrinterId(row.try_get("id")?))).collect()
}

async fn drop_waiting_jobs(
    conn: &mut Connection,
    order: OrderId,
    now: Timestamp,
) -> Result<(), RepositoryError> {
    let sql = "UPDATE print_jobs SET state = 'dropped', changed_at_ms = $2 WHERE order_id = $1 AND state = 'waiting'";
    sqlx::query::<Db>(sql).bind(order.0).bind(to_millis(now)).execute(conn).await?;
    Ok(())
}

pub(super) async fn insert_print_job(
    conn: &mut Connection,
    id: PrintJobId,
    key: &JobKey,
    store: &str,
    now: Timestamp,
) -> Result<(), RepositoryError> {
    let sql = "INSERT INTO print_jobs (id, store_id, printer_id, order_id, version, copy, state, tries, created_at_ms,
                   changed_at_ms, next_try_ms)
               VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $7, $7)";
    sqlx::query::<Db>(sql)
        .bind(id.0)
        .bind(store.to_owned())
        .bind(key.printer.0)
        .bind(key.order.map(|order| order.0))
        .bind(key.version)
        .bind(key.copy)
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}
