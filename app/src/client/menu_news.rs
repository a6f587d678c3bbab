//! What an open menu page is told: the rows as they are now, in the reader's language. The page was made from the same
//! rows, so what is written over it later is what it would have been made with.

use menu_api::Text;
use serde::{Deserialize, Serialize};

/// One frame of the phone's menu feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuNews {
    /// Changes when items or categories come, go or move.
    pub edition: String,
    /// Whether [`Self::rows`] are all there are; else those that changed.
    pub whole: bool,
    /// Items as they are now.
    pub rows: Vec<MenuRow>,
    /// How old the menu is, in words, where a customer has to know.
    pub stale: Option<String>,
}

/// One item of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuRow {
    /// The item.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What it costs, as it is written.
    pub price: String,
    /// It cannot be ordered now.
    pub gone: bool,
    /// What stands beside the price.
    pub badges: Vec<Badge>,
}

/// A word beside the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// For styles and tests: `sold-out`, `from`, `until`, `new`.
    pub kind: String,
    /// The word.
    pub text: String,
}

impl MenuRow {
    /// What a search looks through.
    pub fn names(&self) -> String {
        format!("{}\n{}", self.name.ko, self.name.en)
    }
}

/// The English name, for beside the one that is read.
pub fn english(name: &Text, page: &str) -> Option<String> {
    (page != "en" && !name.en.is_empty()).then(|| name.en.clone())
}

/// What the island says by itself, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuWords {
    /// The language.
    pub lang: String,
    /// Without a network.
    pub offline: String,
    /// The page shows an older menu.
    pub newer: String,
    /// The link to the newer one.
    pub see_newer: String,
}

#[cfg(feature = "ssr")]
impl MenuWords {
    /// In this language.
    pub fn of(lang: crate::ui::Lang) -> Self {
        let words = lang.words();
        Self {
            lang: words.tag.to_owned(),
            offline: crate::ui::State::MenuOffline.text(lang),
            newer: words.menu.newer.to_owned(),
            see_newer: words.menu.see_newer.to_owned(),
        }
    }
}
