//! Limits per phone, and retention of customers' data.

use crate::{
    change, databases::Base, minutes, moved, noon, orders::new_order, place, placement, printing,
    step,
};
use db_kit::audit::ChangeAuthor;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use order::{
    db::{
        BlockPhoneOutcome, ErasureOutcome, OrderRepository, PlaceOutcome, PlacingRefusal, SCHEMA,
        ServiceDatabase,
    },
    domain::ChangeDecision,
    forgetting,
    operation_caller::OperationCaller,
};
use order_api::{
    COUNTER, FeedCursor, NewOrder, Order, OrderActor, OrderId, OrderStatus, PhoneLimits, limits,
};
use service_kit::Clock;
use staff_api::{AuditActor, AuditPage};
use std::num::NonZeroU32;
use uuid::Uuid;

/// Personal data that occurs nowhere else in the database.
const NAME: &str = "Hong-Gildong-of-the-test";
const NOTE: &str = "less-ice-of-the-test";
const STAFF: &str = "Jihun-of-the-test";

fn limited(unaccepted: u32, cups: u32) -> NewOrder {
    let phone_limits =
        PhoneLimits { unaccepted_orders: NonZeroU32::new(unaccepted), cups: NonZeroU32::new(cups) };
    NewOrder { phone_limits, ..new_order() }
}

fn of_session(session: &str, mut order: NewOrder) -> NewOrder {
    order.customer.session = session.to_owned();
    order
}

async fn placed(base: &Base, key: &str, order: NewOrder) -> PlaceOutcome {
    base.store.place_order(placement(key, order, noon())).await.unwrap()
}

fn refused(placed: &PlaceOutcome) -> Option<PlacingRefusal> {
    match placed {
        PlaceOutcome::Refused(refusal) => Some(*refusal),
        _ => None,
    }
}

fn jihun(at: Timestamp) -> ChangeAuthor {
    let actor = AuditActor { id: Uuid::from_u128(7), name: STAFF.to_owned() };
    ChangeAuthor { actor: Some(actor), device: Some(Uuid::from_u128(8)), at }
}

/// The same member of staff as an authorized caller.
fn by_jihun(at: Timestamp) -> OperationCaller {
    OperationCaller::for_staff(jihun(at))
}

async fn block(
    store: &dyn OrderRepository,
    id: OrderId,
    until: Timestamp,
    asker: &OperationCaller,
) -> BlockPhoneOutcome {
    store.block_phone(id, until, asker).await.unwrap().unwrap()
}

async fn erase(
    store: &dyn OrderRepository,
    id: OrderId,
    asker: &OperationCaller,
) -> ErasureOutcome {
    store.erase_customer(id, asker).await.unwrap().unwrap()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

pub async fn of_twenty_placements_at_once_a_phone_has_as_many_as_it_may(base: &Base) {
    let keys: Vec<_> = (0..20).map(|n| format!("k{n}")).collect();
    let all = join_all(keys.iter().map(|key| placed(base, key, limited(3, 0)))).await;
    let (no, yes): (Vec<_>, Vec<_>) = all.into_iter().partition(|placed| refused(placed).is_some());
    assert_eq!((yes.len(), no.len()), (3, 17));
    assert!(no.iter().all(|placed| refused(placed) == Some(PlacingRefusal::TooManyOpenOrders)));
    let other = placed(base, "other", of_session("s2", limited(3, 0))).await;
    let PlaceOutcome::New(other) = other else {
        panic!("another phone has its own bound: {other:?}")
    };
    assert_eq!(other.number, 4, "who was refused has taken no number");
    let Some(PlaceOutcome::New(first)) = yes.into_iter().next() else { panic!("three are new") };
    moved(&*base.store, &first, OrderStatus::Accepted, noon()).await;
    let next = placed(base, "next", limited(3, 0)).await;
    assert!(matches!(next, PlaceOutcome::New(_)), "one was accepted: {next:?}");
    let over = placed(base, "over", limited(3, 0)).await;
    assert_eq!(refused(&over), Some(PlacingRefusal::TooManyOpenOrders));
    let again = placed(base, "next", limited(3, 0)).await;
    assert!(matches!(again, PlaceOutcome::Again(_)), "a retry is no further order: {again:?}");
}

pub async fn a_phone_has_so_many_pieces_open_and_the_counter_any_number(base: &Base) {
    let auto = || {
        let mut order = limited(0, 5);
        order.terms.auto_accept = true;
        order
    };
    let PlaceOutcome::New(first) = placed(base, "a", auto()).await else { panic!("two of five") };
    assert!(matches!(placed(base, "b", auto()).await, PlaceOutcome::New(_)), "four of five");
    assert_eq!(refused(&placed(base, "c", auto()).await), Some(PlacingRefusal::TooManyCups));
    let accepted = base.store.fetch_order(first.id).await.unwrap().unwrap();
    moved(&*base.store, &accepted, OrderStatus::Cancelled, noon()).await;
    assert!(
        matches!(placed(base, "c", auto()).await, PlaceOutcome::New(_)),
        "an ended order has none open"
    );
    for key in ["x", "y", "z"] {
        let walk_in = placed(base, key, of_session(COUNTER, limited(1, 1))).await;
        assert!(matches!(walk_in, PlaceOutcome::New(_)), "{walk_in:?}");
    }
}

pub async fn a_blocked_phone_places_nothing_until_its_time_is_over(base: &Base) {
    let store = &*base.store;
    let until = noon() + minutes(60);
    let order = place(store, "k", noon()).await;
    let author = by_jihun(noon());
    let BlockPhoneOutcome::Done(phone) = block(store, order.id, until, &author).await else {
        panic!("it is a phone")
    };
    assert_eq!((phone.order, phone.number, phone.until), (order.id, order.number, until));
    assert_eq!(phone.by.as_ref().map(|by| by.name.as_str()), Some(STAFF));
    assert_eq!(
        refused(&placed(base, "next", new_order()).await),
        Some(PlacingRefusal::PhoneBlocked)
    );
    assert!(
        matches!(placed(base, "k", new_order()).await, PlaceOutcome::Again(_)),
        "a retry is answered as ever"
    );
    assert!(matches!(
        placed(base, "other", of_session("s2", new_order())).await,
        PlaceOutcome::New(_)
    ));
    assert_eq!(store.list_blocked_phones("main", noon()).await.unwrap(), [phone]);
    assert_eq!(store.list_blocked_phones("other", noon()).await.unwrap(), []);

    assert!(store.unblock_phone(order.id, &author).await.unwrap().unwrap());
    assert!(matches!(placed(base, "free", new_order()).await, PlaceOutcome::New(_)));
    block(store, order.id, until, &author).await;
    let late = base.store.place_order(placement("late", new_order(), until)).await.unwrap();
    assert!(matches!(late, PlaceOutcome::New(_)), "its time is over: {late:?}");
    forgetting::forget_due_customers(store, &Clock::manual(until)).await.unwrap();
    assert_eq!(store.list_blocked_phones("main", noon()).await.unwrap(), [], "and it is forgotten");

    let walk_in = placed(base, "walk-in", of_session(COUNTER, new_order())).await;
    let PlaceOutcome::New(walk_in) = walk_in else { panic!("it is new") };
    assert_eq!(block(store, walk_in.id, until, &author).await, BlockPhoneOutcome::NoPhone);
    let nobody = OrderId(Uuid::nil());
    assert_eq!(block(store, nobody, until, &author).await, BlockPhoneOutcome::NotFound);
    assert!(!store.unblock_phone(nobody, &author).await.unwrap().unwrap());
}

pub async fn a_longer_block_keeps_its_beginning_also_at_the_limit(base: &Base) {
    let store = &*base.store;
    let until = noon() + minutes(60);
    let first = place(store, "k", noon()).await;
    let second = place(store, "l", noon()).await;
    for number in 1..limits::BLOCKED_PHONES {
        let key = format!("k{number}");
        let session = format!("phone-{number}");
        let other = placed(base, &key, of_session(&session, new_order())).await;
        let PlaceOutcome::New(other) = other else { panic!("{other:?}") };
        block(store, other.id, until, &by_jihun(noon())).await;
    }
    block(store, first.id, until, &by_jihun(noon())).await;
    let longer = block(store, second.id, until + minutes(60), &by_jihun(noon() + minutes(1))).await;
    let BlockPhoneOutcome::Done(longer) = longer else { panic!("{longer:?}") };
    assert_eq!((longer.order, longer.since, longer.until), (first.id, noon(), until + minutes(60)));
    assert!(
        store.list_blocked_phones("main", noon()).await.unwrap().contains(&longer),
        "the list says the same"
    );
    let PlaceOutcome::New(one_more) = placed(base, "more", of_session("more", new_order())).await
    else {
        panic!()
    };
    assert_eq!(
        block(store, one_more.id, until, &by_jihun(noon())).await,
        BlockPhoneOutcome::TooMany
    );
}

fn personal(forget_after_days: u32) -> NewOrder {
    let mut order = new_order();
    (order.customer.name, order.note) = (NAME.to_owned(), NOTE.to_owned());
    order.terms.forget_after_days = forget_after_days;
    order
}

/// An ended order with the customer's name and with the member of staff who cancelled it.
async fn rejected(base: &Base, key: &str, forget_after_days: u32) -> Order {
    let PlaceOutcome::New(order) = placed(base, key, personal(forget_after_days)).await else {
        panic!("it is new")
    };
    base.store
        .change_order(step(&order, OrderStatus::Accepted, OrderActor::Staff, by_jihun(noon())))
        .await
        .unwrap();
    let order = base.store.fetch_order(order.id).await.unwrap().unwrap();
    let cancel = step(&order, OrderStatus::Cancelled, OrderActor::Staff, by_jihun(noon()));
    let Some(ChangeDecision::Changed(event)) = base.store.change_order(cancel).await.unwrap()
    else {
        panic!("it is allowed")
    };
    event.order
}

async fn forget(base: &Base, at: Timestamp) {
    while forgetting::forget_due_customers(&*base.store, &Clock::manual(at)).await.unwrap() {}
}

/// The database as an export, in text.
async fn exported(base: &Base) -> String {
    let mut file = Vec::new();
    ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap().export_archive(&mut file).await.unwrap();
    String::from_utf8(file).unwrap()
}

/// The bytes of the database file and of a fresh backup; none on Postgres.
async fn files(base: &Base) -> Vec<Vec<u8>> {
    let Some(file) = base.url.strip_prefix("sqlite:") else { return Vec::new() };
    base.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").await;
    let copy = tempfile::NamedTempFile::new().unwrap();
    ServiceDatabase::from_url(&SCHEMA, &base.url).unwrap().back_up_to(copy.path()).await.unwrap();
    vec![std::fs::read(file).unwrap(), std::fs::read(copy.path()).unwrap()]
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

pub async fn a_name_goes_from_every_row_when_its_time_is_over(base: &Base) {
    let store = &*base.store;
    printing::add_printer(store, printing::settings("main")).await;
    let order = rejected(base, "short", 7).await;
    let longer = rejected(base, "long", 8).await;
    let PlaceOutcome::New(open) = placed(base, "open", personal(1)).await else {
        panic!("it is new")
    };
    forget(base, noon() + days(7) - minutes(1)).await;
    assert_eq!(
        store.fetch_order(order.id).await.unwrap().as_ref(),
        Some(&order),
        "its time is not over"
    );

    forget(base, noon() + days(7)).await;
    let now = store.fetch_order(order.id).await.unwrap().unwrap();
    assert_eq!((now.customer.name.as_str(), now.note.as_str()), ("", ""));
    let by = now.handling.changed_by.as_ref().unwrap();
    assert_eq!(
        (by.id, by.name.as_str()),
        (Uuid::from_u128(7), ""),
        "who it was stays, the name goes"
    );
    assert_eq!(by.device, Some(Uuid::from_u128(8)), "and where it was done stays");
    assert_eq!((now.version, now.total, &now.lines), (order.version, order.total, &order.lines));
    let events = store.list_order_events(order.id).await.unwrap();
    assert_eq!(events.len(), 3);
    assert!(
        events
            .iter()
            .all(|event| event.order.customer.name.is_empty() && event.order.note.is_empty())
    );
    assert_eq!(store.fetch_order(longer.id).await.unwrap().as_ref(), Some(&longer));
    assert_eq!(
        store.fetch_order(open.id).await.unwrap(),
        Some(open.clone()),
        "the counter needs it still"
    );
    let feed = crate::feed::read_until(store, FeedCursor::default(), 200, 7).await;
    assert_eq!(feed.len(), 7, "the feed has every event, under its position");

    moved(store, &open, OrderStatus::Rejected, noon()).await;
    forget(base, noon() + days(8)).await;
    let text = exported(base).await;
    assert!(text.contains(&order.id.to_string()));
    for gone in [NAME, NOTE, STAFF] {
        assert!(!text.contains(gone), "{gone}");
        assert!(files(base).await.iter().all(|file| !holds(file, gone)), "{gone} is in a file");
    }
    assert_eq!(
        placed(base, "short", personal(7)).await,
        PlaceOutcome::KeyReused,
        "what it was is not known any more"
    );
}

pub async fn an_ended_order_forgets_its_customer_when_it_is_asked_to(base: &Base) {
    let store = &*base.store;
    let PlaceOutcome::New(open) = placed(base, "open", personal(30)).await else {
        panic!("it is new")
    };
    assert_eq!(
        erase(store, open.id, &OperationCaller::for_service(noon())).await,
        ErasureOutcome::StillOpen
    );
    let ended = moved(store, &open, OrderStatus::Rejected, noon()).await;
    for _again in 0..2 {
        let ErasureOutcome::Done(order) = erase(store, ended.id, &by_jihun(noon())).await else {
            panic!("it has ended")
        };
        assert_eq!((order.customer.name.as_str(), order.note.as_str()), ("", ""));
    }
    let text = exported(base).await;
    assert!(!text.contains(NAME) && !text.contains(NOTE));
    let records = store.list_audit_entries("main", None, 10).await.unwrap().events;
    assert_eq!((records.len(), records[0].action.as_str()), (1, "order.erase"), "once");
    let events = store.list_order_events(ended.id).await.unwrap();
    let versions: Vec<_> = events.iter().map(|event| event.order.version).collect();
    assert_eq!(versions, [1, 2, 3], "screens are told by one more event");
    assert_eq!(
        erase(store, OrderId(Uuid::nil()), &OperationCaller::for_service(noon())).await,
        ErasureOutcome::NotFound
    );
}

pub async fn a_change_that_crosses_an_erasure_brings_no_name_back(base: &Base) {
    let store = &*base.store;
    let PlaceOutcome::New(order) = placed(base, "k", personal(1)).await else {
        panic!("it is new")
    };
    let ended = moved(store, &order, OrderStatus::Accepted, noon()).await;
    let ended = moved(store, &ended, OrderStatus::Preparing, noon()).await;
    let ended = moved(store, &ended, OrderStatus::Ready, noon()).await;
    let ended = moved(store, &ended, OrderStatus::Completed, noon()).await;
    let recall =
        || store.change_order(change(&ended, OrderStatus::Ready, OrderActor::Staff, noon()));
    let customer = OperationCaller::for_service(noon());
    let erase = || store.erase_customer(ended.id, &customer);
    let (recalled, erased) = tokio::join!(recall(), erase());
    assert!(matches!(recalled, Ok(Some(_))), "{recalled:?}");
    let is_erased = matches!(erased, Ok(Ok(ErasureOutcome::Done(_))));
    let events = store.list_order_events(ended.id).await.unwrap();
    let names = events.iter().filter(|event| !event.order.note.is_empty()).count();
    assert_eq!(names, if is_erased { 0 } else { events.len() }, "all of it or nothing");
    assert!(
        is_erased || matches!(recalled, Ok(Some(ChangeDecision::Changed(_)))),
        "one of the two came first"
    );
}

pub async fn a_store_with_much_to_forget_does_so_in_parts(base: &Base) {
    for n in 0..60 {
        rejected(base, &format!("k{n}"), 1).await;
    }
    let at = Clock::manual(noon() + days(1));
    assert!(forgetting::forget_due_customers(&*base.store, &at).await.unwrap(), "there is more");
    assert!(exported(base).await.contains(NAME));
    assert!(!forgetting::forget_due_customers(&*base.store, &at).await.unwrap());
    assert!(!exported(base).await.contains(NAME));
}

pub async fn a_clock_that_jumps_ahead_erases_nobody(base: &Base) {
    rejected(base, "k", 1).await;
    for hours in [48, 10 * 365 * 24] {
        let clock = Clock::manual(noon());
        clock.record_newest_time(noon());
        clock.shift_by(SignedDuration::from_hours(hours));
        forgetting::forget_due_customers(&*base.store, &clock).await.unwrap();
        assert!(exported(base).await.contains(NAME));
        clock.shift_by(-SignedDuration::from_hours(hours));
        forgetting::forget_due_customers(&*base.store, &clock).await.unwrap();
        assert!(exported(base).await.contains(NAME), "its day is not over");
    }
    let clock = Clock::manual(noon());
    clock.shift_by(days(2));
    clock.advance_by(days(3));
    forgetting::forget_due_customers(&*base.store, &clock).await.unwrap();
    assert!(!exported(base).await.contains(NAME), "a clock that has settled is right");
}

pub async fn what_staff_changed_is_recorded_and_stays(base: &Base) {
    let store = &*base.store;
    // The triggers check the database's own clock, so use the current time.
    let now = Timestamp::from_millisecond(Clock::system().now().as_millisecond()).unwrap();
    let order = place(store, "k", now).await;
    let record = async |at: Timestamp| {
        block(store, order.id, at + minutes(60), &by_jihun(at)).await;
    };
    for minute in 0..3 {
        record(now + minutes(minute)).await;
    }
    let list = async |before, limit| store.list_audit_entries("main", before, limit).await.unwrap();
    let AuditPage { events: first, more } = list(None, 2).await;
    assert_eq!((first.len(), more), (2, true));
    let ChangeAuthor { actor, device, at } = jihun(now + minutes(2));
    let newest = (first[0].actor.clone(), first[0].device, first[0].at);
    assert_eq!(newest, (actor, device, at), "the newest first, with who and where");
    assert_eq!(
        (first[0].action.as_str(), first[0].subject.as_str()),
        ("phone.block", &*order.id.to_string())
    );
    let AuditPage { events: rest, more } = list(Some(first[1].id), 2).await;
    assert_eq!((rest.len(), rest[0].at, more), (1, now, false));
    assert_eq!(store.list_audit_entries("other", None, 2).await.unwrap().events, []);
    for tampering in
        ["UPDATE audit_events SET actor_name = 'somebody else'", "DELETE FROM audit_events"]
    {
        assert!(base.refuses_sql(tampering).await, "{tampering}");
    }
    assert_eq!(list(None, 10).await.events.len(), 3);

    record(now - days(401)).await;
    assert_eq!(list(None, 10).await.events.len(), 4);
    record(now).await;
    assert_eq!(list(None, 10).await.events.len(), 4, "one came, and one was over");
}
