use super::*;
use menu_api::StoreId;

/// The error of validating the built-in menu after `spoil`.
fn refused(spoil: impl FnOnce(&mut Menu)) -> String {
    let mut menu = crate::seed::parse(crate::seed::BUILT_IN, StoreId::default()).unwrap();
    assert_eq!(validate_menu(&menu), Ok(()));
    spoil(&mut menu);
    validate_menu(&menu).unwrap_err().to_string()
}

#[test]
fn every_reference_resolves() {
    assert_eq!(
        refused(|menu| menu.items[0].category = "gone".parse().unwrap()),
        "item espresso: there is no category gone"
    );
    assert_eq!(
        refused(|menu| menu.items[0].option_groups.push("gone".parse().unwrap())),
        "item espresso: there is no option group gone"
    );
}

#[test]
fn ids_are_unique_and_an_items_groups_too() {
    let twice = refused(|menu| menu.categories.push(menu.categories[0].clone()));
    assert_eq!(twice, "category coffee stands there twice");
    let twice = refused(|menu| menu.items.push(menu.items[0].clone()));
    assert_eq!(twice, "item espresso stands there twice");
    let twice = refused(|menu| {
        let hot = menu.option_groups[0].options[0].clone();
        menu.option_groups[1].options.push(hot);
    });
    assert_eq!(twice, "option hot stands there twice");
    let twice = refused(|menu| menu.items[0].option_groups.push("beans".parse().unwrap()));
    assert_eq!(twice, "item espresso: option group beans stands there twice");
}

#[test]
fn prices_are_bounded() {
    for price in [-1, 100_000_001, i64::MIN, i64::MAX] {
        let why = refused(|menu| menu.items[0].price_minor = price);
        assert_eq!(why, format!("item espresso: price_minor {price} is not 0 to 100000000"));
    }
    for price in [-100_000_001, i64::MIN, i64::MAX] {
        assert!(
            refused(|menu| menu.option_groups[0].options[0].price_minor = price)
                .contains("price_minor")
        );
    }
}

#[test]
fn a_groups_bounds_make_sense() {
    let why = |spoil: fn(&mut OptionGroup)| refused(|menu| spoil(&mut menu.option_groups[0]));
    assert!(why(|group| group.max = 0).contains("max 0 is not 1 to 99"));
    assert!(why(|group| group.min = 2).contains("min 2 is not 0 to 1"));
    assert!(why(|group| (group.min, group.max) = (3, 3)).contains("cannot make up the least of 3"));
    assert!(why(|group| group.options.clear()).contains("cannot make up the least of 1"));
    assert!(
        why(|group| group.options[0].max_quantity = 0).contains("max_quantity 0 is not 1 to 99")
    );
    assert!(why(|group| group.options[0].max_quantity = u32::MAX).contains("max_quantity"));
}

#[test]
fn defaults_fit() {
    let why = |spoil: fn(&mut OptionGroup)| refused(|menu| spoil(&mut menu.option_groups[0]));
    assert!(
        why(|group| group.options[0].default_quantity = 2)
            .contains("default_quantity 2 is not 0 to 1")
    );
    assert!(
        why(|group| group.options[1].default_quantity = 1)
            .contains("the sum of default_quantity 2 is not 0 to 1")
    );
}

#[test]
fn the_store_has_a_zone_a_currency_and_each_exception_once() {
    let zone = refused(|menu| menu.store.zone = "Asia/Atlantis".to_owned());
    assert_eq!(zone, "\"Asia/Atlantis\" is no IANA time zone");
    for currency in ["KR", "krw", "KRWW", "원"] {
        assert!(refused(|menu| menu.store.currency = currency.to_owned()).contains("ISO 4217"));
    }
    let twice = refused(|menu| {
        let day = menu_api::HoursException { date: "2026-09-25".parse().unwrap(), hours: vec![] };
        menu.store.exceptions = vec![day.clone(), day];
    });
    assert_eq!(twice, "exception on 2026-09-25 stands there twice");
}

#[test]
fn customers_are_served_in_each_language_once_and_in_one_at_least() {
    assert!(refused(|menu| menu.store.languages.clear()).contains("one language at least"));
    let twice = refused(|menu| {
        menu.store.languages = vec![MenuLanguage::En, MenuLanguage::Ko, MenuLanguage::En];
    });
    assert_eq!(twice, "language en stands there twice");
}

#[test]
fn a_telephone_number_has_digits_and_what_people_write_between_them() {
    for phone in ["", "02-123-4567", "+82 (0)2 123 4567", &"0".repeat(30)] {
        assert_eq!(validate_phone(phone), Ok(()), "{phone}");
    }
    for phone in ["call us", "02-123-4567a", "０２", "02\n123", " ", "+-()", &"0".repeat(31)] {
        assert!(validate_phone(phone).is_err(), "{phone}");
    }
}

#[test]
fn lanes_slots_and_the_cups_discount_make_sense() {
    assert_eq!(
        refused(|menu| menu.items[0].lane = "roof".parse().unwrap()),
        "item espresso: there is no lane roof"
    );
    assert_eq!(
        refused(|menu| menu.store.lanes.push(menu.store.lanes[0].clone())),
        "lane bar stands there twice"
    );
    assert_eq!(
        refused(|menu| menu.store.lanes[0].workers = 0),
        "lane bar: workers 0 is not 1 to 100"
    );
    assert_eq!(refused(|menu| menu.store.slot_minutes = 241), "slot_minutes 241 is not 0 to 240");
    assert_eq!(
        refused(|menu| menu.store.last_order_minutes = 241),
        "last_order_minutes 241 is not 0 to 240"
    );
    assert_eq!(
        refused(|menu| menu.store.day_begins_hour = 13),
        "day_begins_hour 13 is not 0 to 12"
    );
    assert_eq!(
        refused(|menu| menu.store.accept_within_s = 59),
        "accept_within_s 59 is not 60 to 86400"
    );
    assert_eq!(refused(|menu| menu.store.phone_orders = 101), "phone_orders 101 is not 0 to 100");
    assert_eq!(
        refused(|menu| menu.store.forget_after_days = 0),
        "forget_after_days 0 is not 1 to 365"
    );
    assert_eq!(refused(|menu| menu.store.hold_s = 0), "hold_s 0 is not 60 to 86400");
    assert!(
        refused(|menu| menu.store.own_cup_discount_minor = -1).contains("own_cup_discount_minor")
    );
    assert!(refused(|menu| menu.items[0].prep_s = u32::MAX).contains("prep_s"));
    assert!(
        refused(|menu| menu.items[0].new_until = Some(Timestamp::UNIX_EPOCH))
            .contains("the end of new")
    );
    assert!(
        refused(|menu| menu.option_groups[0].options[0].id = "own-cup".parse().unwrap())
            .contains("the own cup's discount")
    );
}

#[test]
fn texts_are_there_short_and_printable() {
    let name = |ko: String| refused(|menu| menu.items[0].name.ko = ko);
    assert!(name("  ".to_owned()).contains("needs its Korean text"));
    assert!(name("가".repeat(81)).contains("81 characters of name are more than 80"));
    assert!(name("라\u{7}떼".to_owned()).contains("control character"));
    assert!(
        refused(|menu| menu.items[0].description.en = "a".repeat(501)).contains("more than 500")
    );
}

#[test]
fn a_menu_is_not_endless() {
    let items = refused(|menu| {
        let one = menu.items[0].clone();
        menu.items = (0..1_001)
            .map(|n| Item { id: format!("item-{n}").parse().unwrap(), ..one.clone() })
            .collect();
    });
    assert_eq!(items, "1001 items are more than 1000");
}

#[test]
fn the_field_is_named_in_which_a_form_can_mend_it() {
    let field = |spoil: fn(&mut Menu)| {
        let mut menu = crate::seed::parse(crate::seed::BUILT_IN, StoreId::default()).unwrap();
        spoil(&mut menu);
        validate_menu(&menu).unwrap_err().field
    };
    assert_eq!(field(|menu| menu.items[0].price_minor = -1), Some("price_minor"));
    assert_eq!(field(|menu| menu.items[0].name.ko.clear()), Some("name.ko"));
    assert_eq!(
        field(|menu| menu.items[0].description.en = "a".repeat(501)),
        Some("description.en")
    );
    assert_eq!(field(|menu| menu.items[0].category = "gone".parse().unwrap()), Some("category"));
    assert_eq!(
        field(|menu| menu.option_groups[0].options[0].max_quantity = 0),
        Some("max_quantity")
    );
    assert_eq!(field(|menu| menu.items.push(menu.items[0].clone())), None);
    assert_eq!(field(|menu| menu.store.zone = "Asia/Atlantis".to_owned()), Some("zone"));
    assert_eq!(field(|menu| menu.store.languages.clear()), Some("languages"));
    assert_eq!(field(|menu| menu.store.phone = "-".to_owned()), Some("phone"));
    assert_eq!(field(|menu| menu.store.address.en = "a".repeat(201)), Some("address.en"));
}
