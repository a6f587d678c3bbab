//! Pricing against menus of a café's size by example, and against random ones by property.

mod faults;
mod random;

use super::*;
use crate::{
    Availability, Category, Item, ItemOption, Menu, OptionGroup, SoldOutUntil, Store, WeeklyHours, cart::Cart,
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn text(ko: &str) -> Text {
    Text { ko: ko.to_owned(), en: String::new() }
}

fn option(id: &str, price_minor: i64, max_quantity: u32) -> ItemOption {
    ItemOption {
        id: id.parse().unwrap(),
        name: text(id),
        price_minor,
        max_quantity,
        default_quantity: 0,
        allergens: vec![],
        availability: Availability::Available,
    }
}

fn group(id: &str, min: u32, max: u32, options: Vec<ItemOption>) -> OptionGroup {
    OptionGroup { id: id.parse().unwrap(), name: text(id), min, max, options }
}

fn item(id: &str, price_minor: i64, groups: &[&str]) -> Item {
    Item {
        id: id.parse().unwrap(),
        category: "coffee".parse().unwrap(),
        name: text(id),
        description: Text::default(),
        price_minor,
        allergens: vec![],
        caffeine_mg: None,
        option_groups: groups.iter().map(|id| id.parse().unwrap()).collect(),
        availability: Availability::Available,
    }
}

fn menu(items: Vec<Item>, option_groups: Vec<OptionGroup>) -> Menu {
    let store = Store {
        id: "main".parse().unwrap(),
        name: text("주문커피"),
        zone: "Asia/Seoul".to_owned(),
        currency: "KRW".to_owned(),
        hours: WeeklyHours::default(),
        exceptions: vec![],
        pause: None,
        lead_time_s: 600,
    };
    let categories = vec![Category { id: "coffee".parse().unwrap(), name: text("커피") }];
    Menu { version: 1, store, categories, items, option_groups }
}

/// A latte (hot or iced, up to three shots, a milk) and a scone.
fn café() -> Menu {
    menu(
        vec![item("latte", 5_000, &["temperature", "shots", "milk"]), item("scone", 4_200, &[])],
        vec![
            group("temperature", 1, 1, vec![option("hot", 0, 1), option("iced", 500, 1)]),
            group("shots", 0, 3, vec![option("shot", 600, 3)]),
            group("milk", 0, 1, vec![option("oat", 600, 1), option("own-cup", -300, 1)]),
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
            line("latte", 1, &[("iced", 1), ("shot", 3), ("own-cup", 1)]),
        ],
    )
    .unwrap();
    let totals: Vec<_> = priced.lines.iter().map(|line| line.line_total_minor).collect();
    assert_eq!(totals, [11_200, 12_600, 7_000]);
    assert_eq!(priced.total_minor, 30_800);
}

#[test]
fn options_come_in_the_menus_order_with_their_group() {
    let priced = price(&café(), vec![line("latte", 1, &[("oat", 1), ("shot", 2), ("hot", 1)])]).unwrap();
    let shown: Vec<_> = priced.lines[0]
        .options
        .iter()
        .map(|o| (o.group.ko.as_str(), o.option.as_str(), o.price_minor, o.quantity))
        .collect();
    assert_eq!(shown, [("temperature", "hot", 0, 1), ("shots", "shot", 600, 2), ("milk", "oat", 600, 1)]);
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
    menu.option_groups[0].options[0].availability = Availability::SoldOut { until: SoldOutUntil::Manual };
    menu.option_groups[0].options[1].availability = Availability::Hidden;
    let offer = menu.offer(&menu.items[0].id, NOW).unwrap();
    let temperature = &offer.groups[0].options;
    assert_eq!(temperature.len(), 1);
    assert_eq!((temperature[0].available, temperature[0].default_quantity), (false, 0));
    assert!(!offer.available, "nothing is left of a required group");
}

#[test]
fn a_total_that_leaves_the_range_is_blamed_on_the_line_that_leaves_it() {
    let menu = menu(vec![item("gold", i64::MAX, &[]), item("scone", 4_200, &[])], vec![]);
    let cart = vec![line("gold", 1, &[]), line("scone", 1, &[]), line("scone", 1, &[])];
    assert_eq!(price(&menu, cart), Err(vec![(1, LineFault::AmountOutOfRange)]));
}

#[test]
fn a_discount_never_makes_a_line_negative() {
    let menu = menu(
        vec![item("water", 100, &["cup"])],
        vec![group("cup", 0, 1, vec![option("own-cup", -101, 1), option("half", -100, 1)])],
    );
    let faults = price(&menu, vec![line("water", 1, &[("own-cup", 1)])]);
    assert_eq!(faults, Err(vec![(0, LineFault::AmountOutOfRange)]));
    assert_eq!(price(&menu, vec![line("water", 9, &[("half", 1)])]).unwrap().total_minor, 0);
}
