//! Tests of an opened SQLite database, as a service uses it.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

use db_kit::{
    ConnectionPools, DatabaseArgs, DatabaseSchema, OpenDatabase, OpenError, RepositoryError,
    ServiceDatabase,
    archive::{ArchiveColumn, ArchiveTable, ColumnKind},
};
use sqlx::{
    Sqlite,
    migrate::{Migration, MigrationType, Migrator},
};
use std::{os::unix::fs::PermissionsExt as _, time::Duration};
use tempfile::TempDir;

static SCHEMA: DatabaseSchema = DatabaseSchema {
    name: "db-kit-test",
    sqlite: migrations,
    postgres: migrations,
    tables: &[ArchiveTable {
        name: "things",
        columns: &[ArchiveColumn::new("name", ColumnKind::Text)],
        order: &["name"],
    }],
    unarchived: &[],
    file: file!(),
    newest_ms: "SELECT 0",
    on_postgres: None,
};

fn migrations() -> Migrator {
    let sql = sqlx::SqlSafeStr::into_sql_str("CREATE TABLE things (name TEXT PRIMARY KEY)");
    let first = Migration::new(1, "things".into(), MigrationType::Simple, sql, false);
    Migrator::with_migrations(vec![first])
}

async fn open(folder: &TempDir) -> ConnectionPools<Sqlite> {
    let url = format!("sqlite:{}/data/test.db", folder.path().display());
    let opened = ServiceDatabase::from_url(&SCHEMA, &url)
        .unwrap()
        .open(&DatabaseArgs::default())
        .await
        .unwrap();
    let OpenDatabase::Sqlite(pools) = opened else { panic!("it is a file") };
    pools
}

#[tokio::test]
async fn a_connection_for_reading_writes_nothing_and_one_for_writing_does() {
    let folder = tempfile::tempdir().unwrap();
    let pools = open(&folder).await;
    let write = || sqlx::query("INSERT INTO things VALUES ('one')");
    let refused = write().execute(&pools.readers).await.map_err(RepositoryError::from);
    assert!(matches!(refused, Err(RepositoryError::ReadOnly(_))), "{refused:?}");
    write().execute(&pools.writers).await.unwrap();
    let again = write().execute(&pools.writers).await.map_err(RepositoryError::from);
    assert!(matches!(again, Err(RepositoryError::Constraint(_))), "{again:?}");
}

#[tokio::test]
async fn a_reader_sees_the_moment_of_its_first_look_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let pools = open(&folder).await;
    let count = || sqlx::query_scalar::<_, i64>("SELECT count(*) FROM things");
    let mut moment = pools.begin_read().await.unwrap();
    assert_eq!(count().fetch_one(&mut *moment).await.unwrap(), 0);
    let mut writing = pools.begin_write().await.unwrap();
    sqlx::query("INSERT INTO things VALUES ('one')").execute(&mut *writing).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(count().fetch_one(&mut *moment).await.unwrap(), 0);
    assert_eq!(count().fetch_one(&pools.readers).await.unwrap(), 1);
}

#[tokio::test]
async fn a_writer_that_is_in_nobodys_hands_any_more_has_taken_its_rows_back() {
    let folder = tempfile::tempdir().unwrap();
    let pools = open(&folder).await;
    let mut dropped = pools.begin_write().await.unwrap();
    sqlx::query("INSERT INTO things VALUES ('one')").execute(&mut *dropped).await.unwrap();
    drop(dropped);
    let writing = tokio::time::timeout(Duration::from_secs(10), pools.begin_write()).await.unwrap();
    sqlx::query("INSERT INTO things VALUES ('one')").execute(&mut *writing.unwrap()).await.unwrap();
}

#[tokio::test]
async fn what_sqlite_keeps_aside_is_in_memory_on_every_connection() {
    let folder = tempfile::tempdir().unwrap();
    let pools = open(&folder).await;
    for pool in [&pools.readers, &pools.writers] {
        let kept: i64 = sqlx::query_scalar("PRAGMA temp_store").fetch_one(pool).await.unwrap();
        assert_eq!(kept, 2, "2 is MEMORY");
    }
}

#[tokio::test]
async fn a_new_database_and_its_folder_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let pools = open(&folder).await;
    sqlx::query("INSERT INTO things VALUES ('one')").execute(&pools.writers).await.unwrap();
    let data = folder.path().join("data");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in ["test.db", "test.db-wal", "test.db-shm"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
}

#[test]
fn a_url_that_names_no_database_to_be_kept_is_refused_before_anything_is_opened() {
    let refused = |url: &str| ServiceDatabase::from_url(&SCHEMA, url).unwrap_err();
    assert!(matches!(refused("mysql://x"), OpenError::Scheme));
    assert!(matches!(refused("sqlite::memory:"), OpenError::InMemory));
    assert!(matches!(refused("sqlite:x.db?mode=none"), OpenError::InvalidUrl(_)));
    let password = refused("postgres://me:s3cret@127.0.0.1:no-port/x").to_string();
    assert!(password.contains("port") && !password.contains("s3cret"), "{password}");
}

#[tokio::test]
async fn what_a_migration_adds_and_no_export_contains_is_named_with_the_line_to_add() {
    static LOSING: DatabaseSchema = DatabaseSchema {
        unarchived: &[("things.seen_ms", "of the moment"), ("things.gone", "dropped since")],
        file: "tables.rs",
        ..SCHEMA
    };
    let folder = tempfile::tempdir().unwrap();
    let pools = open(&folder).await;
    let scratch =
        "ALTER TABLE things ADD COLUMN size INTEGER; ALTER TABLE things ADD COLUMN seen_ms INTEGER;
                   CREATE TABLE others (id BLOB)";
    sqlx::raw_sql(scratch).execute(&pools.writers).await.unwrap();
    let url = format!("sqlite:{}/data/test.db", folder.path().display());
    let lost = ServiceDatabase::from_url(&LOSING, &url).unwrap().find_unarchived().await.unwrap();
    assert_eq!(
        lost,
        [
            "tables.rs: no export contains `others.id`; \
             add to a new table `others`: ArchiveColumn::new(\"id\", Bytes /* or Id */),",
            "tables.rs: no export contains `things.size`; \
             add to the table `things`: ArchiveColumn::added_later(\"size\", Integer /* or Flag */),",
            "tables.rs: names `things.gone`, which the database does not have",
        ]
    );
}
