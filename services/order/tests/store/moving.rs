//! Moving a café's data from one engine to the other and back, without loss.

use crate::{
    change,
    databases::Base,
    feed::{read_all, read_until},
    minutes, noon,
    orders::new_order,
    place, placement,
};
use db_kit::archive::{ArchiveError, ArchiveSummary};
use futures::{StreamExt as _, future::join_all};
use order::{
    db::{self, MaintenanceError, OrderRepository, PlaceOutcome, SCHEMA, ServiceDatabase},
    events::{self, SnapshotFrame},
};
use order_api::{CupKind, FeedCursor, NewOrder, Order, OrderActor, OrderStatus};
use std::sync::Arc;

async fn export(url: &str) -> (Vec<u8>, ArchiveSummary) {
    let mut file = Vec::new();
    let summary =
        ServiceDatabase::from_url(&SCHEMA, url).unwrap().export_archive(&mut file).await.unwrap();
    (file, summary)
}

async fn import(url: &str, file: &[u8]) -> Result<ArchiveSummary, MaintenanceError> {
    ServiceDatabase::from_url(&SCHEMA, url).unwrap().import_archive(&mut &*file).await
}

/// An order with optional fields: a cup and a pickup time.
fn later() -> NewOrder {
    NewOrder { cup: Some(CupKind::Own), pickup_at: Some(noon() + minutes(90)), ..new_order() }
}

/// A morning of data: thirty orders in two stores, some of them ended, one in preparation, and a
/// printer with waiting jobs.
async fn morning(base: &Base) -> Order {
    let store = &*base.store;
    crate::printing::add_printer(store, crate::printing::settings("main")).await;
    let placed = store.place_order(placement("k0", later(), noon())).await.unwrap();
    let PlaceOutcome::New(mut open) = placed else { panic!("it is new") };
    for index in 1..30 {
        let shop = if index % 3 == 0 { "other shop" } else { "main" };
        let order =
            crate::place_in(store, shop, &format!("k{index}"), noon() + minutes(index)).await;
        let to = if index % 2 == 0 { OrderStatus::Accepted } else { OrderStatus::Rejected };
        store
            .change_order(change(&order, to, OrderActor::Staff, noon() + minutes(index)))
            .await
            .unwrap();
    }
    for to in [OrderStatus::Accepted, OrderStatus::Preparing] {
        store
            .change_order(change(&open, to, OrderActor::Staff, noon() + minutes(40)))
            .await
            .unwrap();
        open = store.fetch_order(open.id).await.unwrap().unwrap();
    }
    open
}

async fn everything(store: &Arc<dyn OrderRepository>) -> Vec<SnapshotFrame> {
    let frames = events::stream_frames(store.clone(), None, noon() + minutes(41)).await.unwrap();
    frames.take(1).collect().await
}

pub async fn what_is_exported_and_imported_is_the_same_and_goes_on(base: &Base, target: &Base) {
    let open = morning(base).await;
    let count = 30 + 29 + 2;
    let old_events = read_until(&*base.store, FeedCursor::default(), 200, count).await;
    let (file, said) = export(&base.url).await;
    assert_eq!(import(&target.url, &file).await.unwrap(), said);
    assert_eq!(export(&target.url).await, (file.clone(), said.clone()), "to the byte");
    let store = &target.store;

    let again = store.place_order(placement("k0", later(), noon())).await.unwrap();
    let PlaceOutcome::Again(again) = again else { panic!("its key is known: {again:?}") };
    assert_eq!((again.id, again.version), (open.id, 1));
    let new_events = read_until(&**store, FeedCursor::default(), 200, count).await;
    assert!(
        old_events.iter().map(|(_, e)| e).eq(new_events.iter().map(|(_, e)| e)),
        "in their order"
    );

    // A reader who followed the open order still can, and the next number continues the count.
    let last = new_events[count - 1].0;
    store
        .change_order(change(&open, OrderStatus::Ready, OrderActor::Staff, noon() + minutes(41)))
        .await
        .unwrap();
    let next = place(&**store, "next", noon() + minutes(42)).await;
    assert_eq!(next.number, 22, "21 of this shop came before it");
    let later = read_until(&**store, last, 200, 2).await;
    assert_eq!(later[0].1.order.status, OrderStatus::Ready);
    assert_eq!((later[0].1.order.id, later[1].1.order.id), (open.id, next.id));
}

/// There, and back into SQLite, with orders placed in between.
pub async fn there_and_back_again(base: &Base, there: &Base) {
    morning(base).await;
    let (file, _) = export(&base.url).await;
    import(&there.url, &file).await.unwrap();
    let taken: Vec<_> = (0..20).map(|index| format!("there-{index}")).collect();
    join_all(taken.iter().map(|key| place(&*there.store, key, noon() + minutes(50)))).await;
    read_until(&*there.store, FeedCursor::default(), 200, 61 + 20).await;
    let (file, said) = export(&there.url).await;

    let back = Base::sqlite().await;
    assert_eq!(import(&back.url, &file).await.unwrap(), said);
    assert_eq!(export(&back.url).await, (file, said));
    assert_eq!(everything(&back.store).await.len(), everything(&there.store).await.len());
    assert_eq!(place(&*back.store, "back", noon() + minutes(60)).await.number, 42);
    back.finish().await;
}

async fn first_frame(store: &Arc<dyn OrderRepository>, after: FeedCursor) -> SnapshotFrame {
    let feed =
        events::stream_frames(store.clone(), Some(after), noon() + minutes(60)).await.unwrap();
    std::pin::pin!(feed).next().await.unwrap()
}

/// A reader resumes with a position from the old database.
pub async fn a_position_of_the_old_database_resumes_or_begins_afresh_and_never_skips(
    base: &Base,
    target: &Base,
) {
    morning(base).await;
    let old = read_until(&*base.store, FeedCursor::default(), 200, 61).await;
    let (file, _) = export(&base.url).await;
    import(&target.url, &file).await.unwrap();
    place(&*target.store, "new", noon() + minutes(50)).await;
    let new = read_until(&*target.store, FeedCursor::default(), 200, 62).await;
    for (index, (position, _)) in old.iter().enumerate() {
        match first_frame(&target.store, *position).await {
            SnapshotFrame::Event(_, event) => {
                assert_eq!(*event, new[index + 1].1, "exactly the next one");
            }
            SnapshotFrame::Snapshot(..) => {
                assert!(position.transaction > 0, "{position} is known here");
            }
        }
    }
    let resumed = read_all(&*target.store, new[60].0, 200).await;
    assert_eq!(resumed, new[61..]);
}

/// An order without optional fields is exported as before those fields existed, so only the header
/// of an older export differs.
pub async fn what_was_exported_before_there_were_wishes_is_imported(base: &Base, target: &Base) {
    place(&*base.store, "k", noon()).await;
    base.execute_sql("UPDATE orders SET accept_by_ms = NULL, hold_ms = NULL").await;
    let (file, said) = export(&base.url).await;
    let text = String::from_utf8(file).unwrap();
    let younger =
        ["pickup_at_ms", "cup", "accept_by_ms", "hold_ms", "lines_done", "unacknowledged"];
    let row = text.lines().nth(1).unwrap();
    assert!(younger.iter().all(|column| !row.contains(&format!("\"{column}\":"))), "{row}");
    let older = at_schema(&text, 4);
    assert_eq!(import(&target.url, older.as_bytes()).await.unwrap(), said);
}

/// The same export with another schema number in its header.
fn at_schema(text: &str, schema: u32) -> String {
    let (before, after) = text.split_once("\"schema\":").unwrap();
    let after = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
    format!("{before}\"schema\":{schema}{after}")
}

pub async fn every_table_and_column_is_exported(base: &Base) {
    let database = ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap();
    assert_eq!(database.find_unarchived().await.unwrap(), [""; 0]);
}

pub async fn an_import_is_whole_or_nothing(base: &Base, target: &Base) {
    morning(base).await;
    let (file, said) = export(&base.url).await;
    let refused = import(&base.url, &file).await;
    assert!(
        matches!(refused, Err(MaintenanceError::Archive(ArchiveError::NotEmpty("orders")))),
        "{refused:?}"
    );

    let text = String::from_utf8(file.clone()).unwrap();
    let cut = &text[..text.len() * 2 / 3];
    let changed = text.replacen("카페 라떼", "카페 모카", 1);
    // A valid export, but of a newer schema than this program knows.
    let newer = at_schema(&text, 9_999);
    for (bad, why) in
        [(cut, "cut off"), (&changed, "changed"), (&newer, "knows no newer"), ("{}\n", "no export")]
    {
        let refused = import(&target.url, bad.as_bytes()).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    assert_eq!(import(&target.url, &file).await.unwrap(), said, "nothing of those was left");
}

/// Simulates `pg_restore` into a server that has counted fewer transactions.
#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn postgres_restored_from_a_dump_goes_on_and_skips_nothing() {
    let base = Base::postgres().await;
    morning(&base).await;
    let before = read_until(&*base.store, FeedCursor::default(), 200, 61).await;
    base.execute_sql("UPDATE order_events SET transaction_id = transaction_id + 1000000000").await;
    let held = FeedCursor { transaction: before[30].0.transaction + 1_000_000_000, ..before[30].0 };

    ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap().migrate_schema().await.unwrap();
    let new = place(&*base.store, "new", noon() + minutes(50)).await;
    let events = read_until(&*base.store, FeedCursor::default(), 200, 62).await;
    assert!(before.iter().map(|(_, event)| event).eq(events[..61].iter().map(|(_, event)| event)));
    assert_eq!(events[61].1.order, new);
    for foreign in [held, FeedCursor { transaction: 3, sequence: 1 }] {
        let first = first_frame(&base.store, foreign).await;
        assert!(matches!(first, SnapshotFrame::Snapshot(..)), "{foreign} begins afresh: {first:?}");
    }
    let (_, one) = export(&base.url).await;
    ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap().migrate_schema().await.unwrap();
    assert_eq!(export(&base.url).await.1, one, "a second look changes nothing");

    // Without any orders only the origin is foreign.
    base.execute_sql("UPDATE feed_origin SET transaction_id = transaction_id + 1000000000").await;
    ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap().migrate_schema().await.unwrap();
    place(&*base.store, "newer", noon() + minutes(51)).await;
    let events = read_until(&*base.store, FeedCursor::default(), 200, 63).await;
    assert!(
        base.store.fetch_feed_origin().await.unwrap() <= events[62].0.transaction,
        "its positions are known"
    );
    base.finish().await;
}

pub async fn an_export_while_orders_are_placed_is_of_one_moment(base: &Base) {
    let keys: Vec<_> = (0..60).map(|index| format!("k{index}")).collect();
    let placing = join_all(keys.iter().map(|key| place(&*base.store, key, noon())));
    let (_, (file, said)) = tokio::join!(placing, export(&base.url));
    let target = Base::sqlite().await;
    assert_eq!(import(&target.url, &file).await.unwrap(), said);
    let events = read_all(&*target.store, FeedCursor::default(), 200).await.len();
    let next = place(&*target.store, "next", noon()).await;
    assert_eq!(usize::try_from(next.number).unwrap(), events + 1, "numbers and events agree");
    drop(db::open_repository(&target.url).await.unwrap());
}
