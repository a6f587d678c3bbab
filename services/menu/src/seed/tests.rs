use super::*;
use jiff::Timestamp;
use menu_api::{
    Cart, CartLine,
    hours::{OrderingStatus, ServingStatus, ordering_status, serving_status},
    pricing::{ItemOffer, price_cart, price_line},
};

/// 09:00 in Seoul.
const NINE: Timestamp = Timestamp::UNIX_EPOCH;

fn built_in() -> Menu {
    parse(BUILT_IN, StoreId::default()).unwrap()
}

/// The item with its default options, before the customer changes anything.
fn untouched(offer: &ItemOffer) -> CartLine {
    let options = offer.groups.iter().flat_map(|group| &group.options);
    let chosen =
        options.filter(|o| o.default_quantity > 0).map(|o| (o.id.clone(), o.default_quantity));
    CartLine { item: offer.item.clone(), quantity: 1, options: chosen.collect() }
}

#[test]
fn it_is_a_whole_cafes_menu() {
    let menu = built_in();
    assert!(menu.items.len() >= 35, "{} items", menu.items.len());
    assert!(menu.categories.len() >= 6, "{} categories", menu.categories.len());
    for category in &menu.categories {
        assert!(
            menu.items_in_category(&category.id).count() >= 4,
            "{} is nearly empty",
            category.id
        );
    }
    assert_eq!((menu.store.zone.as_str(), menu.store.currency.as_str()), ("Asia/Seoul", "KRW"));
    let unused = menu
        .option_groups
        .iter()
        .find(|g| !menu.items.iter().any(|i| i.option_groups.contains(&g.id)));
    assert_eq!(unused, None);
}

#[test]
fn every_item_can_be_ordered_untouched_at_its_price() {
    let menu = built_in();
    for item in &menu.items {
        if serving_status(&menu.store, &item.served, NINE) != Ok(ServingStatus::Now) {
            assert_eq!(item.id.as_str(), "ssanghwa-tea", "the only one that is had at night");
            continue;
        }
        let offer = menu.offer_of(item, NINE).unwrap();
        let priced =
            price_line(&offer, &untouched(&offer)).unwrap_or_else(|e| panic!("{}: {e:?}", item.id));
        assert_eq!(priced.line_total_minor, item.price_minor, "{}", item.id);
    }
}

#[test]
fn every_price_is_one_a_cafe_would_ask() {
    let menu = built_in();
    for item in &menu.items {
        assert!((2_000..=12_000).contains(&item.price_minor), "{}", item.id);
        assert_eq!(item.price_minor % 100, 0, "{}", item.id);
        assert_eq!(item.option_groups.iter().find(|id| menu.find_option_group(id).is_none()), None);
    }
    for option in menu.option_groups.iter().flat_map(|group| &group.options) {
        assert!(
            option.price_minor.abs() <= 2_000 && option.price_minor % 100 == 0,
            "{}",
            option.id
        );
    }
}

#[test]
fn every_text_is_in_both_languages() {
    let menu = built_in();
    let groups =
        menu.option_groups.iter().flat_map(|g| g.options.iter().map(|o| &o.name).chain([&g.name]));
    let items = menu.items.iter().flat_map(|item| [&item.name, &item.description]);
    let categories = menu.categories.iter().map(|category| &category.name);
    for text in groups.chain(items).chain(categories).chain([&menu.store.name]) {
        assert!(!text.ko.is_empty() && !text.en.is_empty(), "{text:?}");
    }
}

#[test]
fn a_required_group_has_its_default() {
    for group in built_in().option_groups {
        let chosen: u32 = group.options.iter().map(|option| option.default_quantity).sum();
        assert!((group.min..=group.max).contains(&chosen), "{}", group.id);
    }
}

#[test]
fn a_latte_with_everything_adds_up() {
    let chosen =
        ["iced*1", "size-large*1", "house-blend*1", "oat-milk*1", "shot*2", "vanilla-syrup*1"];
    let cart: Cart = format!("cafe-latte*2~{}", chosen.join("~")).parse().unwrap();
    let priced = price_cart(&built_in(), &cart, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(priced.total_minor, 2 * (5_000 + 700 + 600 + 2 * 600 + 500));
}

#[test]
fn what_is_new_is_so_for_two_weeks_from_the_first_start() {
    let start: Timestamp = "2026-03-02T12:00:00+09:00".parse().unwrap();
    let menu = parse_at(BUILT_IN, StoreId::default(), start).unwrap();
    let new_at = |days: i64| {
        let at = start + SignedDuration::from_hours(24 * days);
        menu.items.iter().filter(|item| item.is_new(at)).count()
    };
    assert_eq!((new_at(0), new_at(13), new_at(14)), (3, 3, 0));
    assert!(built_in().items.iter().all(|item| item.new_until.is_none()));
    let astray = BUILT_IN.replacen("\"salted-cream-cold-brew\", \"black", "\"gone\", \"black", 1);
    let refused = parse(&astray, StoreId::default()).unwrap_err().to_string();
    assert_eq!(refused, "new: there is no item gone");
}

#[test]
fn an_own_cup_is_cheaper_and_the_work_is_known() {
    let menu = built_in();
    for item in &menu.items {
        let is_drink = item.category.as_str() != "bakery-dessert";
        assert_eq!(item.lane.as_str(), if is_drink { "bar" } else { "kitchen" }, "{}", item.id);
        assert_eq!(item.takes_cup, is_drink && item.id.as_str() != "espresso", "{}", item.id);
    }
    assert!(menu.items.iter().all(|item| (30..=300).contains(&item.prep_s)));
}

#[test]
fn it_is_open_at_any_hour() {
    let menu = built_in();
    for hour in 0..168 {
        let now: Timestamp = "2026-03-02T00:30:00+09:00".parse().unwrap();
        let now = now + SignedDuration::from_hours(hour);
        assert!(
            matches!(ordering_status(&menu.store, now), Ok(OrderingStatus::Open { .. })),
            "{now}"
        );
    }
}

#[test]
fn a_misspelt_field_and_a_broken_rule_are_named() {
    let error = |text: String| parse(&text, StoreId::default()).unwrap_err().to_string();
    let misspelt = BUILT_IN.replacen("caffeine_mg", "cafeine_mg", 1);
    assert_eq!(error(misspelt), "unknown field option_groups.3.options.0.cafeine_mg");
    let astray = BUILT_IN.replacen("category = \"coffee\"", "category = \"cofee\"", 1);
    assert_eq!(error(astray), "item espresso: there is no category cofee");
    let unreadable = error(BUILT_IN.replacen("price_minor = 4000", "price_minor = 4,000", 1));
    let line = 1 + BUILT_IN.lines().position(|line| line == "price_minor = 4000").unwrap();
    assert!(
        unreadable.starts_with(&format!("line {line}: ")) && !unreadable.contains('\n'),
        "{unreadable}"
    );
}
