//! Fixtures: menus for the tests of several modules.

use crate::{
    Availability, Category, Item, ItemOption, LaneId, LaneSetting, LocalizedText, Menu,
    OptionGroup, Store, WeeklyHours,
};

pub(crate) fn sample_text(ko: &str) -> LocalizedText {
    LocalizedText { ko: ko.to_owned(), en: String::new() }
}

pub(crate) fn sample_option(id: &str, price_minor: i64, max_quantity: u32) -> ItemOption {
    ItemOption {
        id: id.parse().unwrap(),
        name: sample_text(id),
        price_minor,
        max_quantity,
        default_quantity: 0,
        allergens: vec![],
        caffeine_mg: None,
        availability: Availability::Available,
    }
}

pub(crate) fn sample_group(id: &str, min: u32, max: u32, options: Vec<ItemOption>) -> OptionGroup {
    OptionGroup { id: id.parse().unwrap(), name: sample_text(id), min, max, options }
}

pub(crate) fn sample_item(id: &str, price_minor: i64, groups: &[&str]) -> Item {
    Item {
        id: id.parse().unwrap(),
        category: "coffee".parse().unwrap(),
        name: sample_text(id),
        description: LocalizedText::default(),
        price_minor,
        allergens: vec![],
        allergen_free: false,
        caffeine_mg: None,
        option_groups: groups.iter().map(|id| id.parse().unwrap()).collect(),
        availability: Availability::Available,
        new_until: None,
        served: vec![],
        prep_s: 60,
        lane: LaneId::default(),
        takes_cup: false,
        picture: None,
    }
}

/// A store that never opens.
pub(crate) fn sample_store() -> Store {
    Store {
        id: "main".parse().unwrap(),
        name: sample_text("주문커피"),
        address: LocalizedText::default(),
        phone: String::new(),
        languages: vec![crate::MenuLanguage::Ko, crate::MenuLanguage::En],
        zone: "Asia/Seoul".to_owned(),
        currency: "KRW".to_owned(),
        hours: WeeklyHours::default(),
        exceptions: vec![],
        pause: None,
        extra_wait: None,
        orders_per_slot: 0,
        last_order_minutes: 0,
        day_begins_hour: 4,
        unattended_s: 0,
        lead_time_s: 600,
        lanes: vec![LaneSetting { id: LaneId::default(), name: None, workers: 1 }],
        own_cup_discount_minor: 0,
        tax_percent: 10,
        slot_minutes: 10,
        accept_within_s: 600,
        hold_s: 3600,
        auto_accept: false,
        phone_orders: 3,
        phone_cups: 30,
        forget_after_days: 30,
    }
}

pub(crate) fn sample_menu(items: Vec<Item>, option_groups: Vec<OptionGroup>) -> Menu {
    let categories = vec![Category { id: "coffee".parse().unwrap(), name: sample_text("커피") }];
    Menu { version: 1, store: sample_store(), categories, items, option_groups }
}
