//! The sequence in which categories, items and option groups are displayed.

use super::{EditRefusal, MenuEntity};
use menu_api::{Category, CategoryId, Item, ItemId, Menu, OptionGroup, OptionGroupId};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::HashMap, hash::Hash};

/// The named entities take the positions that they hold together, in this sequence; the others stay
/// where they are. So the items of one category can be sorted without knowing the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuArrangement {
    #[serde(default)]
    categories: Vec<CategoryId>,
    #[serde(default)]
    items: Vec<ItemId>,
    #[serde(default)]
    option_groups: Vec<OptionGroupId>,
}

/// Moves the named entities into this sequence.
///
/// # Errors
/// [`EditRefusal::NotFound`] when a named entity does not exist; [`EditRefusal::InvalidBody`] when
/// one is named twice.
pub fn apply_arrangement(menu: &mut Menu, to: &MenuArrangement) -> Result<(), EditRefusal> {
    arrange_entities::<Category>(menu, &to.categories)?;
    arrange_entities::<Item>(menu, &to.items)?;
    arrange_entities::<OptionGroup>(menu, &to.option_groups)
}

fn arrange_entities<E: MenuEntity>(menu: &mut Menu, named: &[E::Id]) -> Result<(), EditRefusal>
where
    E::Id: Eq + Hash,
{
    let ranks: HashMap<&E::Id, usize> = named.iter().zip(0..).collect();
    if ranks.len() < named.len() {
        return Err(EditRefusal::InvalidBody(format!("an {} stands there twice", E::NAME)));
    }
    let all = E::all_mut(menu);
    let places: Vec<usize> =
        (0..all.len()).filter(|at| ranks.contains_key(all[*at].id())).collect();
    if places.len() < named.len() {
        return Err(EditRefusal::NotFound(E::NAME));
    }
    let mut moved: Vec<E> = places.iter().map(|at| all[*at].clone()).collect();
    moved.sort_by_key(|one| Reverse(ranks[one.id()]));
    for at in places {
        all[at] = moved.pop().unwrap_or_else(|| all[at].clone());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use menu_api::StoreId;
    use proptest::prelude::*;
    use serde_json::json;

    fn menu() -> Menu {
        crate::seed::parse(crate::seed::BUILT_IN, StoreId::default()).unwrap()
    }

    fn arrangement(to: serde_json::Value) -> MenuArrangement {
        serde_json::from_value(to).unwrap()
    }

    fn ids(menu: &Menu) -> Vec<&str> {
        menu.items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn who_is_not_named_stays_in_place() {
        let mut moved = menu();
        apply_arrangement(&mut moved, &arrangement(json!({ "items": ["cafe-latte", "espresso"] })))
            .unwrap();
        let before = menu();
        let after = moved;
        let at = |menu: &Menu, id: &str| ids(menu).iter().position(|other| *other == id).unwrap();
        assert_eq!(at(&after, "cafe-latte"), at(&before, "espresso"));
        assert_eq!(at(&after, "espresso"), at(&before, "cafe-latte"));
        let others = |menu: &Menu| {
            menu.items
                .iter()
                .filter(|i| !["cafe-latte", "espresso"].contains(&i.id.as_str()))
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(others(&after), others(&before));
    }

    #[test]
    fn what_is_not_there_or_stands_there_twice_is_refused() {
        assert_eq!(
            apply_arrangement(&mut menu(), &arrangement(json!({ "items": ["gone"] }))),
            Err(EditRefusal::NotFound("item"))
        );
        let twice = apply_arrangement(
            &mut menu(),
            &arrangement(json!({ "categories": ["coffee", "coffee"] })),
        );
        assert!(matches!(twice, Err(EditRefusal::InvalidBody(_))), "{twice:?}");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_the_named_stand_in_their_order(named in proptest::sample::subsequence((0..menu().items.len()).collect::<Vec<_>>(), 0..20).prop_shuffle()) {
            let before = menu();
            let named: Vec<ItemId> = named.into_iter().map(|at| before.items[at].id.clone()).collect();
            let mut after = before.clone();
            apply_arrangement(&mut after, &MenuArrangement { items: named.clone(), ..MenuArrangement::default() }).unwrap();
            let shown: Vec<&ItemId> = after.items.iter().map(|item| &item.id).filter(|id| named.contains(id)).collect();
            prop_assert_eq!(shown, named.iter().collect::<Vec<_>>());
            let sorted = |menu: &Menu| { let mut ids: Vec<ItemId> = menu.items.iter().map(|i| i.id.clone()).collect(); ids.sort(); ids };
            prop_assert_eq!(sorted(&after), sorted(&before));
        }
    }
}
