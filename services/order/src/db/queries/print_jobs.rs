//! Print jobs as staff see them: listed, asked for and decided about.

use super::{
    Connection, Db,
    print_enqueue::{JobKey, insert_print_job},
    print_work::PENDING,
    printers::lock_printer,
    rows::{DbRow, parse_wire_name, read_timestamp, read_wire_name, to_millis},
};
use crate::{
    db::{AddJobOutcome, JobFilter, RepositoryError},
    operation_caller::{AuthorizationResult, OperationCaller},
};
use db_kit::audit::{AuditLog as _, AuditRecord, ChangeAuthor};
use jiff::Timestamp;
use order_api::{
    NewPrintJob, OrderId, PrintJob, PrintJobId, PrintJobs, Printer, PrinterId, limits,
};
use serde_json::json;
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

const JOB: &str =
    "SELECT j.id, j.printer_id, p.name AS printer_name, j.order_id, o.number, j.version, j.copy, j.state,
        j.cause, j.tries, j.created_at_ms, j.changed_at_ms
    FROM print_jobs j JOIN printers p ON p.id = j.printer_id LEFT JOIN orders o ON o.id = j.order_id WHERE ";

/// Adds a copy of the current order, a replacement for an undecided job, or a test page.
pub(super) async fn add_print_job(
    conn: &mut Connection,
    new: &NewPrintJob,
    asker: &OperationCaller,
) -> Result<AuthorizationResult<AddJobOutcome>, RepositoryError> {
    // Lock the printer's row, so that copies are numbered without gaps or duplicates.
    let Some(printer) = lock_printer(conn, new.printer).await? else {
        return Ok(Ok(AddJobOutcome::NotFound));
    };
    let author = match asker.authorize_as_staff(&printer.settings.store) {
        Ok(author) => author,
        Err(denied) => return Ok(Err(denied)),
    };
    Ok(Ok(add_authorized_job(conn, new, &printer, &author).await?))
}

async fn add_authorized_job(
    conn: &mut Connection,
    new: &NewPrintJob,
    printer: &Printer,
    author: &ChangeAuthor,
) -> Result<AddJobOutcome, RepositoryError> {
    let now = author.at;
    if let Some(known) = fetch_print_job(conn, new.id).await? {
        return Ok(if known.printer == new.printer {
            AddJobOutcome::Done(known)
        } else {
            AddJobOutcome::NotFound
        });
    }
    if !printer.settings.enabled {
        return Ok(AddJobOutcome::SwitchedOff);
    }
    if count_pending_copies(conn, new.printer).await? >= i64::from(limits::PRINT_QUEUE) {
        return Ok(AddJobOutcome::QueueFull);
    }
    let (order, version) =
        match resolve_print_content(conn, new, &printer.settings.store, now).await? {
            Ok(what) => what,
            Err(refused) => return Ok(refused),
        };
    let copy = fetch_last_copy_number(conn, new.printer, order, version).await? + 1;
    let key = JobKey { printer: new.printer, order, version, copy };
    insert_print_job(conn, new.id, &key, &printer.settings.store, now).await?;
    let added = fetch_print_job(conn, new.id).await?;
    let added =
        added.ok_or_else(|| RepositoryError::Unreadable("a job that was just made".to_owned()))?;
    audit_job_change(conn, "print.again", &added, (&printer.settings.store, author)).await?;
    Ok(AddJobOutcome::Done(added))
}

/// Order and version to print; no order on a test page. Settles the job to be replaced.
async fn resolve_print_content(
    conn: &mut Connection,
    new: &NewPrintJob,
    store: &str,
    now: Timestamp,
) -> Result<Result<(Option<OrderId>, i64), AddJobOutcome>, RepositoryError> {
    if let Some(id) = new.instead_of {
        let job = fetch_print_job(conn, id).await?.filter(|job| job.printer == new.printer);
        let Some(job) = job else { return Ok(Err(AddJobOutcome::NotFound)) };
        if !mark_settled(conn, id, now).await? {
            return Ok(Err(AddJobOutcome::Decided));
        }
        return resolve_current_version(conn, job.order, store).await;
    }
    resolve_current_version(conn, new.order, store).await
}

/// Version of the current order, in any status: staff who ask for paper want the order as it is
/// now.
async fn resolve_current_version(
    conn: &mut Connection,
    order: Option<OrderId>,
    store: &str,
) -> Result<Result<(Option<OrderId>, i64), AddJobOutcome>, RepositoryError> {
    let Some(order) = order else { return Ok(Ok((None, 0))) };
    let version = fetch_order_version(conn, order, store).await?;
    Ok(version.map(|version| (Some(order), version)).ok_or(AddJobOutcome::NotFound))
}

async fn count_pending_copies(
    conn: &mut Connection,
    printer: PrinterId,
) -> Result<i64, RepositoryError> {
    let sql = sql!(
        "SELECT COUNT(*) AS waiting FROM print_jobs WHERE printer_id = $1 AND {PENDING} AND copy > 0"
    );
    Ok(sqlx::query::<Db>(sql).bind(printer.0).fetch_one(conn).await?.try_get("waiting")?)
}

async fn fetch_order_version(
    conn: &mut Connection,
    order: OrderId,
    store: &str,
) -> Result<Option<i64>, RepositoryError> {
    let sql = "SELECT version FROM orders WHERE id = $1 AND store_id = $2";
    let row =
        sqlx::query::<Db>(sql).bind(order.0).bind(store.to_owned()).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get("version")).transpose()?)
}

/// Number of the last copy; 0 if there is none besides the first ticket.
async fn fetch_last_copy_number(
    conn: &mut Connection,
    printer: PrinterId,
    order: Option<OrderId>,
    version: i64,
) -> Result<i64, RepositoryError> {
    let sql = "SELECT COALESCE(MAX(copy), 0) AS last FROM print_jobs
               WHERE printer_id = $1 AND order_id = $2 AND version = $3";
    let last =
        sqlx::query::<Db>(sql).bind(printer.0).bind(order.map(|order| order.0)).bind(version);
    Ok(last.fetch_one(conn).await?.try_get("last")?)
}

/// Settles an unknown or failed job; false if it is in another state.
async fn mark_settled(
    conn: &mut Connection,
    id: PrintJobId,
    now: Timestamp,
) -> Result<bool, RepositoryError> {
    let sql = "UPDATE print_jobs SET state = 'settled', changed_at_ms = $2
               WHERE id = $1 AND state IN ('unknown', 'failed')";
    let done = sqlx::query::<Db>(sql).bind(id.0).bind(to_millis(now)).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn settle_print_job(
    conn: &mut Connection,
    id: PrintJobId,
    asker: &OperationCaller,
) -> Result<AuthorizationResult<Option<PrintJob>>, RepositoryError> {
    let Some(store) = fetch_job_store(conn, id).await? else { return Ok(Ok(None)) };
    let author = match asker.authorize_as_staff(&store) {
        Ok(author) => author,
        Err(denied) => return Ok(Err(denied)),
    };
    let is_settled = mark_settled(conn, id, author.at).await?;
    let job = fetch_print_job(conn, id).await?;
    if let Some(job) = job.as_ref().filter(|_| is_settled) {
        audit_job_change(conn, "print.settle", job, (&store, &author)).await?;
    }
    Ok(Ok(job))
}

async fn fetch_job_store(
    conn: &mut Connection,
    id: PrintJobId,
) -> Result<Option<String>, RepositoryError> {
    let sql = "SELECT store_id FROM print_jobs WHERE id = $1";
    let row = sqlx::query::<Db>(sql).bind(id.0).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get("store_id")).transpose()?)
}

/// Audits what staff of `store` did with a job, which printer and pickup number identify.
async fn audit_job_change(
    conn: &mut Connection,
    action: &str,
    job: &PrintJob,
    (store, author): (&str, &ChangeAuthor),
) -> Result<(), RepositoryError> {
    let after = json!({ "printer": job.printer_name, "number": job.number, "copy": job.copy, "state": job.state });
    let action = action.to_owned();
    let subject = job.id.to_string();
    conn.append_audit_records(
        store,
        author,
        &[AuditRecord { action, subject, before: None, after: Some(after) }],
    )
    .await
}

async fn fetch_print_job(
    conn: &mut Connection,
    id: PrintJobId,
) -> Result<Option<PrintJob>, RepositoryError> {
    let mut query = QueryBuilder::<Db>::new(JOB);
    query.push("j.id = ").push_bind(id.0);
    let row = query.build().fetch_optional(conn).await?;
    row.map(|row| job_of(&row)).transpose()
}

/// Reads one job more than the list takes, to know whether there are older ones.
pub(super) async fn list_print_jobs(
    conn: &mut Connection,
    filter: &JobFilter,
) -> Result<PrintJobs, RepositoryError> {
    let mut query = QueryBuilder::<Db>::new(JOB);
    query.push("j.store_id = ").push_bind(filter.store.clone());
    if let Some(order) = filter.order {
        query.push(" AND j.order_id = ").push_bind(order.0);
    }
    if filter.undecided {
        query.push(" AND j.state IN ('unknown', 'failed')");
    }
    query
        .push(" ORDER BY j.created_at_ms DESC, j.id DESC LIMIT ")
        .push_bind(i64::from(filter.limit) + 1);
    let rows = query.build().fetch_all(conn).await?;
    let mut jobs = rows.iter().map(job_of).collect::<Result<Vec<_>, _>>()?;
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let more = jobs.len() > limit;
    jobs.truncate(limit);
    Ok(PrintJobs { jobs, more })
}

fn job_of(row: &DbRow) -> Result<PrintJob, RepositoryError> {
    Ok(PrintJob {
        id: PrintJobId(row.try_get("id")?),
        printer: PrinterId(row.try_get("printer_id")?),
        printer_name: row.try_get("printer_name")?,
        order: row.try_get::<Option<Uuid>, _>("order_id")?.map(OrderId),
        number: row.try_get("number")?,
        version: row.try_get("version")?,
        copy: row.try_get("copy")?,
        state: read_wire_name(row, "state")?,
        cause: row.try_get::<Option<String>, _>("cause")?.map(parse_wire_name).transpose()?,
        tries: row.try_get("tries")?,
        created_at: read_timestamp(row, "created_at_ms")?,
        changed_at: read_timestamp(row, "changed_at_ms")?,
    })
}
