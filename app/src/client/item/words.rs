//! Texts of the item form in the reader's language, sent with the page: the browser build contains
//! no texts.

use crate::{client::item::updates::find_option, shared::ui::fill_placeholder};
use menu_api::{
    OptionGroupId, OptionId,
    pricing::{ItemOffer, LineFault},
};
use serde::{Deserialize, Serialize};

/// Texts of the item form; `{}` marks the blank of a text that has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFormWords {
    /// Language tag.
    pub lang: String,
    /// Button while no price is known.
    pub add: String,
    /// Button; the blank is the price.
    pub add_for: String,
    /// Label of a sold-out option.
    pub sold_out: String,
    /// Label of the quantity field.
    pub quantity: String,
    /// Minus button; the blank is the thing counted.
    pub less: String,
    /// Plus button; the blank is the thing counted.
    pub more: String,
    /// A group lacks a choice: the button and the sentence; the blank is the group.
    pub missing: (String, String),
    /// Button while a group's choice has to be changed; the blank is the group.
    pub change: String,
    /// Sentence: too many options of a group; the blank is the group.
    pub too_many: String,
    /// Sentence: an option is no longer available; the blank is the option.
    pub option_gone: String,
    /// Notice that the price has changed.
    pub repriced: String,
    /// Notice that the options on offer have changed, and the link to a page with them.
    pub changed: (String, String),
    /// Link back to the menu from an item that was removed.
    pub see_menu: String,
    /// Caffeine of the choice; the blank is in milligrams.
    pub caffeine: String,
    /// Pairs of a fault's code and its text; the last text serves any other fault.
    pub hints: Vec<(String, String)>,
}

/// How the customer corrects a fault.
pub struct FaultCorrection {
    /// Label of the button.
    pub button: String,
    /// The sentence below the button.
    pub hint: String,
    /// The group to correct; `None` is the quantity.
    pub group: Option<OptionGroupId>,
}

impl ItemFormWords {
    /// The correction for `fault`. `page` is the offer that the fields were rendered from, `now`
    /// the current one.
    pub fn correction_for(
        &self,
        fault: &LineFault,
        page: &ItemOffer,
        now: &ItemOffer,
    ) -> FaultCorrection {
        match fault {
            LineFault::TooFewOptions { group } => {
                self.group_correction(&self.missing.0, &self.missing.1, group, now)
            }
            LineFault::TooManyOptions { group } => {
                self.group_correction(&self.change, &self.too_many, group, now)
            }
            LineFault::OptionSoldOut { option } | LineFault::UnknownOption { option } => {
                self.option_correction(option, page)
            }
            other => FaultCorrection {
                button: self.add.clone(),
                hint: self.hint_text(other.error_code()),
                group: None,
            },
        }
    }

    fn group_correction(
        &self,
        button: &str,
        hint: &str,
        id: &OptionGroupId,
        offer: &ItemOffer,
    ) -> FaultCorrection {
        let group = offer.groups.iter().find(|group| group.id == *id);
        let name = group.map_or(id.as_str(), |group| group.name.in_language(&self.lang));
        FaultCorrection {
            button: fill_placeholder(button, name),
            hint: fill_placeholder(hint, name),
            group: Some(id.clone()),
        }
    }

    fn option_correction(&self, id: &OptionId, page: &ItemOffer) -> FaultCorrection {
        let Some((group, option)) = find_option(page, id) else {
            return FaultCorrection {
                button: self.add.clone(),
                hint: self.hint_text(""),
                group: None,
            };
        };
        FaultCorrection {
            button: fill_placeholder(&self.change, group.name.in_language(&self.lang)),
            hint: fill_placeholder(&self.option_gone, option.name.in_language(&self.lang)),
            group: Some(group.id.clone()),
        }
    }

    fn hint_text(&self, code: &str) -> String {
        let known = self.hints.iter().find(|(of, _)| of == code).or(self.hints.last());
        known.map(|(_, words)| words.clone()).unwrap_or_default()
    }
}

#[cfg(feature = "ssr")]
impl ItemFormWords {
    /// The texts in `lang`. With `is_change` the button saves a line of the cart instead of adding
    /// one.
    pub fn for_lang(lang: crate::shared::ui::Lang, is_change: bool) -> Self {
        use crate::shared::ui::{OrderAction, PageProblem};
        let words = lang.words();
        let save = lang.words().cart.edit_save;
        let item = &words.item;
        let hint = |code: &str| {
            (
                code.to_owned(),
                PageProblem::from_code(code, OrderAction::Place).text_in(lang).to_owned(),
            )
        };
        let other = (String::new(), PageProblem::OptionChanged.text_in(lang).to_owned());
        Self {
            lang: words.tag.to_owned(),
            add: if is_change { save } else { item.add }.to_owned(),
            add_for: if is_change { format!("{save} · {{}}") } else { (item.add_for)("{}") },
            sold_out: words.common.sold_out.to_owned(),
            quantity: words.common.quantity.to_owned(),
            less: (item.less)("{}"),
            more: (item.more)("{}"),
            missing: ((item.choose)("{}"), (item.missing)("{}")),
            change: (item.change)("{}"),
            too_many: (item.too_many)("{}"),
            option_gone: (item.option_gone)("{}"),
            repriced: item.repriced.to_owned(),
            changed: (item.changed.to_owned(), words.menu.see_newer.to_owned()),
            see_menu: words.common.see_menu.to_owned(),
            caffeine: (item.caffeine_chosen)("{}"),
            hints: ["invalid_quantity", "invalid_option_quantity"]
                .map(hint)
                .into_iter()
                .chain([other])
                .collect(),
        }
    }
}
