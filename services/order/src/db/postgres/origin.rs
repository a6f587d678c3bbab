//! Origin of this server's own feed positions.
//!
//! A position begins with the writing transaction, and each server numbers its transactions itself.
//! So rows from another server, by `import` or from a `pg_dump`, get transaction 0 and are read
//! before all others. Positions of the other server are recognized because they are below the
//! origin; their readers begin again with a snapshot.

use crate::db::RepositoryError;
use sqlx::{Connection as _, Executor as _, PgConnection};

/// Takes over rows of another server, recognized by a transaction that this server has not reached.
/// Without this they would stay invisible until it does, and new rows would come before them.
pub(in crate::db) async fn adopt_foreign_events(
    conn: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    if !is_foreign(conn).await? {
        return Ok(());
    }
    let mut transaction = conn.begin().await?;
    transaction.execute("LOCK TABLE order_events IN EXCLUSIVE MODE").await?;
    // Another replica may have been first; rows that it has written since belong to this server.
    if !is_foreign(&mut transaction).await? {
        return transaction.rollback().await;
    }
    transaction
        .execute("UPDATE order_events SET transaction_id = 0 WHERE transaction_id <> 0")
        .await?;
    set_feed_origin(&mut transaction).await?;
    transaction.commit().await?;
    tracing::info!("the events of another server were taken over: feeds begin with a snapshot");
    Ok(())
}

/// Checks the origin too: it may have been moved without any event.
async fn is_foreign(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let yet_to_come = "WITH next AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS id)
                       SELECT EXISTS (SELECT FROM order_events, next WHERE transaction_id >= next.id)
                           OR EXISTS (SELECT FROM feed_origin, next WHERE transaction_id >= next.id)";
    sqlx::query_scalar(yet_to_come).fetch_one(conn).await
}

/// Continues the sequence numbers after those of the imported rows.
pub(in crate::db) async fn after_import(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    let follow = "SELECT setval(pg_get_serial_sequence('order_events', 'sequence'),
                      COALESCE(max(sequence), 1), max(sequence) IS NOT NULL) FROM order_events";
    conn.execute(follow).await?;
    db_kit::audit::reset_id_sequence(conn).await?;
    set_feed_origin(conn).await
}

/// Sets the origin: later positions belong to this server.
async fn set_feed_origin(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    conn.execute("DELETE FROM feed_origin").await?;
    conn.execute(
        "INSERT INTO feed_origin (transaction_id) VALUES (pg_current_xact_id()::text::bigint)",
    )
    .await?;
    Ok(())
}

/// The first transaction whose positions belong to this server; 0 if there is none.
pub(super) async fn fetch_feed_origin(conn: &mut PgConnection) -> Result<i64, RepositoryError> {
    let origin =
        sqlx::query_scalar("SELECT max(transaction_id) FROM feed_origin").fetch_one(conn).await?;
    Ok(Option::unwrap_or_default(origin))
}
