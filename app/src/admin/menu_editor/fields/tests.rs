use super::*;

fn menu() -> Menu {
    let store =
        json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
    serde_json::from_value(
        json!({ "version": 1, "store": store, "categories": [], "items": [], "option_groups": [] }),
    )
    .unwrap()
}

fn of(path: &str) -> &'static MenuField {
    ITEM.iter().chain(&OPTION).chain(&GROUP).find(|field| field.path == path).unwrap()
}

#[test]
fn what_is_written_is_read_as_what_it_was() {
    let item = json!({
        "name": { "ko": "라떼", "en": "Latte" }, "price_minor": 4500, "takes_cup": true, "caffeine_mg": null,
        "served": ["08:00-11:00", "14:00-25:30"], "new_until": "2026-03-09T15:00:00Z", "allergens": ["milk", "pine_nut"],
        "availability": { "state": "sold_out", "until": "manual" }, "option_groups": ["size", "milk"],
    });
    let texts = [
        ("name.ko", "라떼"),
        ("price_minor", "4500"),
        ("takes_cup", "true"),
        ("caffeine_mg", ""),
        ("served", "08:00-11:00,14:00-25:30"),
        ("new_until", "2026-03-09"),
        ("allergens", "milk,pine_nut"),
        ("availability", "sold_out"),
        ("option_groups", "size,milk"),
    ];
    let mut read = item.clone();
    for (path, text) in texts {
        assert_eq!(of(path).value_text(&item, &menu()), text, "{path}");
        of(path).set_value(&mut read, of(path).parse_value(text, &menu()).unwrap());
    }
    assert_eq!(read, item);
}

#[test]
fn what_is_none_is_not_read() {
    let wrong = [
        ("name.ko", " \n"),
        ("price_minor", ""),
        ("price_minor", "사천"),
        ("price_minor", "-1"),
        ("caffeine_mg", "5001"),
        ("served", "11:00"),
        ("new_until", "내일"),
        ("allergens", "milk,유우"),
        ("availability", "gone"),
        ("category", "커피"),
    ];
    for (path, text) in wrong {
        assert!(of(path).parse_value(text, &menu()).is_err(), "{path} {text}");
    }
    assert_eq!(of("price_minor").parse_value(" 4,500 ", &menu()), Ok(json!(4500)));
    assert_eq!(of("allergens").parse_value("우유, Egg", &menu()), Ok(json!(["milk", "egg"])));
    assert_eq!(
        of("allergens").parse_value("Pine nut,tree nuts", &menu()),
        Ok(json!(["pine_nut", "tree_nut"]))
    );
    assert_eq!(
        of("availability").parse_value("숨김", &menu()),
        of("availability").parse_value("Hidden", &menu())
    );
}

#[test]
fn a_refusal_names_the_choices_in_the_readers_language() {
    let refusal = |lang| {
        let field = of("availability");
        field.explain_invalid(&field.parse_value("gone", &menu()).unwrap_err(), &menu(), lang)
    };
    let korean = "이 가운데에서 적어 주세요: available(판매 중), sold_out(품절), hidden(숨김).";
    assert_eq!(refusal(Lang::Ko), korean);
    let english = "Choose from: available (On sale), sold_out (Sold out), hidden (Hidden).";
    assert_eq!(refusal(Lang::En), english);
}

#[test]
fn a_patch_takes_away_when_something_comes_back() {
    let mut patch = json!({});
    of("availability")
        .set_patch(&mut patch, of("availability").parse_value("hidden", &menu()).unwrap());
    of("name.en").set_patch(&mut patch, "Latte".into());
    assert_eq!(
        patch,
        json!({ "availability": { "state": "hidden", "until": null }, "name": { "en": "Latte" } })
    );
}
