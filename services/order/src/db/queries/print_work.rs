//! Statements of the print worker. Each names the expected state and, for a claim, its number, so
//! of two workers only one continues.

use super::{
    Connection, Db,
    list::fetch_order,
    printers::lock_printer,
    rows::{DbRow, Payload, read_timestamp, to_millis, wire_name},
};
use crate::db::{GIVEN_UP_AFTER, PrintClaim, PrintWork, RepositoryError};
use jiff::{SignedDuration, Timestamp};
use order_api::{Order, OrderId, PrintFault, PrintJobId, Printer, PrinterId};
use service_kit::ClockStep;
use sqlx::{Row, types::Json};
use uuid::Uuid;

/// Spelled out exactly as in the partial index `print_jobs_pending`, which serves only statements
/// that contain this condition. So it stands beside narrower ones too: they alone would read every
/// job that was ever printed.
pub(super) const PENDING: &str = "state IN ('waiting', 'claimed', 'sending')";
/// Longer than any lease or pause. A time further ahead was written before the clock was set back.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

pub(super) async fn find_print_work(
    conn: &mut Connection,
    now: Timestamp,
) -> Result<PrintWork, RepositoryError> {
    let sql = sql!(
        "SELECT DISTINCT j.printer_id FROM print_jobs j JOIN printers p ON p.id = j.printer_id
         WHERE {PENDING} AND state = 'waiting'
             AND (j.next_try_ms <= $1 OR j.next_try_ms > $2) AND p.enabled AND p.removed_at_ms IS NULL"
    );
    let rows = sqlx::query::<Db>(sql)
        .bind(to_millis(now))
        .bind(to_millis(now + LONGEST_WAIT))
        .fetch_all(&mut *conn)
        .await?;
    let due = rows.iter().map(|row| Ok(PrinterId(row.try_get("printer_id")?)));
    let due = due.collect::<Result<_, RepositoryError>>()?;
    let sql = sql!(
        "SELECT COUNT(*) AS stale FROM print_jobs WHERE {PENDING}
             AND (state <> 'waiting' AND (lease_ends_ms <= $1 OR lease_ends_ms > $3)
                 OR state = 'waiting' AND created_at_ms <= $2)"
    );
    let row = sqlx::query::<Db>(sql)
        .bind(to_millis(now))
        .bind(to_millis(now - GIVEN_UP_AFTER))
        .bind(to_millis(now + LONGEST_WAIT))
        .fetch_one(conn)
        .await?;
    Ok(PrintWork { due, is_stale: row.try_get::<i64, _>("stale")? > 0 })
}

/// Restores the time that a forward clock step skipped: to leases, and to jobs for their remaining
/// wait. Repeating the same step changes nothing.
pub(super) async fn restore_skipped_time(
    conn: &mut Connection,
    step: ClockStep,
) -> Result<(), RepositoryError> {
    let by = i64::try_from(step.step_length().as_millis()).unwrap_or(i64::MAX);
    let leases = sql!(
        "UPDATE print_jobs SET lease_ends_ms = lease_ends_ms + $3
         WHERE {PENDING} AND state <> 'waiting' AND lease_ends_ms > $1 AND lease_ends_ms <= $2"
    );
    let jobs = sql!(
        "UPDATE print_jobs SET created_at_ms = created_at_ms + $3
         WHERE {PENDING} AND created_at_ms > $1 AND created_at_ms <= $2"
    );
    for (sql, for_long) in [(leases, SignedDuration::ZERO), (jobs, GIVEN_UP_AFTER)] {
        let before = to_millis(step.before - for_long);
        let after = to_millis(step.after - for_long);
        sqlx::query::<Db>(sql).bind(before).bind(after).bind(by).execute(&mut *conn).await?;
    }
    Ok(())
}

pub(super) async fn expire_print_jobs(
    conn: &mut Connection,
    now: Timestamp,
) -> Result<(), RepositoryError> {
    // A claimed job has not been sent at all, so it may wait again.
    let claimed = sql!(
        "UPDATE print_jobs SET state = 'waiting', lease_ends_ms = NULL, changed_at_ms = $1
         WHERE {PENDING} AND state = 'claimed' AND (lease_ends_ms <= $1 OR lease_ends_ms > $2)"
    );
    let of_another_clock = to_millis(now + LONGEST_WAIT);
    sqlx::query::<Db>(claimed)
        .bind(to_millis(now))
        .bind(of_another_clock)
        .execute(&mut *conn)
        .await?;
    let sending = sql!(
        "UPDATE print_jobs SET state = 'unknown', cause = $2, lease_ends_ms = NULL, changed_at_ms = $1
         WHERE {PENDING} AND state = 'sending' AND (lease_ends_ms <= $1 OR lease_ends_ms > $3)"
    );
    let cause = wire_name(&PrintFault::Interrupted)?;
    let sending =
        sqlx::query::<Db>(sending).bind(to_millis(now)).bind(cause).bind(of_another_clock);
    sending.execute(&mut *conn).await?;
    let sql = sql!(
        "SELECT id, order_id, version FROM print_jobs
         WHERE {PENDING} AND state = 'waiting' AND created_at_ms <= $1"
    );
    let waiting =
        sqlx::query::<Db>(sql).bind(to_millis(now - GIVEN_UP_AFTER)).fetch_all(&mut *conn).await?;
    for row in waiting {
        let id: Uuid = row.try_get("id")?;
        if matches!(resolve_job_order(conn, &row).await?, JobOrderState::Ended) {
            drop_job(conn, id, now).await?;
            continue;
        }
        let sql = "UPDATE print_jobs SET state = 'failed', cause = COALESCE(cause, $3), changed_at_ms = $2
                   WHERE id = $1 AND state = 'waiting'";
        let cause = wire_name(&PrintFault::SwitchedOff)?;
        sqlx::query::<Db>(sql)
            .bind(id)
            .bind(to_millis(now))
            .bind(cause)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Locks the printer's row, so a printer has one job at a time across all processes.
pub(super) async fn claim_print_job(
    conn: &mut Connection,
    printer: PrinterId,
    now: Timestamp,
    lease_ends: Timestamp,
) -> Result<Option<PrintClaim>, RepositoryError> {
    let Some(printer) =
        lock_printer(conn, printer).await?.filter(|printer| printer.settings.enabled)
    else {
        return Ok(None);
    };
    loop {
        // Within the brackets, `state` is that of another job.
        let sql = sql!(
            "SELECT id, order_id, version, copy, tries, cause, created_at_ms FROM print_jobs
             WHERE printer_id = $1 AND {PENDING} AND state = 'waiting'
                 AND (next_try_ms <= $2 OR next_try_ms > $4) AND created_at_ms > $3
                 AND NOT EXISTS (SELECT 1 FROM print_jobs AS other
                     WHERE other.printer_id = $1 AND {PENDING} AND other.state <> 'waiting')
             ORDER BY created_at_ms, id LIMIT 1"
        );
        let row = sqlx::query::<Db>(sql)
            .bind(printer.id.0)
            .bind(to_millis(now))
            .bind(to_millis(now - GIVEN_UP_AFTER))
            .bind(to_millis(now + LONGEST_WAIT))
            .fetch_optional(&mut *conn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        match resolve_job_order(conn, &row).await? {
            JobOrderState::Ended => drop_job(conn, row.try_get("id")?, now).await?,
            JobOrderState::TestPage => {
                return claim_job_row(conn, &row, None, printer, lease_ends).await;
            }
            JobOrderState::Wanted(order) => {
                return claim_job_row(conn, &row, Some(*order), printer, lease_ends).await;
            }
        }
    }
}

async fn claim_job_row(
    conn: &mut Connection,
    row: &DbRow,
    order: Option<Order>,
    printer: Printer,
    lease_ends: Timestamp,
) -> Result<Option<PrintClaim>, RepositoryError> {
    let id: Uuid = row.try_get("id")?;
    let tries = row.try_get::<i64, _>("tries")? + 1;
    let sql = "UPDATE print_jobs SET state = 'claimed', tries = $2, lease_ends_ms = $3
               WHERE id = $1 AND state = 'waiting'";
    let claimed = sqlx::query::<Db>(sql)
        .bind(id)
        .bind(tries)
        .bind(to_millis(lease_ends))
        .execute(&mut *conn)
        .await?;
    if claimed.rows_affected() == 0 {
        return Ok(None);
    }
    Ok(Some(PrintClaim {
        id: PrintJobId(id),
        tries,
        is_copy: order.is_some() && row.try_get::<i64, _>("copy")? > 0,
        wanted_at: read_timestamp(row, "created_at_ms")?,
        was_postponed: row.try_get::<Option<String>, _>("cause")?.is_some(),
        order,
        printer,
    }))
}

/// Order of a job at the time of its turn.
enum JobOrderState {
    TestPage,
    /// The order was open when the job was made and has ended since.
    Ended,
    /// The current order.
    Wanted(Box<Order>),
}

/// Decides at the job's turn whether it still prints: a job may wait for minutes while its order
/// moves on.
async fn resolve_job_order(
    conn: &mut Connection,
    row: &DbRow,
) -> Result<JobOrderState, RepositoryError> {
    let Some(id) = row.try_get::<Option<Uuid>, _>("order_id")?.map(OrderId) else {
        return Ok(JobOrderState::TestPage);
    };
    let order = fetch_order(conn, id).await?;
    let order =
        order.ok_or_else(|| RepositoryError::Unreadable("a print job of no order".to_owned()))?;
    let has_ended = !order.status.is_open()
        && order_as_of(conn, id, row.try_get("version")?).await?.status.is_open();
    Ok(if has_ended { JobOrderState::Ended } else { JobOrderState::Wanted(Box::new(order)) })
}

async fn drop_job(conn: &mut Connection, id: Uuid, now: Timestamp) -> Result<(), RepositoryError> {
    let sql = "UPDATE print_jobs SET state = 'dropped', cause = NULL, changed_at_ms = $2
               WHERE id = $1 AND state = 'waiting'";
    sqlx::query::<Db>(sql).bind(id).bind(to_millis(now)).execute(conn).await?;
    Ok(())
}

async fn order_as_of(
    conn: &mut Connection,
    id: OrderId,
    version: i64,
) -> Result<Order, RepositoryError> {
    let sql = "SELECT payload FROM order_events WHERE order_id = $1 AND version = $2";
    let row = sqlx::query::<Db>(sql).bind(id.0).bind(version).fetch_one(conn).await?;
    let Json(order) = row.try_get::<Payload, _>("payload")?;
    Ok(order)
}

pub(super) async fn postpone_print_job(
    conn: &mut Connection,
    claim: &PrintClaim,
    cause: PrintFault,
    now: Timestamp,
    next_try: Timestamp,
) -> Result<(), RepositoryError> {
    let sql = "UPDATE print_jobs SET state = 'waiting', lease_ends_ms = NULL
               WHERE id = $1 AND state = 'claimed' AND tries = $2";
    let done =
        sqlx::query::<Db>(sql).bind(claim.id.0).bind(claim.tries).execute(&mut *conn).await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    // The cause concerns the printer, so all its jobs wait.
    let sql = sql!(
        "UPDATE print_jobs SET cause = $2, next_try_ms = $3, changed_at_ms = $4
         WHERE printer_id = $1 AND {PENDING} AND state = 'waiting'"
    );
    sqlx::query::<Db>(sql)
        .bind(claim.printer.id.0)
        .bind(wire_name(&cause)?)
        .bind(to_millis(next_try))
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn begin_print_job(
    conn: &mut Connection,
    claim: &PrintClaim,
    now: Timestamp,
    lease_ends: Timestamp,
) -> Result<bool, RepositoryError> {
    let sql = "UPDATE print_jobs SET state = 'sending', cause = NULL, lease_ends_ms = $3, changed_at_ms = $4
               WHERE id = $1 AND state = 'claimed' AND tries = $2";
    let done = sqlx::query::<Db>(sql)
        .bind(claim.id.0)
        .bind(claim.tries)
        .bind(to_millis(lease_ends))
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A result after the lease has expired still counts: it replaces `unknown`.
pub(super) async fn end_print_job(
    conn: &mut Connection,
    claim: &PrintClaim,
    printed: Result<(), PrintFault>,
    now: Timestamp,
) -> Result<(), RepositoryError> {
    let (state, cause) = match printed {
        Ok(()) => ("printed", None),
        Err(cause) => ("unknown", Some(wire_name(&cause)?)),
    };
    let sql =
        "UPDATE print_jobs SET state = $3, cause = $4, lease_ends_ms = NULL, changed_at_ms = $5
               WHERE id = $1 AND tries = $2 AND state IN ('sending', 'unknown')";
    sqlx::query::<Db>(sql)
        .bind(claim.id.0)
        .bind(claim.tries)
        .bind(state)
        .bind(cause)
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_out_condition_is_the_indexs_on_both_engines() {
        let migrations = [
            include_str!("../../../migrations/sqlite/0008_printing.sql"),
            include_str!("../../../migrations/postgres/0008_printing.sql"),
        ];
        let index = migrations
            .map(|sql| sql.lines().find(|line| line.contains("print_jobs_pending")).unwrap());
        assert!(index.iter().all(|line| line.ends_with(&[PENDING, ";"].concat())), "{index:?}");
    }
}
