//! Audit logs from before all services shared one form, on SQLite and on Postgres.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection, migrate::Migrator};
use staff::db;
use test_kit::TestDatabase;

const ROWS: &str = "INSERT INTO audit_events (id, store_id, at_ms, actor_name, action, subject, before, after) VALUES
    (1, 'main', 1000, '지훈', 'person.add', 'a', NULL, '{}'), (2, 'main', 2000, NULL, 'sign_in', 'b', '1', NULL)";

/// The migrations before the one that creates the table in its current form.
fn earlier(mut all: Migrator) -> Migrator {
    all.migrations =
        all.migrations.iter().filter(|migration| migration.version < 4).cloned().collect();
    all
}

/// Opens the database with the current schema and checks the events that it held.
async fn look(url: &str) {
    let store = db::open_repository(url).await.unwrap();
    let page = store.list_audit_entries("main", None, 10).await.unwrap();
    let told: Vec<_> =
        page.events.iter().map(|event| (event.id, &*event.action, &*event.subject)).collect();
    assert_eq!(told, [(2, "sign_in", "b"), (1, "person.add", "a")]);
    let newest = &page.events[0];
    let oldest = &page.events[1];
    assert_eq!((newest.before.as_deref(), newest.at.as_millisecond()), (Some("1"), 2000));
    assert_eq!(oldest.after.as_deref(), Some("{}"));
    store.close().await;
}

#[tokio::test]
async fn what_was_written_before_is_read_and_kept_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("staff.db");
    std::fs::File::create(&path).unwrap();
    let url = format!("sqlite:{}", path.display());
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    earlier(sqlx::migrate!("migrations/sqlite")).run(&mut conn).await.unwrap();
    conn.execute(ROWS).await.unwrap();
    look(&url).await;
    conn.execute("UPDATE audit_events SET subject = 'c'").await.unwrap_err();
    conn.execute("DELETE FROM audit_events").await.unwrap();
}

#[tokio::test]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn what_was_written_before_is_read_and_kept_on_postgres() {
    let database = TestDatabase::postgres("staff").await;
    let mut conn = PgConnection::connect(&database.url).await.unwrap();
    earlier(sqlx::migrate!("migrations/postgres")).run(&mut conn).await.unwrap();
    conn.execute(ROWS).await.unwrap();
    look(&database.url).await;
    conn.execute("UPDATE audit_events SET subject = 'c'").await.unwrap_err();
    conn.execute("TRUNCATE audit_events").await.unwrap_err();
    conn.execute("DELETE FROM audit_events").await.unwrap();
    conn.close().await.unwrap();
    database.finish().await;
}
