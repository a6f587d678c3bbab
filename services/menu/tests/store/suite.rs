//! What the store guarantees on every database.

use crate::database::Database;
use db_kit::audit::ChangeAuthor;
use futures::future::join_all;
use jiff::Timestamp;
use menu::{
    db::{DraftOutcome, MenuChangeError, MenuRepository, RepositoryError},
    domain::{
        EditRefusal,
        picture::{EncodedPicture, EncodedSize},
    },
    seed,
};
use menu_api::{Availability, Menu, SoldOutUntil, StoreId};
use staff_api::{AuditActor, AuditEvent, AuditPage};
use std::{sync::Arc, time::Duration};

fn menu() -> Menu {
    seed::parse(seed::BUILT_IN, StoreId::default()).unwrap()
}

async fn seeded(database: &Database) -> Arc<dyn MenuRepository> {
    let store = database.open().await;
    assert!(store.seed_menu(&menu()).await.unwrap());
    store
}

async fn fetch(store: &Arc<dyn MenuRepository>) -> Menu {
    store.fetch_menu(&StoreId::default()).await.unwrap().unwrap()
}

/// Adds `by` to the price of the first item.
async fn dearer(
    store: &Arc<dyn MenuRepository>,
    expected: Option<i64>,
    by: i64,
) -> Result<i64, MenuChangeError> {
    let edit = move |menu: &mut Menu| {
        menu.items[0].price_minor += by;
        Ok(())
    };
    Ok(store
        .change_menu(
            &StoreId::default(),
            expected,
            &edit,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await?
        .menu
        .version)
}

pub async fn a_seeded_menu_is_read_back_as_it_was(database: &Database) {
    let store = seeded(database).await;
    assert_eq!(fetch(&store).await, menu());
    assert_eq!(store.fetch_menu_version(&StoreId::default()).await.unwrap(), Some(1));
}

pub async fn a_store_is_seeded_once_by_however_many_processes(database: &Database) {
    let starts = (0..6).map(|_| async {
        let store = database.open().await;
        store.seed_menu(&menu()).await.unwrap()
    });
    let seeded = join_all(starts).await;
    assert_eq!(seeded.iter().filter(|seeded| **seeded).count(), 1, "{seeded:?}");
    assert_eq!(fetch(&database.open().await).await, menu());
}

pub async fn a_change_counts_the_version_up_and_outlives_the_process(database: &Database) {
    let store = seeded(database).await;
    assert_eq!(dearer(&store, Some(1), 100).await.unwrap(), 2);
    assert_eq!(dearer(&store, None, 100).await.unwrap(), 3);
    store.close().await;
    let again = fetch(&database.open().await).await;
    assert_eq!((again.version, again.items[0].price_minor), (3, menu().items[0].price_minor + 200));
    assert_eq!(again.items[1..], menu().items[1..]);
}

pub async fn a_change_that_changes_nothing_keeps_the_version(database: &Database) {
    let store = seeded(database).await;
    assert_eq!(dearer(&store, Some(1), 0).await.unwrap(), 1);
    assert_eq!(fetch(&store).await, menu());
}

pub async fn of_two_editors_who_saw_the_same_version_one_is_refused(database: &Database) {
    let one = seeded(database).await;
    let other = database.open().await;
    let (a, b) = tokio::join!(dearer(&one, Some(1), 100), dearer(&other, Some(1), 300));
    let (won, lost, by) = if a.is_ok() { (a, b, 100) } else { (b, a, 300) };
    assert_eq!(won.unwrap(), 2);
    assert!(matches!(lost, Err(MenuChangeError::VersionConflict { version: 2 })), "{lost:?}");
    assert_eq!(fetch(&one).await.items[0].price_minor, menu().items[0].price_minor + by);
}

pub async fn many_writers_at_once_lose_no_change(database: &Database) {
    let one = seeded(database).await;
    let other = database.open().await;
    // A writer that waited too long for the others was refused, changed nothing and tries again.
    let writer = async |store: &Arc<dyn MenuRepository>| loop {
        match dearer(store, None, 100).await {
            Err(MenuChangeError::Store(RepositoryError::Unavailable(_))) => {}
            done => return done.unwrap(),
        }
    };
    let writers = (0..20).map(|n| writer(if n % 2 == 0 { &one } else { &other }));
    let all = tokio::time::timeout(Duration::from_secs(60), join_all(writers));
    let mut versions = all.await.unwrap();
    versions.sort_unstable();
    assert_eq!(versions, (2..=21).collect::<Vec<_>>());
    assert_eq!(fetch(&one).await.items[0].price_minor, menu().items[0].price_minor + 2_000);
}

pub async fn a_refused_change_leaves_everything_as_it_was(database: &Database) {
    let store = seeded(database).await;
    let broken = dearer(&store, None, -1_000_000).await;
    assert!(
        matches!(broken, Err(MenuChangeError::Refused(EditRefusal::InvalidMenu(_)))),
        "{broken:?}"
    );
    let refuses = |menu: &mut Menu| {
        menu.items.clear();
        Err(EditRefusal::NotFound("item"))
    };
    let refused = store
        .change_menu(
            &StoreId::default(),
            None,
            &refuses,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await;
    assert!(
        matches!(refused, Err(MenuChangeError::Refused(EditRefusal::NotFound("item")))),
        "{refused:?}"
    );
    assert_eq!(fetch(&store).await, menu());
}

pub async fn an_unknown_store_is_said_to_be_unknown(database: &Database) {
    let store = seeded(database).await;
    let unknown = "elsewhere".parse().unwrap();
    assert_eq!(store.fetch_menu_version(&unknown).await.unwrap(), None);
    assert_eq!(store.fetch_menu(&unknown).await.unwrap(), None);
    for expected in [None, Some(1)] {
        let changed = store
            .change_menu(
                &unknown,
                expected,
                &|_: &mut Menu| Ok(()),
                &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
            )
            .await;
        assert!(matches!(changed, Err(MenuChangeError::NoStore)), "{changed:?}");
    }
}

pub async fn stores_in_one_database_do_not_meet(database: &Database) {
    let store = seeded(database).await;
    let second: StoreId = "second".parse().unwrap();
    let theirs = seed::parse(seed::BUILT_IN, second.clone()).unwrap();
    assert!(store.seed_menu(&theirs).await.unwrap());
    let sold_out = |menu: &mut Menu| {
        menu.items[0].availability = Availability::Hidden;
        menu.items.truncate(3);
        Ok(())
    };
    store
        .change_menu(
            &StoreId::default(),
            None,
            &sold_out,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap();
    assert_eq!(store.fetch_menu(&second).await.unwrap().unwrap(), theirs);
    assert_eq!(fetch(&store).await.items.len(), 3);
}

pub async fn every_kind_of_availability_is_kept_to_the_millisecond(database: &Database) {
    let store = seeded(database).await;
    let sold_out = |until| Availability::SoldOut { until };
    let time = |text: &str| sold_out(SoldOutUntil::Time(text.parse().unwrap()));
    let kinds = [
        Availability::Hidden,
        sold_out(SoldOutUntil::Manual),
        time("2026-03-02T19:00:00.123456789Z"),
        Availability::Available,
    ];
    for (version, kind) in (2..).zip(kinds) {
        let set = |menu: &mut Menu| {
            menu.items[1].availability = kind;
            menu.option_groups[0].options[1].availability = kind;
            Ok(())
        };
        let answered = store
            .change_menu(
                &StoreId::default(),
                None,
                &set,
                &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
            )
            .await
            .unwrap()
            .menu;
        let kept = if kind == kinds[2] { time("2026-03-02T19:00:00.123Z") } else { kind };
        assert_eq!((answered.version, answered.items[1].availability), (version, kept));
        assert_eq!(fetch(&store).await, answered);
    }
    assert_eq!(fetch(&store).await.items, menu().items);
}

pub async fn what_is_taken_out_is_gone_and_the_order_of_the_rest_stays(database: &Database) {
    let store = seeded(database).await;
    let rearrange = |menu: &mut Menu| {
        let mut latte = menu.items.remove(2);
        latte.id = "new-latte".parse().unwrap();
        menu.items.push(latte);
        menu.items.swap(0, 5);
        menu.items[0].availability = Availability::Hidden;
        Ok(())
    };
    let changed = store
        .change_menu(
            &StoreId::default(),
            None,
            &rearrange,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap()
        .menu;
    assert_eq!(fetch(&store).await, changed);
    let fewer = |menu: &mut Menu| {
        menu.items.drain(..7);
        Ok(())
    };
    let changed = store
        .change_menu(
            &StoreId::default(),
            None,
            &fewer,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await
        .unwrap()
        .menu;
    assert_eq!(fetch(&store).await, changed);
}

/// Price and version change together, so a mix of two versions would be noticed.
pub async fn a_reader_sees_one_moment(database: &Database) {
    let store = seeded(database).await;
    let base = menu().items[0].price_minor;
    let writes = async {
        for _ in 0..15 {
            dearer(&store, None, 100).await.unwrap();
        }
    };
    let reads = async {
        for _ in 0..30 {
            let menu = fetch(&store).await;
            assert_eq!(menu.items[0].price_minor, base + (menu.version - 1) * 100);
        }
    };
    tokio::join!(writes, reads);
}

pub async fn pictures_are_kept_and_those_that_no_item_shows_go_after_a_day(database: &Database) {
    let store = seeded(database).await;
    let main = StoreId::default();
    let picture = |id: &str| EncodedPicture {
        id: id.parse().unwrap(),
        small: vec![1, 0, 255],
        large: id.as_bytes().to_vec(),
    };
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    for id in ["shown", "forgotten"] {
        store.store_picture(&main, &picture(id), at("2026-03-02T00:00:00Z")).await.unwrap();
    }
    let show = |menu: &mut Menu| {
        menu.items[0].picture = Some(menu_api::ItemPicture {
            id: "shown".parse().unwrap(),
            alt: menu_api::LocalizedText::default(),
        });
        Ok(())
    };
    let changed = store
        .change_menu(&main, None, &show, &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH))
        .await
        .unwrap()
        .menu;
    assert_eq!(fetch(&store).await, changed);
    let large = async |id: &str| {
        store.fetch_picture(&main, &id.parse().unwrap(), EncodedSize::Large).await.unwrap()
    };
    store.store_picture(&main, &picture("newer"), at("2026-03-02T23:00:00Z")).await.unwrap();
    assert_eq!(large("forgotten").await.as_deref(), Some(&b"forgotten"[..]), "not a day yet");
    store.store_picture(&main, &picture("newest"), at("2026-03-03T01:00:00Z")).await.unwrap();
    assert_eq!(large("forgotten").await, None);
    for id in ["shown", "newer", "newest"] {
        assert_eq!(large(id).await.as_deref(), Some(id.as_bytes()));
    }
    let small =
        store.fetch_picture(&main, &"shown".parse().unwrap(), EncodedSize::Small).await.unwrap();
    assert_eq!(small, Some(vec![1, 0, 255]));
    let elsewhere = store
        .fetch_picture(&"other".parse().unwrap(), &"shown".parse().unwrap(), EncodedSize::Small)
        .await;
    assert_eq!(elsewhere.unwrap(), None, "another store's");
}

/// Adds `by` to the price of the first item in the draft.
async fn dearer_later(
    store: &Arc<dyn MenuRepository>,
    expected: i64,
    by: i64,
) -> Result<i64, MenuChangeError> {
    let edit = move |menu: &mut Menu| {
        menu.items[0].price_minor += by;
        Ok(())
    };
    Ok(store
        .change_draft(
            &StoreId::default(),
            expected,
            &edit,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await?
        .menu
        .version)
}

pub async fn a_draft_outlives_the_process_and_is_published_once(database: &Database) {
    let store = seeded(database).await;
    let main = StoreId::default();
    assert_eq!(store.fetch_draft(&main).await.unwrap(), None);
    assert!(matches!(dearer_later(&store, 1, 100).await, Err(MenuChangeError::NoDraft)));
    let elsewhere = store
        .open_draft(
            &"elsewhere".parse().unwrap(),
            1,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await;
    assert!(matches!(elsewhere, Err(MenuChangeError::NoStore)), "{elsewhere:?}");
    assert_eq!(
        store
            .open_draft(&main, 700, &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH))
            .await
            .unwrap()
            .menu,
        Menu { version: 700, ..menu() }
    );
    assert_eq!(
        store
            .open_draft(&main, 900, &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH))
            .await
            .unwrap()
            .menu
            .version,
        700
    );
    assert_eq!(dearer_later(&store, 700, 100).await.unwrap(), 701);
    assert_eq!(dearer_later(&store, 701, 0).await.unwrap(), 701, "nothing is changed");
    store.close().await;
    let store = database.open().await;
    assert_eq!(fetch(&store).await, menu());
    assert_eq!(dearer(&store, Some(1), 50).await.unwrap(), 2);
    let drawn = store.fetch_draft(&main).await.unwrap().unwrap();
    assert_eq!(
        (drawn.version, drawn.items[0].price_minor),
        (701, menu().items[0].price_minor + 100)
    );
    let author = ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH);
    let ends = tokio::join!(
        store.end_draft(&main, 701, DraftOutcome::Published, &author),
        store.end_draft(&main, 701, DraftOutcome::Published, &author)
    );
    let (won, lost) = if ends.0.is_ok() { ends } else { (ends.1, ends.0) };
    assert_eq!(won.unwrap().menu, Menu { version: 3, ..drawn });
    assert!(matches!(lost, Err(MenuChangeError::NoDraft)), "{lost:?}");
    assert_eq!(fetch(&store).await.version, 3);
}

pub async fn of_two_who_change_a_draft_one_is_refused(database: &Database) {
    let one = seeded(database).await;
    let other = database.open().await;
    let main = StoreId::default();
    one.open_draft(&main, 700, &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH)).await.unwrap();
    let (a, b) = tokio::join!(dearer_later(&one, 700, 100), dearer_later(&other, 700, 300));
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    assert_eq!(won.unwrap(), 701);
    assert!(matches!(lost, Err(MenuChangeError::VersionConflict { version: 701 })), "{lost:?}");
    let late = one
        .end_draft(
            &main,
            700,
            DraftOutcome::Dropped,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH),
        )
        .await;
    assert!(matches!(late, Err(MenuChangeError::VersionConflict { version: 701 })), "{late:?}");
    assert_eq!(
        one.end_draft(
            &main,
            701,
            DraftOutcome::Dropped,
            &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH)
        )
        .await
        .unwrap()
        .menu,
        menu()
    );
    assert_eq!(one.fetch_draft(&main).await.unwrap(), None);
}

pub async fn a_change_is_recorded_with_who_made_it_and_the_record_stays(database: &Database) {
    let store = seeded(database).await;
    let id = StoreId::default();
    assert_eq!(
        store.list_audit_entries(&id, None, 10).await.unwrap().events,
        [],
        "a seed is nobody's change"
    );
    let now =
        Timestamp::from_millisecond(service_kit::Clock::system().now().as_millisecond()).unwrap();
    let actor = AuditActor { id: uuid::Uuid::from_u128(7), name: "지훈".to_owned() };
    let author = ChangeAuthor {
        actor: Some(actor.clone()),
        device: Some(uuid::Uuid::from_u128(8)),
        at: now,
    };
    let price = fetch(&store).await.items[0].price_minor;
    let dearer = |menu: &mut Menu| {
        menu.items[0].price_minor += 500;
        Ok(())
    };
    store.change_menu(&id, None, &dearer, &author).await.unwrap();
    let nothing = |_: &mut Menu| Ok(());
    store.change_menu(&id, None, &nothing, &author).await.unwrap();
    let refused = |menu: &mut Menu| {
        menu.items[0].price_minor = -1;
        Ok(())
    };
    store.change_menu(&id, None, &refused, &author).await.unwrap_err();
    let records = store.list_audit_entries(&id, None, 10).await.unwrap().events;
    assert_eq!(records.len(), 1, "what changes nothing, or is refused, is no change: {records:?}");
    let who = (records[0].actor.as_ref(), records[0].device, records[0].at);
    assert_eq!(
        (who, records[0].action.as_str()),
        ((Some(&actor), author.device, now), "item.change")
    );
    let field = |price: i64| Some(format!("{{\"price_minor\":{price}}}"));
    assert_eq!((&records[0].before, &records[0].after), (&field(price), &field(price + 500)));

    let draft = store.open_draft(&id, 1, &author).await.unwrap().menu.version;
    let draft = store.change_draft(&id, draft, &dearer, &author).await.unwrap().menu.version;
    store.end_draft(&id, draft, DraftOutcome::Published, &author).await.unwrap();
    let actions =
        |events: Vec<AuditEvent>| events.into_iter().map(|event| event.action).collect::<Vec<_>>();
    let AuditPage { events: newest, more } = store.list_audit_entries(&id, None, 4).await.unwrap();
    assert!(more, "there is one before them");
    let oldest = newest[3].id;
    assert_eq!(
        actions(newest),
        ["item.change", "draft.publish", "draft.item.change", "draft.open"]
    );
    assert_eq!(
        actions(store.list_audit_entries(&id, Some(oldest), 4).await.unwrap().events),
        ["item.change"]
    );
    for tampering in ["UPDATE audit_events SET action = 'none'", "DELETE FROM audit_events"] {
        assert!(database.refuses_sql(tampering).await, "{tampering}");
    }
}

pub async fn a_hidden_character_of_earlier_is_left_out_and_a_new_one_is_refused(
    database: &Database,
) {
    let store = database.open().await;
    let id = StoreId::default();
    let mut before = menu();
    before.items[0].name.ko = "라\u{202E}떼\u{200B}".to_owned();
    assert!(store.seed_menu(&before).await.unwrap(), "as it was kept once");
    assert_eq!(fetch(&store).await.items[0].name.ko, "라떼");
    dearer(&store, None, 500).await.unwrap();
    for hidden in ["라떼\u{202E}", "라\u{200B}떼", "\u{3164}", "라떼\u{FEFF}", "\u{2066}라떼"]
    {
        let rename = |menu: &mut Menu| {
            menu.items[0].name.ko = hidden.to_owned();
            Ok(())
        };
        let refused = store
            .change_menu(&id, None, &rename, &ChangeAuthor::without_actor(Timestamp::UNIX_EPOCH))
            .await;
        assert!(
            matches!(refused, Err(MenuChangeError::Refused(EditRefusal::InvalidMenu(_)))),
            "{hidden:?} {refused:?}"
        );
    }
}
