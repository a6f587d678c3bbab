//! Updates for an open menu page: the current rows in the reader's language. A page is rendered
//! from the same rows, so a patched page equals a newly rendered one.

use menu_api::LocalizedText;
use serde::{Deserialize, Serialize};

/// One frame of the phone's menu feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuUpdate {
    /// Changes when items or categories are added, removed or moved.
    pub edition: String,
    /// Whether [`Self::rows`] holds every row; otherwise only those that changed.
    pub whole: bool,
    /// The items at the time of the frame.
    pub rows: Vec<MenuRow>,
    /// Notice of the menu's age, when a customer has to know it.
    pub stale: Option<String>,
}

/// One row of the menu list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuRow {
    /// Id of the item.
    pub id: String,
    /// In every language that the menu has.
    pub name: LocalizedText,
    /// Formatted price.
    pub price: String,
    /// The item cannot be ordered now.
    pub gone: bool,
    /// Badges beside the price.
    pub badges: Vec<ItemBadge>,
}

/// A short label beside the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemBadge {
    /// `sold-out`, `from`, `until` or `new`; for styles and tests.
    pub kind: String,
    /// The label.
    pub text: String,
}

impl MenuRow {
    /// The names that a search looks through, one a line.
    pub fn searchable_names(&self) -> String {
        format!("{}\n{}", self.name.ko, self.name.en)
    }
}

/// Texts that the island needs, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuUpdaterWords {
    /// Language tag.
    pub lang: String,
    /// Notice that the phone is offline.
    pub offline: String,
    /// Notice that the page shows an older menu.
    pub newer: String,
    /// Label of the link to the newer menu.
    pub see_newer: String,
}

#[cfg(feature = "ssr")]
impl MenuUpdaterWords {
    /// The texts in `lang`.
    pub fn for_lang(lang: crate::shared::ui::Lang) -> Self {
        let words = lang.words();
        Self {
            lang: words.tag.to_owned(),
            offline: crate::shared::ui::PageNotice::MenuOffline.text_in(lang),
            newer: words.menu.newer.to_owned(),
            see_newer: words.menu.see_newer.to_owned(),
        }
    }
}
