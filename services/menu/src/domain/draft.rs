//! Unpublished draft of the menu, which staff edit while customers order from the current one.
//!
//! A draft keeps the menu as it was at the draft's last change. A three-way merge brings later
//! changes of the menu, such as an item sold out, into the draft; a field that the draft changed
//! keeps the draft's value.

use super::content::MenuContent;
use menu_api::Menu;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The menu at the draft's last change (`base`) and the draft itself (`drawn`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MenuDraft {
    base: Value,
    drawn: Value,
}

impl MenuDraft {
    /// A draft that replaces the content of `menu` by that of `drawn`.
    ///
    /// # Errors
    /// None in practice: wire types always serialize.
    pub fn from_menus(menu: &Menu, drawn: &Menu) -> serde_json::Result<Self> {
        let value = |menu| serde_json::to_value(MenuContent::from_menu(menu));
        Ok(Self { base: value(menu)?, drawn: value(drawn)? })
    }

    /// The draft merged with the current `menu`. The result may break a rule when both sides
    /// changed related entities.
    ///
    /// # Errors
    /// When the draft was written by a later version of this program.
    pub fn merge_into(self, menu: &Menu) -> serde_json::Result<Menu> {
        let now = serde_json::to_value(MenuContent::from_menu(menu))?;
        let merged: MenuContent = serde_json::from_value(merge_values(self.base, self.drawn, now))?;
        let mut drawn = menu.clone();
        super::content::set_content(&mut drawn, &merged);
        Ok(drawn)
    }
}

/// Three-way merge: applies to `now` the changes that lead from `base` to `drawn`, field by field,
/// and in lists of objects with an `id` object by object.
fn merge_values(base: Value, drawn: Value, now: Value) -> Value {
    match (base, drawn, now) {
        (base, drawn, now) if drawn == base => now,
        (base, drawn, now) if now == base || now == drawn => drawn,
        (Value::Object(base), Value::Object(drawn), Value::Object(now)) => {
            merge_fields(base, drawn, now)
        }
        (Value::Array(base), Value::Array(drawn), Value::Array(now))
            if [&base, &drawn, &now]
                .into_iter()
                .flatten()
                .all(|thing| thing.get("id").is_some()) =>
        {
            merge_lists(&base, &drawn, &now)
        }
        (_, drawn, _) => drawn,
    }
}

fn merge_fields(
    mut base: Map<String, Value>,
    mut drawn: Map<String, Value>,
    mut now: Map<String, Value>,
) -> Value {
    let names: Vec<String> = now.keys().chain(drawn.keys()).cloned().collect();
    let mut merged = Map::new();
    for name in names {
        let [base, drawn, now] =
            [&mut base, &mut drawn, &mut now].map(|all| all.remove(&name).unwrap_or_default());
        let value = merge_values(base, drawn, now);
        if !value.is_null() {
            merged.insert(name, value);
        }
    }
    Value::Object(merged)
}

/// Merges two lists by `id`: removals and additions of both sides hold, and so does the draft's
/// order if the draft changed it.
fn merge_lists(base: &[Value], drawn: &[Value], now: &[Value]) -> Value {
    let find = |all: &[Value], id: &Value| all.iter().find(|thing| thing["id"] == *id).cloned();
    let ids = |all: &[Value]| all.iter().map(|thing| thing["id"].clone()).collect::<Vec<_>>();
    let of_both = |all: &[Value]| {
        let base = ids(base);
        let drawn = ids(drawn);
        ids(all)
            .into_iter()
            .filter(move |id| base.contains(id) && drawn.contains(id))
            .collect::<Vec<_>>()
    };
    let is_reordered = of_both(base) != of_both(drawn);
    let (first, second) = if is_reordered { (drawn, now) } else { (now, drawn) };
    let mut order = ids(first);
    order.extend(ids(second).into_iter().filter(|id| find(first, id).is_none()));
    let merged = order.into_iter().filter_map(|id| {
        match (find(base, &id), find(drawn, &id), find(now, &id)) {
            (Some(_), None, _) | (Some(_), _, None) => None,
            (base, Some(drawn), Some(now)) => {
                Some(merge_values(base.unwrap_or_default(), drawn, now))
            }
            (None, drawn, now) => drawn.or(now),
        }
    });
    Value::Array(merged.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed;
    use menu_api::{Availability, StoreId};
    use serde_json::json;

    fn menu() -> Menu {
        seed::parse(seed::BUILT_IN, StoreId::default()).unwrap()
    }

    #[test]
    fn an_untouched_draft_is_the_menu_whatever_becomes_of_it() {
        let draft = MenuDraft::from_menus(&menu(), &menu()).unwrap();
        let mut later = menu();
        later.items[0].availability = Availability::Hidden;
        later.items.remove(3);
        later.items.swap(4, 5);
        later.option_groups[0].options[0].price_minor += 100;
        assert_eq!(draft.merge_into(&later).unwrap(), later);
    }

    #[test]
    fn what_both_sides_changed_stands_side_by_side_and_the_draft_has_the_last_word_on_a_field() {
        let mut drawn = menu();
        let mut now = menu();
        drawn.items[0].price_minor = 9_000;
        drawn.items[1].name.en = "Long black".to_owned();
        drawn.option_groups[0].options[0].price_minor = 700;
        now.items[0].price_minor = 8_000;
        now.items[0].availability = Availability::Hidden;
        now.items[1].name.ko = "롱 블랙".to_owned();
        now.option_groups[0].options[0].availability = Availability::Hidden;
        let merged = MenuDraft::from_menus(&menu(), &drawn).unwrap().merge_into(&now).unwrap();
        assert_eq!(
            (merged.items[0].price_minor, merged.items[0].availability),
            (9_000, Availability::Hidden)
        );
        assert_eq!(
            (merged.items[1].name.ko.as_str(), merged.items[1].name.en.as_str()),
            ("롱 블랙", "Long black")
        );
        let option = &merged.option_groups[0].options[0];
        assert_eq!((option.price_minor, option.availability), (700, Availability::Hidden));
    }

    #[test]
    fn what_one_side_made_is_there_and_what_one_side_took_out_is_gone() {
        let mut drawn = menu();
        let mut now = menu();
        let mut ours = menu().items[0].clone();
        let mut theirs = menu().items[0].clone();
        (ours.id, theirs.id) = ("ours".parse().unwrap(), "theirs".parse().unwrap());
        drawn.items.push(ours);
        now.items.push(theirs);
        let gone_here = drawn.items.remove(1).id;
        let gone_there = now.items.remove(2).id;
        let merged = MenuDraft::from_menus(&menu(), &drawn).unwrap().merge_into(&now).unwrap();
        let has = |id: &str| merged.items.iter().any(|item| item.id.as_str() == id);
        assert!(
            has("ours") && has("theirs") && !has(gone_here.as_str()) && !has(gone_there.as_str())
        );
        assert_eq!(merged.items.len(), menu().items.len());
    }

    #[test]
    fn the_draft_s_order_holds_if_it_has_one() {
        let list = |ids: &[&str]| ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>();
        let merged = |base: &[&str], drawn: &[&str], now: &[&str]| {
            let merged = merge_lists(&list(base), &list(drawn), &list(now));
            merged
                .as_array()
                .unwrap()
                .iter()
                .map(|thing| thing["id"].as_str().unwrap().to_owned())
                .collect::<String>()
        };
        assert_eq!(merged(&["a", "b", "c"], &["a", "b", "c", "x"], &["c", "b", "a"]), "cbax");
        assert_eq!(merged(&["a", "b", "c"], &["b", "a", "c"], &["a", "b", "c", "y"]), "bacy");
        assert_eq!(merged(&["a", "b", "c"], &["c", "x", "b"], &["a", "y", "c", "b"]), "cxby");
    }

    #[test]
    fn a_field_that_one_side_emptied_is_empty() {
        let merged =
            merge_values(json!({"a": 1, "b": 2}), json!({"b": 2}), json!({"a": 1, "b": 3}));
        assert_eq!(merged, json!({"b": 3}));
        assert_eq!(merge_values(json!([1, 2]), json!([2]), json!([1, 2, 3])), json!([2]));
    }
}
