use super::*;

const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

/// A latte with sizes and extra shots, and a scone.
fn menu(edit: impl FnOnce(&mut serde_json::Value)) -> Menu {
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

fn cart() -> Cart {
    "latte*2~large~shot*2!scone*1".parse().unwrap()
}

fn shown() -> Vec<Option<LastSeenPrice>> {
    [(6_900, "라떼"), (3_300, "스콘")]
        .map(|(price, name)| Some(LastSeenPrice::from((price, name.to_owned()))))
        .into()
}

fn changes(menu: &Menu) -> Vec<Option<LineChange>> {
    compare_cart(menu, &cart(), shown(), NOW).into_iter().map(|line| line.change).collect()
}

fn after(menu: &Menu) -> Option<String> {
    accept_all_changes(&compare_cart(menu, &cart(), shown(), NOW)).map(|cart| cart.to_string())
}

#[test]
fn a_menu_that_stayed_the_same_changes_nothing() {
    let menu = menu(|_| {});
    assert_eq!(changes(&menu), [None, None]);
    assert_eq!(after(&menu), Some(cart().to_string()));
    let unknown = compare_cart(&menu, &cart(), vec![], NOW);
    assert!(unknown.iter().all(|line| line.change.is_none()), "nobody knows what was shown");
}

#[test]
fn another_price_is_told_by_the_piece_with_its_options() {
    let menu = menu(|menu| menu["option_groups"][1]["options"][0]["price_minor"] = 700.into());
    assert_eq!(
        changes(&menu),
        [Some(LineChange::Price { was_minor: 6_900, now_minor: 7_100 }), None]
    );
    assert_eq!(after(&menu), Some(cart().to_string()));
}

#[test]
fn an_extra_that_is_gone_is_left_out_and_the_rest_stays() {
    let sold_out = serde_json::json!({ "state": "sold_out", "until": "manual" });
    let menu = menu(|menu| menu["option_groups"][1]["options"][0]["availability"] = sold_out);
    let changes = changes(&menu);
    let Some(LineChange::Without { lost, now, .. }) = &changes[0] else { panic!("{changes:?}") };
    assert_eq!((lost[0].option.as_str(), lost[0].is_sold_out), ("shot", true));
    assert_eq!(now.line_total_minor, 2 * 5_700);
    assert_eq!(after(&menu).as_deref(), Some("latte*2~large!scone*1"));
}

#[test]
fn what_must_be_chosen_is_never_chosen_for_a_customer() {
    let menu = menu(|menu| {
        menu["option_groups"][0]["options"].as_array_mut().unwrap().remove(1);
    });
    let changes = changes(&menu);
    let Some(LineChange::Choose { lost }) = &changes[0] else { panic!("{changes:?}") };
    assert_eq!((lost[0].option.as_str(), lost[0].is_sold_out), ("large", false));
    assert_eq!(after(&menu), None);
}

#[test]
fn an_item_that_is_gone_leaves_and_takes_nothing_along() {
    let menu = menu(|menu| {
        menu["items"].as_array_mut().unwrap().remove(0);
    });
    assert_eq!(changes(&menu), [Some(LineChange::Leaves), None]);
    assert_eq!(after(&menu).as_deref(), Some("scone*1"));
}

#[test]
fn lines_that_become_alike_become_one() {
    let menu = menu(|menu| {
        menu["option_groups"][1]["options"].as_array_mut().unwrap().clear();
    });
    let cart: Cart = "latte*1~large!latte*2~large~shot".parse().unwrap();
    let lines = compare_cart(&menu, &cart, vec![], NOW);
    assert_eq!(accept_all_changes(&lines).unwrap().to_string(), "latte*3~large");
}

#[test]
fn the_terms_tell_a_price_or_a_line_apart() {
    let now = menu(|_| {});
    let dearer = menu(|menu| menu["items"][1]["price_minor"] = 3_400.into());
    let fewer: Cart = "scone*1".parse().unwrap();
    assert_eq!(terms_text(&now, &cart(), NOW), "latte*2~large~shot*2!scone*1 13800+3300");
    assert_ne!(terms_text(&now, &cart(), NOW), terms_text(&dearer, &cart(), NOW));
    assert_ne!(terms_text(&now, &cart(), NOW), terms_text(&now, &fewer, NOW));
}
