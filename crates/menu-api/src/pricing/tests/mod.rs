//! Pricing by example on a café's menu, and by property on random ones.

mod faults;
mod random;

use super::*;
use crate::{
    Availability, Item, Menu, OptionGroup, SoldOutUntil,
    cart::Cart,
    samples::{sample_group, sample_item, sample_menu, sample_option},
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// A latte (hot or iced, up to three shots, a milk) and a scone.
fn café() -> Menu {
    sample_menu(
        vec![
            sample_item("latte", 5_000, &["temperature", "shots", "milk"]),
            sample_item("scone", 4_200, &[]),
        ],
        vec![
            sample_group(
                "temperature",
                1,
                1,
                vec![sample_option("hot", 0, 1), sample_option("iced", 500, 1)],
            ),
            sample_group("shots", 0, 3, vec![sample_option("shot", 600, 3)]),
            sample_group(
                "milk",
                0,
                1,
                vec![sample_option("oat", 600, 1), sample_option("bring-a-mug", -300, 1)],
            ),
        ],
    )
}

fn line(item: &str, quantity: u32, options: &[(&str, u32)]) -> CartLine {
    let options = options.iter().map(|(id, n)| (id.parse().unwrap(), *n)).collect();
    CartLine { item: item.parse().unwrap(), quantity, options }
}

fn price(menu: &Menu, lines: Vec<CartLine>) -> Result<PricedCart, Vec<(usize, LineFault)>> {
    price_cart(menu, &Cart { lines }, NOW)
}

#[test]
fn a_line_is_quantity_times_item_plus_options() {
    let priced = price(
        &café(),
        vec![
            line("latte", 2, &[("shot", 1), ("hot", 1)]),
            line("scone", 3, &[]),
            line("latte", 1, &[("iced", 1), ("shot", 3), ("bring-a-mug", 1)]),
        ],
    )
    .unwrap();
    let totals: Vec<_> = priced.lines.iter().map(|line| line.line_total_minor).collect();
    assert_eq!(totals, [11_200, 12_600, 7_000]);
    assert_eq!(priced.total_minor, 30_800);
}

#[test]
fn options_come_in_the_menus_order_with_their_group() {
    let priced =
        price(&café(), vec![line("latte", 1, &[("oat", 1), ("shot", 2), ("hot", 1)])]).unwrap();
    let shown: Vec<_> = priced.lines[0]
        .options
        .iter()
        .map(|o| (o.group.ko.as_str(), o.option.as_str(), o.price_minor, o.quantity))
        .collect();
    assert_eq!(
        shown,
        [("temperature", "hot", 0, 1), ("shots", "shot", 600, 2), ("milk", "oat", 600, 1)]
    );
}

#[test]
fn an_empty_cart_prices_to_nothing() {
    assert_eq!(price(&café(), vec![]).unwrap(), PricedCart { lines: vec![], total_minor: 0 });
}

#[test]
fn sold_out_ends_by_itself_at_its_time() {
    let mut menu = café();
    let back: Timestamp = "1970-01-01T00:10:00Z".parse().unwrap();
    menu.items[1].availability = Availability::SoldOut { until: SoldOutUntil::Time(back) };
    let cart = Cart { lines: vec![line("scone", 1, &[])] };
    assert_eq!(price_cart(&menu, &cart, NOW), Err(vec![(0, LineFault::ItemSoldOut)]));
    assert_eq!(price_cart(&menu, &cart, back).unwrap().total_minor, 4_200);
}

#[test]
fn what_is_sold_out_is_not_chosen_beforehand_and_what_is_hidden_is_not_shown() {
    let mut menu = café();
    menu.option_groups[0].options[0].default_quantity = 1;
    menu.option_groups[0].options[0].availability =
        Availability::SoldOut { until: SoldOutUntil::Manual };
    menu.option_groups[0].options[1].availability = Availability::Hidden;
    let offer = menu.find_offer(&menu.items[0].id, NOW).unwrap();
    let temperature = &offer.groups[0].options;
    assert_eq!(temperature.len(), 1);
    assert_eq!((temperature[0].available, temperature[0].default_quantity), (false, 0));
    assert!(!offer.available, "nothing is left of a required group");
}

#[test]
fn a_total_that_leaves_the_range_is_blamed_on_the_line_that_leaves_it() {
    let menu = sample_menu(
        vec![sample_item("gold", i64::MAX, &[]), sample_item("scone", 4_200, &[])],
        vec![],
    );
    let cart = vec![line("gold", 1, &[]), line("scone", 1, &[]), line("scone", 1, &[])];
    assert_eq!(price(&menu, cart), Err(vec![(1, LineFault::AmountOutOfRange)]));
}

/// The café with a discount of 400 for an own cup, and a cheap espresso.
fn café_with_cups() -> Menu {
    let mut menu = café();
    menu.store.own_cup_discount_minor = 400;
    menu.items.push(sample_item("espresso", 300, &["shots"]));
    menu.items[0].takes_cup = true;
    menu.items[2].takes_cup = true;
    menu
}

#[test]
fn an_own_cup_takes_its_discount_off_each_piece_that_comes_in_one() {
    let cart = Cart { lines: vec![line("latte", 2, &[("hot", 1)]), line("scone", 3, &[])] };
    let priced = |cups| price_cart_in(&café_with_cups(), &cart, cups, NOW).unwrap();
    assert_eq!(priced(CupOwner::Cafe), price_cart(&café_with_cups(), &cart, NOW).unwrap());
    assert_eq!(priced(CupOwner::Cafe).total_minor - priced(CupOwner::Own).total_minor, 2 * 400);
    let lines = priced(CupOwner::Own).lines;
    let cup = lines[0].options.last().unwrap();
    assert_eq!((cup.option.as_str(), cup.price_minor, cup.quantity), (OWN_CUP, -400, 1));
    assert!(lines[1].options.is_empty(), "a scone needs no cup");
}

#[test]
fn an_own_cup_takes_no_more_off_than_the_piece_costs() {
    let total = |options: &[(&str, u32)]| {
        let cart = Cart { lines: vec![line("espresso", 5, options)] };
        price_cart_in(&café_with_cups(), &cart, CupOwner::Own, NOW).unwrap().total_minor
    };
    assert_eq!(total(&[]), 0);
    assert_eq!(total(&[("shot", 1)]), 5 * (300 + 600 - 400));
}

#[test]
fn an_item_outside_its_hours_can_be_ordered_ahead_for_them_and_not_for_now() {
    let mut menu = café();
    menu.store.hours.thu = vec!["00:00-24:00".to_owned().try_into().unwrap()];
    menu.items[1].served = vec!["10:00-11:00".to_owned().try_into().unwrap()];
    let cart = Cart { lines: vec![line("latte", 1, &[("hot", 1)]), line("scone", 1, &[])] };
    // `NOW` is 09:00 of a Thursday in Seoul.
    let fault = LineFault::NotServedNow { next_at_ms: Some(3_600_000) };
    let for_now = |now| price_cart_for_now(&menu, &cart, CupOwner::Cafe, now);
    assert_eq!(for_now(NOW), Err(vec![(1, fault)]));
    assert_eq!(price_cart(&menu, &cart, NOW).unwrap().total_minor, 9_200);
    let offer = menu.find_offer(&menu.items[1].id, NOW).unwrap();
    assert_eq!(offer.not_served, Some(NotServed { next_at_ms: Some(3_600_000) }));
    let ten: Timestamp = "1970-01-01T10:00:00+09:00".parse().unwrap();
    assert!(for_now(ten).is_ok());
    let noon: Timestamp = "1970-01-01T12:00:00+09:00".parse().unwrap();
    let next_week = LineFault::NotServedNow { next_at_ms: Some(3_600_000 + 7 * 86_400_000) };
    assert_eq!(price_cart(&menu, &cart, noon), Err(vec![(1, next_week)]));
    menu.items[1].availability = Availability::SoldOut { until: SoldOutUntil::Manual };
    assert_eq!(
        price_cart(&menu, &cart, NOW),
        Err(vec![(1, LineFault::ItemSoldOut)]),
        "its hours bring nothing back"
    );
}

#[test]
fn a_line_has_no_more_options_than_an_order_takes_with_the_cup() {
    let options =
        |n: usize| (0..n).map(|o| sample_option(&format!("o{o}"), 100, 1)).collect::<Vec<_>>();
    let mut menu = sample_menu(
        vec![sample_item("latte", 5_000, &["all"])],
        vec![sample_group("all", 0, 40, options(40))],
    );
    menu.store.own_cup_discount_minor = 100;
    menu.items[0].takes_cup = true;
    let cart = |n: usize| {
        let chosen = (0..n).map(|o| (format!("o{o}").parse().unwrap(), 1)).collect();
        Cart { lines: vec![CartLine { options: chosen, ..line("latte", 1, &[]) }] }
    };
    let most = price_cart_in(&menu, &cart(MAX_OPTIONS), CupOwner::Own, NOW).unwrap();
    assert_eq!(most.lines[0].options.len(), 30);
    let group = "all".parse().unwrap();
    let fault = Err(vec![(0, LineFault::TooManyOptions { group })]);
    assert_eq!(price_cart_in(&menu, &cart(MAX_OPTIONS + 1), CupOwner::Own, NOW), fault);
}

#[test]
fn a_faults_code_is_how_it_is_written() {
    for fault in [LineFault::ItemSoldOut, LineFault::NotServedNow { next_at_ms: None }] {
        assert_eq!(serde_json::to_value(&fault).unwrap()["code"], fault.error_code());
    }
}

#[test]
fn a_discount_never_makes_a_line_negative() {
    let menu = sample_menu(
        vec![sample_item("water", 100, &["cup"])],
        vec![sample_group(
            "cup",
            0,
            1,
            vec![sample_option("bring-a-mug", -101, 1), sample_option("half", -100, 1)],
        )],
    );
    let faults = price(&menu, vec![line("water", 1, &[("bring-a-mug", 1)])]);
    assert_eq!(faults, Err(vec![(0, LineFault::AmountOutOfRange)]));
    assert_eq!(price(&menu, vec![line("water", 9, &[("half", 1)])]).unwrap().total_minor, 0);
}
