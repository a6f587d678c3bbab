use super::*;

const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

/// A latte with sizes and extra shots, and a scone.
fn build_menu(edit: impl FnOnce(&mut serde_json::Value)) -> Menu {
    let option = |id: &str, price: i64, max: i64| serde_json::json!({ "id": id, "name": { "ko": id }, "price_minor": price, "max_quantity": max });
    let item = |id: &str, price: i64, groups: &[&str]| serde_json::json!({ "id": id, "category": "c", "name": { "ko": id }, "price_minor": price, "option_groups": groups });
    let mut menu = serde_json::json!({
        "version": 1,
        "store": { "id": "main", "name": { "ko": "가게" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} },
        "categories": [{ "id": "c", "name": { "ko": "c" } }],
        "items": [item("latte", 5_000, &["size", "extra"]), item("scone", 3_300, &[])],
        "option_groups": [
            { "id": "size", "name": { "ko": "사이즈" }, "min": 1, "max": 1, "options": [option("small", 0, 1), option("large", 700, 1)] },
            { "id": "extra", "name": { "ko": "추가" }, "min": 0, "max": 3, "options": [option("shot", 600, 3)] },
        ],
    });
    edit(&mut menu);
    serde_json::from_value(menu).unwrap()
}

fn sample_cart() -> Cart {
    "latte*2~large~shot*2!scone*1".parse().unwrap()
}

fn last_seen_prices() -> Vec<Option<LastSeenPrice>> {
    [(6_900, "라떼"), (3_300, "스콘")]
        .map(|(price, name)| Some(LastSeenPrice::from((price, name.to_owned()))))
        .into()
}

fn line_changes(menu: &Menu) -> Vec<Option<LineChange>> {
    compare_cart(menu, &sample_cart(), last_seen_prices(), NOW)
        .into_iter()
        .map(|line| line.change)
        .collect()
}

fn accepted_cart(menu: &Menu) -> Option<String> {
    cart_after_changes(&compare_cart(menu, &sample_cart(), last_seen_prices(), NOW))
        .map(|cart| cart.to_string())
}

#[test]
fn an_unchanged_menu_changes_nothing() {
    let menu = build_menu(|_| {});
    assert_eq!(line_changes(&menu), [None, None]);
    assert_eq!(accepted_cart(&menu), Some(sample_cart().to_string()));
    let unknown = compare_cart(&menu, &sample_cart(), vec![], NOW);
    assert!(unknown.iter().all(|line| line.change.is_none()), "nobody knows what was shown");
}

#[test]
fn a_price_change_is_reported_per_piece_with_options() {
    let menu =
        build_menu(|menu| menu["option_groups"][1]["options"][0]["price_minor"] = 700.into());
    assert_eq!(
        line_changes(&menu),
        [Some(LineChange::Price { was_minor: 6_900, now_minor: 7_100 }), None]
    );
    assert_eq!(accepted_cart(&menu), Some(sample_cart().to_string()));
}

#[test]
fn a_sold_out_extra_is_dropped_and_the_rest_stays() {
    let sold_out = serde_json::json!({ "state": "sold_out", "until": "manual" });
    let menu = build_menu(|menu| menu["option_groups"][1]["options"][0]["availability"] = sold_out);
    let changes = line_changes(&menu);
    let Some(LineChange::Without { lost, now, .. }) = &changes[0] else { panic!("{changes:?}") };
    assert_eq!((lost[0].option.as_str(), lost[0].is_sold_out), ("shot", true));
    assert_eq!(now.line_total_minor, 2 * 5_700);
    assert_eq!(accepted_cart(&menu).as_deref(), Some("latte*2~large!scone*1"));
}

#[test]
fn a_lost_required_option_is_never_replaced() {
    let menu = build_menu(|menu| {
        menu["option_groups"][0]["options"].as_array_mut().unwrap().remove(1);
    });
    let changes = line_changes(&menu);
    let Some(LineChange::Choose { lost }) = &changes[0] else { panic!("{changes:?}") };
    assert_eq!((lost[0].option.as_str(), lost[0].is_sold_out), ("large", false));
    assert_eq!(accepted_cart(&menu), None);
}

#[test]
fn a_removed_item_drops_only_its_own_line() {
    let menu = build_menu(|menu| {
        menu["items"].as_array_mut().unwrap().remove(0);
    });
    assert_eq!(line_changes(&menu), [Some(LineChange::Leaves), None]);
    assert_eq!(accepted_cart(&menu).as_deref(), Some("scone*1"));
}

#[test]
fn lines_that_become_equal_are_merged() {
    let menu = build_menu(|menu| {
        menu["option_groups"][1]["options"].as_array_mut().unwrap().clear();
    });
    let cart: Cart = "latte*1~large!latte*2~large~shot".parse().unwrap();
    let lines = compare_cart(&menu, &cart, vec![], NOW);
    assert_eq!(cart_after_changes(&lines).unwrap().to_string(), "latte*3~large");
}

#[test]
fn terms_differ_when_a_price_or_a_line_differs() {
    let now = build_menu(|_| {});
    let dearer = build_menu(|menu| menu["items"][1]["price_minor"] = 3_400.into());
    let fewer: Cart = "scone*1".parse().unwrap();
    assert_eq!(terms_text(&now, &sample_cart(), NOW), "latte*2~large~shot*2!scone*1 13800+3300");
    assert_ne!(terms_text(&now, &sample_cart(), NOW), terms_text(&dearer, &sample_cart(), NOW));
    assert_ne!(terms_text(&now, &sample_cart(), NOW), terms_text(&now, &fewer, NOW));
}
