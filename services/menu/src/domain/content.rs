//! [`MenuContent`]: all that is sold, replaced at once.

use menu_api::{Category, Item, Menu, OptionGroup};
use serde::{Deserialize, Serialize};

/// A menu without its store. It replaces all categories, items and option groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MenuContent {
    /// In display order.
    categories: Vec<Category>,
    /// In display order within their category.
    items: Vec<Item>,
    /// In the order in which staff see them.
    option_groups: Vec<OptionGroup>,
}

impl MenuContent {
    /// The content of `menu`.
    pub fn from_menu(menu: &Menu) -> Self {
        let Menu { categories, items, option_groups, .. } = menu.clone();
        Self { categories, items, option_groups }
    }
}

/// Replaces the content of `menu`.
pub fn set_content(menu: &mut Menu, to: &MenuContent) {
    let MenuContent { categories, items, option_groups } = to.clone();
    (menu.categories, menu.items, menu.option_groups) = (categories, items, option_groups);
}
