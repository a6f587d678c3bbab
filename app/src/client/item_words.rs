//! What the item form says, in the reader's language: the browser's half brings no words along.

use serde::{Deserialize, Serialize};

/// A text with a blank has `{}` where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemWords {
    /// The language.
    pub lang: String,
    /// On the button while no price is known.
    pub add: String,
    /// On the button; the blank is the price.
    pub add_for: String,
    /// Of the item or of an option.
    pub sold_out: String,
    /// How many of the item.
    pub quantity: String,
    /// Takes one away; the blank is of what.
    pub less: String,
    /// Adds one; the blank is of what.
    pub more: String,
    /// How many must and may be chosen, for each group of the offer.
    pub rules: Vec<String>,
    /// Pairs of a fault's code and its words; the last one is for any other fault.
    pub hints: Vec<(String, String)>,
}

#[cfg(feature = "ssr")]
impl ItemWords {
    /// For what is on offer.
    pub fn of(offer: &menu_api::pricing::Offer, lang: crate::ui::Lang) -> Self {
        use crate::ui::{Act, Problem};
        let words = lang.words();
        let codes = [
            "item_sold_out",
            "not_served_now",
            "option_sold_out",
            "too_few_options",
            "too_many_options",
            "invalid_quantity",
        ];
        let hint = |code: &str| (code.to_owned(), Problem::of(code, Act::Place).text(lang).to_owned());
        let other = (String::new(), Problem::OptionChanged.text(lang).to_owned());
        Self {
            lang: words.tag.to_owned(),
            add: words.item.add.to_owned(),
            add_for: (words.item.add_for)("{}"),
            sold_out: words.common.sold_out.to_owned(),
            quantity: words.common.quantity.to_owned(),
            less: (words.item.less)("{}"),
            more: (words.item.more)("{}"),
            rules: offer.groups.iter().map(|group| (words.item.rule)(group.min, group.max)).collect(),
            hints: codes.into_iter().map(hint).chain([other]).collect(),
        }
    }
}
