//! Tests of placing while services fail and menus change.

use crate::{
    fake_menu::FakeMenu,
    fake_order::{self, Fake},
    fixture::{Folder, PATIENCE, Process, gateway, menu_until, now, nowhere, placement},
};
use gateway::{CacheFreshness, Gateway, OrderRequest, PlaceError};
use jiff::{SignedDuration, Timestamp};
use menu_api::{Availability, QueuedWork, SoldOutUntil, hours::OrderingStatus, pricing::LineFault};
use order_api::{CupKind, DiningMode};

struct Cafe {
    menu: FakeMenu,
    order: Process,
    orders: Fake,
    gateway: Gateway,
    _folder: Folder,
}

async fn cafe() -> Cafe {
    let menu = FakeMenu::start();
    let folder = Folder::new();
    let (order, orders) = fake_order::start();
    let gateway = gateway(menu.process.url(), order.url(), folder.path());
    menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
    Cafe { menu, order, orders, gateway, _folder: folder }
}

impl Cafe {
    fn count(&self) -> usize {
        self.orders.0.lock().unwrap().placed.len()
    }
}

#[tokio::test]
async fn the_service_gets_a_priced_snapshot_and_a_repeated_placement_makes_one_order() {
    let cafe = cafe().await;
    let first = cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    assert!(!first.replayed);
    let body = serde_json::to_value(&cafe.orders.0.lock().unwrap().placed[0].1).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "store": "seongsu", "zone": "Asia/Seoul", "day_begins_hour": 4,
            "opening": { "opens_at": "2026-02-28T15:00:00Z", "closes_at": "2026-03-16T15:00:00Z" },
            "customer": { "session": "session-1", "name": "민지" },
            "dining": "takeout", "menu_version": 1, "menu_verified": true, "currency": "KRW",
            "lines": [{
                "item_id": "latte", "name": "카페 라떼", "unit_price": 5000, "quantity": 2,
                "options": [{ "option_id": "shot", "group": "샷", "name": "샷 추가", "price": 600, "quantity": 1 }],
                "line_total": 11200,
            }],
            "total": 11200, "note": "", "lead_time_s": 600,
            "terms": { "accept_within_s": 600, "hold_s": 3600, "auto_accept": false, "forget_after_days": 30 },
            "phone_limits": { "unaccepted_orders": 3, "cups": 30 },
        })
    );
    let again = cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    assert!(again.replayed);
    assert_eq!((again.order, cafe.count()), (first.order, 1));
}

#[tokio::test]
async fn with_the_menu_down_orders_are_taken_unverified_without_a_wait() {
    let mut cafe = cafe().await;
    cafe.menu.process.kill();
    for n in 0..10 {
        let placed = cafe.gateway.place_order(placement(&format!("k{n}")), now()).await.unwrap();
        assert!(!placed.order.menu_verified);
    }
    assert_eq!(cafe.count(), 10);
}

#[tokio::test]
async fn a_menu_that_accepts_and_never_answers_does_not_hold_up_an_order() {
    let folder = Folder::new();
    let hung = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let copy = serde_json::to_vec(&crate::fixture::menu(7)).unwrap();
    std::fs::write(folder.path().join("last-known-menu.json"), copy).unwrap();
    let (order, _orders) = fake_order::start();
    let gateway =
        gateway(format!("http://{}", hung.local_addr().unwrap()), order.url(), folder.path());
    let placed = tokio::time::timeout(PATIENCE, gateway.place_order(placement("k"), now()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((placed.order.menu_verified, placed.order.menu_version), (false, 7));
}

#[tokio::test]
async fn a_crowd_that_orders_at_once_asks_for_the_menu_a_few_times_only() {
    let cafe = cafe().await;
    let asked = || cafe.menu.asked.load(std::sync::atomic::Ordering::SeqCst);
    let before = asked();
    let keys: Vec<_> = (0..40).map(|n| format!("k{n}")).collect();
    let placed = keys.iter().map(|key| cafe.gateway.place_order(placement(key), now()));
    let placed = futures::future::join_all(placed).await;
    assert!(
        placed.iter().all(|placed| placed.as_ref().is_ok_and(|placed| placed.order.menu_verified))
    );
    assert_eq!(cafe.count(), 40);
    assert!((1..=3).contains(&(asked() - before)), "{}", asked() - before);
}

#[tokio::test]
async fn a_lost_reply_is_asked_for_again_and_stays_one_order() {
    let cafe = cafe().await;
    cafe.orders.0.lock().unwrap().lose_replies = 1;
    let placed = cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    assert_eq!((placed.order.number, cafe.count(), cafe.orders.0.lock().unwrap().posts), (1, 1, 2));
    assert!(!placed.replayed, "its customer has pressed once");
}

#[tokio::test]
async fn a_retry_whose_menu_moved_on_meanwhile_finds_the_order_and_its_price() {
    let cafe = cafe().await;
    cafe.orders.0.lock().unwrap().lose_replies = 3;
    let lost = cafe.gateway.place_order(placement("k"), now()).await.unwrap_err();
    assert!(matches!(&lost, PlaceError::Gateway(error) if error.is_unavailable()), "{lost:?}");
    cafe.menu.change(|menu| menu.items[0].price_minor = 9000);
    let found = cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    assert!(found.replayed);
    assert_eq!((found.order.total, cafe.count()), (11_200, 1));
}

#[tokio::test]
async fn a_price_that_rose_after_it_was_shown_is_not_charged_unasked() {
    let cafe = cafe().await;
    let agreed = || OrderRequest { shown_total_minor: Some(11_200), ..placement("k") };
    cafe.menu.change(|menu| menu.items[0].price_minor = 9000);
    assert_eq!(
        cafe.gateway.place_order(agreed(), now()).await.unwrap_err(),
        PlaceError::PriceChanged
    );
    assert_eq!(cafe.count(), 0);
    cafe.menu.change(|menu| menu.items[0].price_minor = 5000);
    assert_eq!(cafe.gateway.place_order(agreed(), now()).await.unwrap().order.total, 11_200);
}

#[tokio::test]
async fn a_key_that_placed_something_else_is_refused() {
    let cafe = cafe().await;
    cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    let others = [
        OrderRequest { cart: "latte*1~shot".parse().unwrap(), ..placement("k") },
        OrderRequest { cart: "latte*2~shot*2".parse().unwrap(), ..placement("k") },
        OrderRequest { name: "수진".to_owned(), ..placement("k") },
        OrderRequest { note: "덜 달게".to_owned(), ..placement("k") },
        OrderRequest { dining: DiningMode::Here, ..placement("k") },
        OrderRequest { cup: Some(CupKind::Own), ..placement("k") },
        OrderRequest { pickup_at: Some(now() + SignedDuration::from_mins(30)), ..placement("k") },
        OrderRequest { session: "session-2".to_owned(), ..placement("k") },
    ];
    for other in others {
        assert_eq!(cafe.gateway.place_order(other, now()).await, Err(PlaceError::KeyReused));
    }
    assert_eq!(cafe.count(), 1);
}

#[tokio::test]
async fn when_the_shop_closed_since_the_try_that_succeeded_its_order_is_returned() {
    let cafe = cafe().await;
    let first = cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    cafe.menu.change(|menu| menu.store.hours = Default::default());
    let again = cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    assert_eq!((again.replayed, again.order), (true, first.order));
    let fresh = cafe.gateway.place_order(placement("other"), now()).await;
    assert_eq!(fresh, Err(PlaceError::NotOpen(OrderingStatus::Closed { opens_at: None })));
    let stranger = OrderRequest { session: "session-2".to_owned(), ..placement("k") };
    assert!(matches!(cafe.gateway.place_order(stranger, now()).await, Err(PlaceError::NotOpen(_))));
}

#[tokio::test]
async fn what_sold_out_meanwhile_refuses_a_new_order_by_its_line_and_not_one_that_succeeded() {
    let cafe = cafe().await;
    cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    cafe.menu.change(|menu| {
        menu.items[0].availability = Availability::SoldOut { until: SoldOutUntil::Manual };
    });
    let refused = cafe.gateway.place_order(placement("other"), now()).await;
    assert_eq!(refused, Err(PlaceError::Cart(vec![(0, LineFault::ItemSoldOut)])));
    assert!(cafe.gateway.place_order(placement("k"), now()).await.unwrap().replayed);
}

#[tokio::test]
async fn an_order_for_later_keeps_its_slot_and_one_that_is_gone_is_refused() {
    let cafe = cafe().await;
    let at = |minutes| OrderRequest {
        pickup_at: Some(now() + SignedDuration::from_mins(minutes)),
        ..placement("k")
    };
    for gone in [-10, 0, 25, 1_450] {
        assert_eq!(
            cafe.gateway.place_order(at(gone), now()).await,
            Err(PlaceError::SlotGone),
            "{gone}"
        );
    }
    let placed = cafe.gateway.place_order(at(10), now()).await.unwrap();
    assert_eq!(placed.order.promised_at, now() + SignedDuration::from_mins(10));
    let later = now() + SignedDuration::from_mins(60);
    assert!(
        cafe.gateway.place_order(at(10), later).await.unwrap().replayed,
        "a slot that is over by now had been had"
    );
}

#[tokio::test]
async fn a_closed_store_takes_an_order_for_a_time_at_which_it_is_open_again() {
    let cafe = cafe().await;
    let here = now().in_tz("Asia/Seoul").unwrap();
    let opens = here.hour() + 2;
    let hours: menu_api::WeeklyHours = serde_json::from_value(
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .into_iter()
            .map(|day| {
                (day.to_owned(), serde_json::json!([format!("{opens:02}:00-{:02}:00", opens + 2)]))
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
    )
    .unwrap();
    cafe.menu.change(|menu| menu.store.hours = hours);
    let closed = cafe.gateway.place_order(placement("now"), now()).await;
    assert!(
        matches!(closed, Err(PlaceError::NotOpen(OrderingStatus::Closed { opens_at: Some(_) }))),
        "{closed:?}"
    );
    let opening = here
        .with()
        .hour(opens)
        .minute(0)
        .second(0)
        .subsec_nanosecond(0)
        .build()
        .unwrap()
        .timestamp();
    let at = |pickup_at| OrderRequest { pickup_at: Some(pickup_at), ..placement("later") };
    let early = opening - SignedDuration::from_mins(10);
    assert_eq!(cafe.gateway.place_order(at(early), now()).await, Err(PlaceError::SlotGone));
    assert_eq!(
        cafe.gateway.place_order(at(opening), now()).await,
        Err(PlaceError::SlotGone),
        "nothing is made by then"
    );
    let first = opening + SignedDuration::from_mins(10);
    let placed = cafe.gateway.place_order(at(first), now()).await.unwrap();
    assert_eq!((placed.order.promised_at, cafe.count()), (first, 1));
    let told = cafe.orders.0.lock().unwrap().placed[0].1.opening.unwrap();
    assert_eq!((told.opens_at, told.closes_at), (opening, opening + SignedDuration::from_hours(2)));
}

#[tokio::test]
async fn what_would_be_ready_after_closing_is_refused_and_a_smaller_order_is_not() {
    let cafe = cafe().await;
    let hours: menu_api::WeeklyHours =
        serde_json::from_value(serde_json::json!({ "mon": ["08:00-22:00"] })).unwrap();
    cafe.menu.change(|menu| menu.store.hours = hours);
    let at = |text: &str| format!("2026-03-02T{text}+09:00").parse::<Timestamp>().unwrap();
    let fifty = || OrderRequest { cart: "latte*50~shot".parse().unwrap(), ..placement("fifty") };
    assert_eq!(
        cafe.gateway.place_order(fifty(), at("21:48:00")).await,
        Err(PlaceError::ReadyAfterClosing)
    );
    assert!(
        cafe.gateway.place_order(placement("k"), at("21:52:00")).await.is_ok(),
        "offered two minutes ago"
    );
    let late = cafe.gateway.place_order(placement("late"), at("21:52:01")).await;
    assert_eq!(late, Err(PlaceError::ReadyAfterClosing));
    let walk_in = OrderRequest { session: order_api::COUNTER.to_owned(), ..placement("counter") };
    assert!(
        cafe.gateway.place_order(walk_in, at("21:59:00")).await.is_ok(),
        "staff know until when they are there"
    );
    cafe.menu.change(|menu| menu.store.last_order_minutes = 30);
    let after_last_order = cafe.gateway.place_order(placement("last"), at("21:32:01")).await;
    assert!(
        matches!(after_last_order, Err(PlaceError::NotOpen(OrderingStatus::Closed { .. }))),
        "{after_last_order:?}"
    );
}

#[tokio::test]
async fn what_has_hours_of_its_own_is_ordered_ahead_for_them_and_not_for_now() {
    let cafe = cafe().await;
    cafe.menu
        .change(|menu| menu.items[0].served = vec!["13:00-14:00".to_owned().try_into().unwrap()]);
    let one = now() + SignedDuration::from_hours(1);
    let refused = cafe.gateway.place_order(placement("now"), now()).await;
    let fault = LineFault::NotServedNow { next_at_ms: Some(one.as_millisecond()) };
    assert_eq!(refused, Err(PlaceError::Cart(vec![(0, fault)])));
    let ahead = OrderRequest { pickup_at: Some(one), ..placement("ahead") };
    assert_eq!(cafe.gateway.place_order(ahead, now()).await.unwrap().order.pickup_at, Some(one));
}

#[tokio::test]
async fn staff_take_orders_while_nobody_else_may_and_have_accepted_them() {
    let cafe = cafe().await;
    cafe.menu.change(|menu| menu.store.pause = Some(menu_api::OrderingPause::by_staff(None)));
    let phone = cafe.gateway.place_order(placement("phone"), now()).await;
    assert!(matches!(phone, Err(PlaceError::NotOpen(OrderingStatus::Paused { .. }))), "{phone:?}");
    let walk_in = OrderRequest { session: order_api::COUNTER.to_owned(), ..placement("counter") };
    let placed = cafe.gateway.place_order(walk_in, now()).await.unwrap();
    assert!(placed.order.customer.is_at_counter());
    assert!(cafe.orders.0.lock().unwrap().placed.last().unwrap().1.terms.auto_accept);
}

#[tokio::test]
async fn what_lies_before_it_makes_the_promise_longer() {
    let cafe = cafe().await;
    let busy = vec![QueuedWork { item: "latte".to_owned(), quantity: 28 }];
    let placed = cafe
        .gateway
        .place_order(OrderRequest { ahead: busy.clone(), ..placement("k") }, now())
        .await
        .unwrap();
    assert_eq!(
        placed.order.promised_at,
        now() + SignedDuration::from_mins(36),
        "a fifth above half an hour"
    );
    let slot = Some(now() + SignedDuration::from_mins(30));
    let hurried = OrderRequest { ahead: busy, pickup_at: slot, ..placement("other") };
    assert_eq!(cafe.gateway.place_order(hurried, now()).await, Err(PlaceError::SlotGone));
}

#[tokio::test]
async fn a_slot_that_was_offered_until_a_moment_ago_is_still_kept_and_no_earlier_one() {
    let cafe = cafe().await;
    let slot = now() + SignedDuration::from_mins(30);
    // An order is promised in ten minutes.
    let pressed =
        |seconds| slot + SignedDuration::from_secs(seconds) - SignedDuration::from_mins(10);
    let order = OrderRequest { pickup_at: Some(slot), ..placement("k") };
    assert_eq!(
        cafe.gateway.place_order(order.clone(), pressed(121)).await,
        Err(PlaceError::SlotGone)
    );
    assert_eq!(
        cafe.gateway.place_order(order, pressed(120)).await.unwrap().order.promised_at,
        slot
    );
}

#[tokio::test]
async fn no_slot_is_offered_at_which_something_in_the_cart_is_not_served() {
    let cafe = cafe().await;
    let until = (now() + SignedDuration::from_mins(25)).in_tz("Asia/Seoul").unwrap();
    let hours = format!("00:00-{:02}:{:02}", until.hour(), until.minute());
    cafe.menu.change(|menu| menu.items[0].served = vec![hours.try_into().unwrap()]);
    let at = |minutes| OrderRequest {
        pickup_at: Some(now() + SignedDuration::from_mins(minutes)),
        ..placement("k")
    };
    assert_eq!(cafe.gateway.place_order(at(30), now()).await, Err(PlaceError::SlotGone));
    assert!(cafe.gateway.place_order(at(20), now()).await.is_ok());
}

#[tokio::test]
async fn an_own_cup_is_taken_off_and_a_cup_that_is_not_to_be_had_is_refused() {
    let cafe = cafe().await;
    cafe.menu.change(|menu| {
        menu.store.own_cup_discount_minor = 300;
        menu.items[0].takes_cup = true;
    });
    let with =
        |cup| OrderRequest { cup: Some(cup), shown_total_minor: Some(10_600), ..placement("k") };
    assert_eq!(
        cafe.gateway.place_order(with(CupKind::Store), now()).await,
        Err(PlaceError::CupNotOffered)
    );
    let placed = cafe.gateway.place_order(with(CupKind::Own), now()).await.unwrap();
    assert_eq!((placed.order.total, placed.order.cup), (10_600, Some(CupKind::Own)));
    let cup = placed.order.lines[0].options.last().unwrap();
    assert_eq!((cup.option_id.as_str(), cup.price, cup.quantity), ("own-cup", -300, 1));
    cafe.menu.change(|menu| menu.store.hours = Default::default());
    assert!(cafe.gateway.place_order(with(CupKind::Own), now()).await.unwrap().replayed);
}

#[tokio::test]
async fn an_empty_cart_is_refused_unless_its_checkout_had_succeeded() {
    let cafe = cafe().await;
    let empty = || OrderRequest { cart: Default::default(), ..placement("k") };
    assert_eq!(cafe.gateway.place_order(empty(), now()).await, Err(PlaceError::EmptyCart));
    cafe.gateway.place_order(placement("k"), now()).await.unwrap();
    assert!(cafe.gateway.place_order(empty(), now()).await.unwrap().replayed);
}

#[tokio::test]
async fn with_the_order_service_down_the_same_placement_succeeds_later() {
    let mut cafe = cafe().await;
    cafe.order.kill();
    let error = cafe.gateway.place_order(placement("k"), now()).await.unwrap_err();
    assert!(matches!(&error, PlaceError::Gateway(error) if error.is_unavailable()), "{error:?}");
    assert_eq!(error.to_string(), "the order service is unavailable");
    cafe.order.revive();
    let tries = async {
        loop {
            match cafe.gateway.place_order(placement("k"), now()).await {
                Err(PlaceError::Gateway(error)) if error.is_unavailable() => {
                    tokio::task::yield_now().await;
                }
                done => break done,
            }
        }
    };
    let placed = tokio::time::timeout(PATIENCE, tries).await.unwrap();
    assert!(!placed.unwrap().replayed);
    assert_eq!(cafe.orders.0.lock().unwrap().posts, 1, "nothing is sent while the breaker is open");
}

#[tokio::test]
async fn a_menu_that_was_never_seen_takes_no_order() {
    let (order, _orders) = fake_order::start();
    let folder = Folder::new();
    let gateway = gateway(nowhere(), order.url(), folder.path());
    assert_eq!(gateway.place_order(placement("k"), now()).await, Err(PlaceError::MenuUnknown));
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_refused_and_not_sent() {
    let cafe = cafe().await;
    let error = cafe.gateway.place_order(placement("a\nb"), now()).await.unwrap_err();
    assert!(
        matches!(&error, PlaceError::Gateway(e) if e.refusal_code() == Some("idempotency_key_invalid"))
    );
    assert_eq!(cafe.orders.0.lock().unwrap().posts, 0);
}
