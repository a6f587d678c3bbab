//! What is odd about how a store is set up and yet may be meant: it is saved, and said.

use leptos::prelude::*;
use menu_api::Menu;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// Names that stand more than once, as a person tells them apart: whatever their case, width and spaces.
pub fn doubled_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut doubled = Vec::new();
    for name in names {
        let plain = name.nfkc().flat_map(char::to_lowercase).filter(|letter| !letter.is_whitespace());
        let count = counts.entry(plain.collect()).or_default();
        *count += 1;
        if *count == 2 {
            doubled.push(name);
        }
    }
    doubled
}

/// Of a menu.
pub fn menu_warnings(menu: &Menu) -> Vec<String> {
    let doubled = doubled_names(menu.items.iter().map(|item| item.name.ko.as_str())).into_iter();
    let doubled = doubled.map(|name| format!("이름이 ‘{name}’인 메뉴가 둘 이상이에요."));
    let free: Vec<&str> =
        menu.items.iter().filter(|item| item.price_minor == 0).map(|item| item.name.ko.as_str()).collect();
    let free = (!free.is_empty()).then(|| format!("가격이 0인 메뉴가 있어요: {}", free.join(", ")));
    doubled.chain(free).collect()
}

/// As they are shown.
pub fn notices(warnings: Vec<String>) -> impl IntoView {
    warnings.into_iter().map(|words| view! { <p class="notice" role="status">{words}</p> }).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_person_takes_for_one_are_found() {
        let apart: String = "라떼".nfd().collect();
        let names = ["라떼", "Latte", "모카", "ＬＡＴＴＥ", &apart, " 라 떼", "모카2"];
        assert_eq!(doubled_names(names.into_iter()), ["ＬＡＴＴＥ", apart.as_str()]);
    }
}
