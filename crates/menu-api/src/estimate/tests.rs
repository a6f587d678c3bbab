//! The estimate by example, and its properties for any queue.

use super::*;
use crate::{CartLine, LaneSetting, samples};
use proptest::{collection::vec, prelude::*};

const LANES: [&str; 3] = ["bar", "kitchen", "counter"];

/// A menu of items `i0`, `i1`, … with these preparation times and lanes.
fn menu(lead_time_s: u32, workers: [u32; 3], items: &[(u32, usize)]) -> Menu {
    let mut menu = samples::sample_menu(vec![], vec![]);
    menu.store.lead_time_s = lead_time_s;
    let lanes = LANES.iter().zip(workers);
    menu.store.lanes = lanes
        .map(|(id, workers)| LaneSetting { id: id.parse().unwrap(), name: None, workers })
        .collect();
    menu.items = items
        .iter()
        .enumerate()
        .map(|(n, (prep_s, lane))| {
            let lane = LANES[*lane].parse().unwrap();
            Item { prep_s: *prep_s, lane, ..samples::sample_item(&format!("i{n}"), 1_000, &[]) }
        })
        .collect();
    menu
}

fn estimate(menu: &Menu, ahead: &[QueuedWork], cart: &Cart) -> ReadyEstimate {
    estimate_ready_time(menu, ahead, cart, Timestamp::UNIX_EPOCH)
}

fn cart(lines: &[(usize, u32)]) -> Cart {
    let lines = lines.iter().map(|(n, quantity)| CartLine {
        item: format!("i{n}").parse().unwrap(),
        quantity: *quantity,
        options: vec![],
    });
    Cart { lines: lines.collect() }
}

fn ahead(lines: &[(usize, u32)]) -> Vec<QueuedWork> {
    lines
        .iter()
        .map(|(n, quantity)| QueuedWork { item: format!("i{n}"), quantity: *quantity })
        .collect()
}

#[test]
fn staff_add_to_every_time_until_it_is_over() {
    let mut menu = menu(180, [1, 1, 1], &[(60, 0)]);
    let until = Timestamp::from_second(60).unwrap();
    menu.store.extra_wait = Some(crate::ExtraWait { extra_s: 600, until: Some(until) });
    assert_eq!(estimate(&menu, &[], &cart(&[(0, 1)])).minute_range(), (13, 16));
    assert_eq!(estimate_ready_time(&menu, &[], &cart(&[(0, 1)]), until).minute_range(), (3, 5));
}

#[test]
fn the_slowest_lane_that_the_cart_needs_decides() {
    let menu = menu(0, [2, 1, 1], &[(60, 0), (300, 1), (600, 2)]);
    // 10 drinks for two workers at the bar: 300 s, then 60 s of its own; 288 to 432 s, in whole
    // minutes.
    let range = |ahead_of: &[(usize, u32)], own: &[(usize, u32)]| {
        estimate(&menu, &ahead(ahead_of), &cart(own)).minute_range()
    };
    assert_eq!(range(&[(0, 10)], &[(0, 1)]), (4, 8));
    assert_eq!(range(&[(0, 10)], &[(0, 1), (1, 1)]), (4, 8), "the kitchen is quicker");
    assert_eq!(range(&[(0, 10), (1, 3)], &[(0, 1), (1, 1)]), (16, 24), "1200 s in the kitchen");
    assert_eq!(
        range(&[(0, 10), (2, 9)], &[(0, 1)]),
        (4, 8),
        "nothing of it is made at the counter"
    );
}

#[test]
fn no_piece_is_made_faster_by_a_second_pair_of_hands() {
    let menu = menu(0, [10, 1, 1], &[(300, 0)]);
    assert_eq!(estimate(&menu, &[], &cart(&[(0, 1)])).minute_range(), (4, 6));
    assert_eq!(
        estimate(&menu, &[], &cart(&[(0, 20)])).minute_range(),
        (8, 12),
        "two after the other"
    );
}

#[test]
fn what_nobody_knows_is_a_minute_in_the_first_lane_and_a_quiet_café_promises_its_least() {
    let menu = menu(180, [1, 1, 1], &[(30, 0)]);
    let unknown = [QueuedWork { item: "라떼?".to_owned(), quantity: 10 }];
    assert_eq!(estimate(&menu, &unknown, &cart(&[(0, 1)])).minute_range(), (8, 13));
    assert_eq!(estimate(&menu, &[], &cart(&[(0, 1)])).minute_range(), (3, 5));
    assert_eq!(estimate(&menu, &[], &Cart::default()).minute_range(), (3, 5));
}

type Lines = Vec<(usize, u32)>;

/// Five items, with work ahead and a cart of known and unknown ones; amounts up to the types'
/// limits.
fn any_café() -> impl Strategy<Value = (u32, [u32; 3], Vec<(u32, usize)>, Lines, Lines)> {
    let amount = || prop_oneof![0..20u32, 0..2_000u32, any::<u32>()];
    let lines = |most| vec((0..7usize, amount()), 0..most);
    let work = prop_oneof![0..900u32, any::<u32>()];
    (amount(), [amount(), amount(), amount()], vec((work, 0..3usize), 5), lines(20), lines(6))
}

fn never_sooner(than: ReadyEstimate, later: ReadyEstimate) -> bool {
    than.from_s <= later.from_s && than.to_s <= later.to_s
}

proptest! {
    #[test]
    fn more_work_ahead_never_shortens_it((lead, workers, items, queue, own) in any_café(), more in (0..7usize, any::<u32>())) {
        let menu = menu(lead, workers, &items);
        let own = cart(&own);
        let mut longer = queue.clone();
        longer.push(more);
        prop_assert!(never_sooner(estimate(&menu, &ahead(&queue), &own), estimate(&menu, &ahead(&longer), &own)));
    }

    #[test]
    fn more_in_the_cart_never_shortens_it((lead, workers, items, queue, own) in any_café(), more in (0..7usize, any::<u32>())) {
        let menu = menu(lead, workers, &items);
        let queue = ahead(&queue);
        let mut larger = own.clone();
        larger.push(more);
        prop_assert!(never_sooner(estimate(&menu, &queue, &cart(&own)), estimate(&menu, &queue, &cart(&larger))));
    }

    #[test]
    fn more_workers_never_lengthen_it((lead, workers, items, queue, own) in any_café(), lane in 0..3usize, by in any::<u32>()) {
        let mut helped = workers;
        helped[lane] = helped[lane].saturating_add(by);
        let queue = ahead(&queue);
        let own = cart(&own);
        let few = menu(lead, workers, &items);
        let many = menu(lead, helped, &items);
        prop_assert!(never_sooner(estimate(&many, &queue, &own), estimate(&few, &queue, &own)));
    }

    #[test]
    fn the_promise_is_whole_minutes_within_bounds_and_covers_the_carts_own_work(
        (lead, workers, items, queue, own) in any_café(),
    ) {
        let menu = menu(lead, workers, &items);
        let ReadyEstimate { from_s, to_s } = estimate(&menu, &ahead(&queue), &cart(&own));
        prop_assert!(from_s % 60 == 0 && to_s % 60 == 0 && from_s >= 60 && to_s - from_s >= 120);
        prop_assert!(from_s >= lead.min(86_400) && to_s <= 104_000);
        let known = own.iter().filter(|(n, quantity)| *n < 5 && *quantity > 0);
        let longest = known.map(|(n, _)| items[*n].0).max().unwrap_or(0);
        prop_assert!(to_s >= longest.min(86_400));
    }
}
