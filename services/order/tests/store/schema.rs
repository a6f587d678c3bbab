//! Schema upgrades: old and new binaries overlap, and several start at the same time.

use crate::{databases::Base, noon, place};
use db_kit::{DatabaseArgs, MigrateMode};
use futures::future::join_all;
use order::db::{self, OrderFilter, OrderRepository, RepositoryOptions, SCHEMA, ServiceDatabase};
use order_api::Order;
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use std::time::Duration;

const NEXT: &str = "ALTER TABLE orders ADD COLUMN loyalty_points INTEGER";
const APPLIED_ELSEWHERE: &str =
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
     VALUES (9999, 'by a newer program', TRUE, ";

fn migrated(migrate: MigrateMode) -> RepositoryOptions {
    DatabaseArgs { migrate, ..DatabaseArgs::default() }.into()
}

pub async fn a_schema_newer_than_the_program_is_as_good_as_its_own(base: &Base) {
    let old = place(&*base.store, "before", noon()).await;
    // Postgres prepares these statements now; they must survive the change.
    read_every_way(&*base.store, &old).await;
    base.execute_sql(NEXT).await;
    let checksum = if base.url.starts_with("sqlite") { "x'00', 0)" } else { "'\\x00', 0)" };
    base.execute_sql(&format!("{APPLIED_ELSEWHERE}{checksum}")).await;

    let running = place(&*base.store, "ran-through-it", noon()).await;
    read_every_way(&*base.store, &old).await;
    for migrate in [MigrateMode::Auto, MigrateMode::Never] {
        let options = migrated(migrate);
        let started = db::open_repository_with(&base.url, &options).await.unwrap();
        assert_eq!(started.fetch_order(old.id).await.unwrap(), Some(old.clone()));
        started.close().await;
    }
    let started = db::open_repository(&base.url).await.unwrap();
    assert_eq!(place(&*started, "started-later", noon()).await.number, running.number + 1);
    started.close().await;
    let refused = ServiceDatabase::from_url(&SCHEMA, &base.url)
        .unwrap()
        .export_archive(&mut Vec::new())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("at migration 9999"),
        "an export would lose what it does not know: {refused}"
    );
}

async fn read_every_way(store: &dyn OrderRepository, order: &Order) {
    assert_eq!(store.fetch_order(order.id).await.unwrap().as_ref(), Some(order));
    assert!(
        store
            .list_orders(&OrderFilter::for_store("main", 200))
            .await
            .unwrap()
            .orders
            .contains(order)
    );
    assert!(store.list_snapshot_orders(noon(), None, 200).await.unwrap().contains(order));
}

pub async fn of_many_who_migrate_at_once_one_does(base: &Base) {
    base.drop_all_tables().await;
    let database = ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap();
    for migrated in join_all((0..6).map(|_| database.migrate_schema())).await {
        migrated.unwrap();
    }
    let count = "SELECT count(*) FROM _sqlx_migrations";
    let applied: i64 = if base.url.starts_with("sqlite") {
        let mut conn = SqliteConnection::connect(&base.url).await.unwrap();
        sqlx::query_scalar(count).fetch_one(&mut conn).await.unwrap()
    } else {
        let mut conn = PgConnection::connect(&base.url).await.unwrap();
        sqlx::query_scalar(count).fetch_one(&mut conn).await.unwrap()
    };
    assert_eq!(usize::try_from(applied), Ok((SCHEMA.sqlite)().iter().count()));
    place(&*db::open_repository(&base.url).await.unwrap(), "k", noon()).await;
}

pub async fn who_never_migrates_waits_for_who_does(base: &Base) {
    base.drop_all_tables().await;
    let options = migrated(MigrateMode::Never);
    let mut waiting = std::pin::pin!(db::open_repository_with(&base.url, &options));
    let early = tokio::time::timeout(Duration::from_millis(700), waiting.as_mut()).await;
    assert!(early.is_err(), "there is nothing to serve from");
    ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap().migrate_schema().await.unwrap();
    let store = tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap().unwrap();
    place(&*store, "k", noon()).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_open_a_new_file_at_once_all_do() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..10 {
        let url = format!("sqlite:{}/{index}.db", folder.path().display());
        for opened in join_all((0..4).map(|_| db::open_repository(&url))).await {
            opened.unwrap().close().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_in_vain_says_why_in_one_clear_sentence() {
    for migrate in [MigrateMode::Auto, MigrateMode::Never] {
        let options = migrated(migrate);
        let began = tokio::time::Instant::now();
        let opened =
            db::open_repository_with("postgres://nobody:secret@127.0.0.1:1/x", &options).await;
        let error = opened.err().unwrap().to_string();
        assert!(error.starts_with("cannot open the database x on 127.0.0.1:1: "), "{error}");
        assert!(
            error.contains("refused") && !error.contains('\n') && !error.contains("secret"),
            "{error}"
        );
        let waited = began.elapsed();
        assert!((300..=305).contains(&waited.as_secs()), "{waited:?}");
    }
}
