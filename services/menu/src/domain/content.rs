//! Everything that is sold, at once.

use menu_api::{Category, Item, Menu, OptionGroup};
use serde::{Deserialize, Serialize};

/// A menu without its store: it replaces what was there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Content {
    /// In the order they are shown.
    categories: Vec<Category>,
    /// In the order they are shown within their category.
    items: Vec<Item>,
    /// In the order in which staff see them.
    option_groups: Vec<OptionGroup>,
}

impl Content {
    /// Of `menu`.
    pub fn of(menu: &Menu) -> Self {
        let Menu { categories, items, option_groups, .. } = menu.clone();
        Self { categories, items, option_groups }
    }
}

/// Sells this and nothing else.
pub fn set(menu: &mut Menu, to: &Content) {
    let Content { categories, items, option_groups } = to.clone();
    (menu.categories, menu.items, menu.option_groups) = (categories, items, option_groups);
}
