//! Warnings about a store's setup: unusual values that may be intended. They are saved, and the
//! page shows the warning.

use crate::{
    admin::{
        store::warnings::{DAY, has_overlap, range_minutes, weekly_hours},
        words::page_words,
    },
    shared::ssr::request_lang,
};
use jiff::Timestamp;
use leptos::prelude::*;
use menu_api::{Availability, Item, Menu, OptionGroup, Store, TimeRange};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// Most names that a warning lists.
const NAMED: usize = 8;

/// Names that occur more than once, ignoring case, width and spaces as a reader does.
pub fn duplicate_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut doubled = Vec::new();
    for name in names {
        let plain =
            name.nfkc().flat_map(char::to_lowercase).filter(|letter| !letter.is_whitespace());
        let count = counts.entry(plain.collect()).or_default();
        *count += 1;
        if *count == 2 {
            doubled.push(name);
        }
    }
    doubled
}

/// Warnings about a menu, in words.
pub fn menu_warnings(menu: &Menu, now: Timestamp) -> Vec<String> {
    let words = &page_words().store.warnings;
    let doubled = duplicate_names(menu.items.iter().map(|item| item.name.ko.as_str())).into_iter();
    let doubled = doubled.map(words.same_name);
    let free = menu.items.iter().filter(|item| item.price_minor == 0);
    let free = list_names(free).map(|names| (words.free_items)(&names));
    let never = menu
        .items
        .iter()
        .filter(|item| !item.served.is_empty() && !is_served_while_open(&item.served, &menu.store));
    let never = list_names(never).map(|names| (words.never_served)(&names));
    let overlapping = menu.items.iter().filter(|item| has_overlap(&item.served));
    let overlapping = list_names(overlapping).map(|names| (words.serving_overlap)(&names));
    doubled
        .chain(free)
        .chain(never)
        .chain(overlapping)
        .chain(unorderable_warnings(menu, now))
        .collect()
}

/// Warnings about items that customers see and cannot order at `now`.
fn unorderable_warnings(menu: &Menu, now: Timestamp) -> Vec<String> {
    let words = &page_words().store.warnings;
    let is_there =
        |availability: Availability| availability.effective_at(now) == Availability::Available;
    let is_blocked = |group: &&OptionGroup| {
        let most = group.options.iter().filter(|option| is_there(option.availability));
        most.map(|option| option.max_quantity).fold(0, u32::saturating_add) < group.min
    };
    let blocked: Vec<_> = menu.option_groups.iter().filter(is_blocked).collect();
    let has_blocked =
        |item: &Item| blocked.iter().any(|group| item.option_groups.contains(&group.id));
    let is_on_sale = |item: &&Item| is_there(item.availability);
    let groups = blocked.iter().filter_map(|group| {
        let items = menu
            .items
            .iter()
            .filter(is_on_sale)
            .filter(|item| item.option_groups.contains(&group.id));
        Some((words.too_few_options)(
            group.name.in_language(request_lang().tag()),
            &list_names(items)?,
        ))
    });
    let is_empty = !menu.items.iter().filter(is_on_sale).any(|item| !has_blocked(item));
    let empty = is_empty.then(|| words.nothing_orderable.to_owned());
    groups.chain(empty).collect()
}

/// The first few names and the number of the others; `None` without items.
fn list_names<'a>(items: impl Iterator<Item = &'a Item>) -> Option<String> {
    let mut names: Vec<&str> =
        items.map(|item| item.name.in_language(request_lang().tag())).collect();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let listed = names.join(", ");
    let and_more = page_words().store.warnings.and_more;
    (!names.is_empty()).then(|| if more > 0 { and_more(&listed, more) } else { listed })
}

/// Whether an item served at `served` on each day is ever served while the store is open.
fn is_served_while_open(served: &[TimeRange], store: &Store) -> bool {
    let exceptions = store.exceptions.iter().flat_map(|exception| &exception.hours);
    let open: Vec<_> = weekly_hours(store)
        .into_iter()
        .flatten()
        .chain(exceptions)
        .copied()
        .map(range_minutes)
        .collect();
    served.iter().copied().map(range_minutes).any(|(begins, ends)| {
        let meets = |(opens, closes): &(u32, u32)| {
            // The previous, the same and the next day; all shifted by a day, so that no time is
            // negative.
            [0, DAY, 2 * DAY]
                .into_iter()
                .any(|day| begins + day < closes + DAY && opens + DAY < ends + day)
        };
        open.iter().any(meets)
    })
}

/// The warnings as notices on a page.
pub fn render_notices(warnings: Vec<String>) -> impl IntoView {
    warnings
        .into_iter()
        .map(|words| view! { <p class="notice" role="status">{words}</p> })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_person_takes_for_one_are_found() {
        let apart: String = "라떼".nfd().collect();
        let names = ["라떼", "Latte", "모카", "ＬＡＴＴＥ", &apart, " 라 떼", "모카2"];
        assert_eq!(duplicate_names(names.into_iter()), ["ＬＡＴＴＥ", apart.as_str()]);
    }

    #[test]
    fn what_nobody_can_order_is_told() {
        let now = Timestamp::UNIX_EPOCH;
        let warnings = |change: fn(&mut serde_json::Value)| {
            let mut menu = serde_json::json!({
                "version": 1,
                "store": { "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": { "mon": ["08:00-22:00"] } },
                "categories": [{ "id": "coffee", "name": { "ko": "커피" } }],
                "items": [{ "id": "latte", "category": "coffee", "name": { "ko": "라떼" }, "price_minor": 5000, "option_groups": ["milk"] }],
                "option_groups": [{ "id": "milk", "name": { "ko": "우유" }, "min": 1, "max": 1,
                    "options": [{ "id": "cow", "name": { "ko": "우유" } }, { "id": "oat", "name": { "ko": "귀리" } }] }]
            });
            change(&mut menu);
            menu_warnings(&serde_json::from_value(menu).unwrap(), now)
        };
        assert_eq!(warnings(|_| {}), Vec::<String>::new());
        assert!(warnings(|menu| menu["items"][0]["price_minor"] = 0.into())[0].contains("라떼"));
        let hidden = |menu: &mut serde_json::Value| {
            menu["items"][0]["availability"] = serde_json::json!({ "state": "hidden" });
        };
        assert!(warnings(hidden)[0].contains("하나도 없어요"));
        assert!(
            warnings(|menu| menu["items"][0]["served"] = serde_json::json!(["05:00-08:00"]))[0]
                .contains("영업시간에는")
        );
        assert_eq!(
            warnings(|menu| menu["items"][0]["served"] = serde_json::json!(["22:00-33:00"])),
            Vec::<String>::new()
        );
        let one = |menu: &mut serde_json::Value| {
            menu["option_groups"][0]["options"][0]["availability"] =
                serde_json::json!({ "state": "sold_out", "until": "manual" });
        };
        assert_eq!(warnings(one), Vec::<String>::new(), "there is another");
        let both = |menu: &mut serde_json::Value| {
            for at in [0, 1] {
                menu["option_groups"][0]["options"][at]["availability"] =
                    serde_json::json!({ "state": "hidden" });
            }
        };
        let told = warnings(both);
        assert!(told[0].contains("‘우유’") && told[1].contains("하나도 없어요"), "{told:?}");
    }
}
