//! Tests that concern only one engine.

use crate::{
    databases::Base,
    feed::{read_all, read_until},
    noon,
    orders::new_order,
    place, placement,
};
use order::db::{self, PlaceOutcome, RepositoryError};
use order_api::FeedCursor;
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection,
};

#[tokio::test]
async fn sqlite_refuses_a_database_that_would_not_outlive_the_process() {
    for url in ["sqlite::memory:", "sqlite://:memory:"] {
        let error = db::open_repository(url).await.err().unwrap().to_string();
        assert!(error.contains("in-memory"), "{error}");
    }
}

#[tokio::test]
async fn an_url_that_cannot_be_opened_is_one_clear_sentence() {
    for (url, wanted) in [
        ("mysql://x/y", "begins with sqlite: or postgres://"),
        ("sqlite:/proc/nowhere/order.db", "cannot make the folder \"/proc/nowhere\""),
        ("sqlite:/proc", "cannot open the database"),
    ] {
        let error = db::open_repository(url).await.err().unwrap().to_string();
        assert!(error.contains(wanted) && !error.contains('\n'), "{error}");
    }
}

#[tokio::test]
async fn sqlite_held_by_another_process_is_unavailable_and_then_works_again() {
    let base = Base::sqlite().await;
    let mut other = SqliteConnection::connect(&base.url).await.unwrap();
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let placed = base.store.place_order(placement("k", new_order(), noon())).await;
    assert!(matches!(placed, Err(RepositoryError::Unavailable(_))), "{placed:?}");
    assert!(base.store.ping().await.is_ok(), "reading goes on");
    held.rollback().await.unwrap();
    let placed = base.store.place_order(placement("k", new_order(), noon())).await.unwrap();
    assert!(matches!(placed, PlaceOutcome::New(order) if order.number == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_refuses_what_its_queue_cannot_hold_and_loses_none_it_took() {
    let base = Base::sqlite().await;
    let mut other = SqliteConnection::connect(&base.url).await.unwrap();
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let keys: Vec<_> = (0..1500).map(|i| format!("k{i}")).collect();
    let flood = futures::future::join_all(
        keys.iter().map(|key| base.store.place_order(placement(key, new_order(), noon()))),
    );
    let release = async {
        tokio::task::yield_now().await;
        held.rollback().await.unwrap();
    };
    let (placed, ()) = tokio::join!(flood, release);
    let acknowledged = placed.iter().filter(|placed| placed.is_ok()).count();
    let refused = |placed: &Result<PlaceOutcome, RepositoryError>| {
        matches!(placed, Err(RepositoryError::Overloaded))
    };
    assert!(placed.iter().any(refused), "the queue has an end");
    assert!(acknowledged > 0);
    assert_eq!(read_all(&*base.store, FeedCursor::default(), 200).await.len(), acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn postgres_feed_waits_for_a_transaction_that_commits_late() {
    let base = Base::postgres().await;
    let store = &*base.store;
    let early = place(store, "early", noon()).await;
    let before = read_until(store, FeedCursor::default(), 1, 1).await[0].0;

    let mut late = PgConnection::connect(&base.url).await.unwrap();
    late.execute("BEGIN").await.unwrap();
    let event =
        "INSERT INTO order_events (store_id, order_id, version, kind, actor, at_ms, payload)
                 SELECT store_id, order_id, 2, kind, actor, at_ms, payload FROM order_events";
    late.execute(event).await.unwrap();
    let overtaking = place(store, "overtaking", noon()).await;
    assert!(store.fetch_order(overtaking.id).await.unwrap().is_some(), "it is committed");
    assert_eq!(
        store.list_events_after(before, 200).await.unwrap(),
        [],
        "and held back all the same"
    );
    assert_eq!(
        store.fetch_feed_head().await.unwrap(),
        before,
        "a snapshot's position does not jump over it either"
    );

    late.execute("COMMIT").await.unwrap();
    let events = read_until(store, before, 1, 2).await;
    let orders: Vec<_> = events.iter().map(|(_, event)| event.order.id).collect();
    assert_eq!(orders, [early.id, overtaking.id], "nothing is missed");
    base.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn postgres_lets_a_second_placement_with_a_key_go_on_when_the_first_is_taken_back() {
    let base = Base::postgres().await;
    let mut first = PgConnection::connect(&base.url).await.unwrap();
    first.execute("BEGIN").await.unwrap();
    let key = "INSERT INTO idempotency_keys VALUES ('main', 'k', ''::bytea, gen_random_uuid())";
    first.execute(key).await.unwrap();
    let waiting = base.store.place_order(placement("k", new_order(), noon()));
    let taking_back = async {
        tokio::task::yield_now().await;
        first.execute("ROLLBACK").await.unwrap();
    };
    let (placed, ()) = tokio::join!(waiting, taking_back);
    assert!(matches!(placed.unwrap(), PlaceOutcome::New(order) if order.number == 1));
    base.finish().await;
}

/// Ends all other connections to the database, as a server restart does. New connections get the
/// current settings.
async fn end_connections(base: &Base) {
    base.execute_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn postgres_may_end_every_connection_and_turn_read_only_and_back() {
    let base = Base::postgres().await;
    let store = &*base.store;
    let first = place(store, "first", noon()).await;
    let name = base.url.rsplit_once('/').unwrap().1.to_owned();
    base.execute_sql(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"))
        .await;
    end_connections(&base).await;
    let refused = store.place_order(placement("k", new_order(), noon())).await;
    assert!(matches!(refused, Err(RepositoryError::ReadOnly(_))), "{refused:?}");
    assert_eq!(store.fetch_order(first.id).await.unwrap(), Some(first), "reading goes on");

    base.execute_sql(&format!("BEGIN READ WRITE; ALTER DATABASE {name} RESET ALL; COMMIT")).await;
    end_connections(&base).await;
    let placed = store.place_order(placement("k", new_order(), noon())).await.unwrap();
    assert!(matches!(placed, PlaceOutcome::New(order) if order.number == 2));
    base.finish().await;
}

/// The statements of a source file that contain `part`; its other literals do not.
fn statements<'a>(source: &'a str, part: &'a str) -> impl Iterator<Item = &'a str> {
    source.split('"').filter(move |text| text.contains(part))
}

/// SQLite's query plan for a statement of the sources.
async fn plan(base: &Base, statement: &str) -> Vec<String> {
    let mut conn = SqliteConnection::connect(&base.url).await.unwrap();
    let constants = [("{OPEN}", OPEN), ("{PENDING}", PENDING), ("{ORDER}", "*")];
    let sql =
        constants.iter().fold(statement.to_owned(), |sql, (name, text)| sql.replace(name, text));
    let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&mut conn);
    plan.await.unwrap().iter().map(|row| row.get("detail")).collect()
}

const OPEN: &str = "status IN ('placed', 'accepted', 'preparing', 'ready')";
const PENDING: &str = "state IN ('waiting', 'claimed', 'sending')";
const FEED: &str = include_str!("../../src/db/queries/feed.rs");

#[tokio::test]
async fn sqlite_feed_begins_at_the_position_and_not_at_the_first_event() {
    let statement = statements(FEED, "SELECT * FROM (SELECT transaction_id").next().unwrap();
    let steps = plan(&Base::sqlite().await, statement).await;
    let first =
        "SEARCH order_events USING INDEX order_events_feed (transaction_id=? AND sequence>?)"
            .to_owned();
    assert!(
        steps.contains(&first) && !steps.iter().any(|step| step.starts_with("SCAN order_events")),
        "{steps:?}"
    );
}

#[tokio::test]
async fn sqlite_reads_no_more_for_a_page_of_the_snapshot_than_the_page() {
    let statement = statements(FEED, "FROM (SELECT {ORDER} FROM orders").next().unwrap();
    let steps = plan(&Base::sqlite().await, statement).await;
    for wanted in [
        "SEARCH orders USING INDEX orders_open_by_id (id>?)",
        "SEARCH orders USING INDEX orders_by_status_at (status_at_ms>?)",
    ] {
        assert!(steps.iter().any(|step| step == wanted), "{steps:?}");
    }
    // A scan of this index is fine, since it contains nothing else.
    let waiting = "SCAN orders USING INDEX orders_unacknowledged";
    assert!(
        !steps.iter().any(|step| step.starts_with("SCAN orders") && step != waiting),
        "{steps:?}"
    );
}

#[tokio::test]
async fn sqlite_reads_no_job_that_is_over_when_it_looks_for_pending_ones() {
    let base = Base::sqlite().await;
    let sources = [
        include_str!("../../src/db/queries/print_jobs.rs"),
        include_str!("../../src/db/queries/print_work.rs"),
        include_str!("../../src/db/queries/printers.rs"),
    ];
    let all: Vec<_> = sources.iter().flat_map(|source| statements(source, "{PENDING}")).collect();
    assert!(all.len() >= 10, "{all:?}");
    for statement in all {
        let steps = plan(&base, statement).await;
        let reads = |step: &&String| {
            ["print_jobs", "j", "other"].iter().any(|table| {
                step.starts_with(&format!("SCAN {table}"))
                    || step.starts_with(&format!("SEARCH {table} "))
            })
        };
        let mut reads = steps.iter().filter(reads);
        let index = "INDEX print_jobs_pending";
        assert!(reads.all(|step| step.contains(index)), "{statement}: {steps:?}");
        assert!(steps.iter().any(|step| step.contains(index)), "{statement}: {steps:?}");
    }
}

#[tokio::test]
async fn sqlite_counts_what_a_phone_has_open_by_the_index_of_open_orders() {
    let source = include_str!("../../src/db/queries/phones.rs");
    let base = Base::sqlite().await;
    let steps = plan(&base, statements(source, "{OPEN}").next().unwrap()).await;
    let by_session = steps.iter().filter(|step| step.contains("INDEX orders_open_by_session"));
    assert_eq!(by_session.count(), 2, "{steps:?}");
}
