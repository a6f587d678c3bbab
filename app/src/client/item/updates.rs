//! Updates for an open item page: the item as currently offered. A page is rendered from the same
//! data.

use menu_api::{
    OptionId,
    pricing::{ItemOffer, OfferGroup, OfferOption, PricedLine},
};
use serde::{Deserialize, Serialize};

/// One frame of an item's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemUpdate {
    /// `None` when the item is no longer on the menu.
    pub offer: Option<ItemOffer>,
    /// While the item cannot be ordered: the button's label and the reason.
    pub unavailable: Option<(String, String)>,
    /// When the item is served, while it can only be ordered ahead.
    #[serde(default)]
    pub served_later: Option<String>,
    /// Caffeine, where the menu states it.
    pub caffeine: Option<CaffeineAmounts>,
}

/// Milligrams of caffeine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaffeineAmounts {
    /// The item as it is usually made.
    pub item_mg: u32,
    /// What each option adds.
    pub options_mg: Vec<(OptionId, u32)>,
}

impl CaffeineAmounts {
    /// Caffeine of one piece with its chosen options, an upper bound; `None` when no option adds
    /// any.
    pub fn upper_bound_mg(&self, line: &PricedLine) -> Option<u32> {
        let of = |id: &OptionId| {
            self.options_mg.iter().find(|(option, _)| option == id).map_or(0, |(_, mg)| *mg)
        };
        let added = line.options.iter().map(|o| of(&o.option).saturating_mul(o.quantity));
        let added = added.fold(0u32, u32::saturating_add);
        (added > 0).then(|| self.item_mg.saturating_add(added))
    }
}

/// The option with this id, and its group.
pub fn find_option<'a>(
    offer: &'a ItemOffer,
    id: &OptionId,
) -> Option<(&'a OfferGroup, &'a OfferOption)> {
    let with = |group: &'a OfferGroup| {
        Some((group, group.options.iter().find(|option| option.id == *id)?))
    };
    offer.groups.iter().find_map(with)
}

/// Whether both offers need the same form fields: groups with their limits, options with their
/// maximum. Names, availability and prices may differ.
pub fn has_same_fields(one: &ItemOffer, other: &ItemOffer) -> bool {
    let fields = |offer: &ItemOffer| -> Vec<_> {
        let group = |g: &OfferGroup| (g.id.clone(), g.min, g.max);
        let options = |g: &OfferGroup| {
            g.options.iter().map(|o| (o.id.clone(), o.max_quantity)).collect::<Vec<_>>()
        };
        offer.groups.iter().map(|g| (group(g), options(g))).collect()
    };
    fields(one) == fields(other)
}

#[cfg(feature = "ssr")]
mod server {
    use super::{CaffeineAmounts, ItemUpdate};
    use crate::{client::menu::row::next_serving_text, shared::ui::Lang};
    use jiff::Timestamp;
    use menu_api::{Item, ItemId, Menu, pricing::ItemOffer};

    impl ItemUpdate {
        /// The item at `now`, for a reader of `lang`.
        pub fn from_menu(menu: &Menu, id: &ItemId, now: Timestamp, lang: Lang) -> Self {
            let found = menu.find_item(id).and_then(|item| Some((item, menu.offer_of(item, now)?)));
            let Some((item, offer)) = found else {
                let words =
                    (lang.words().common.sold_out.to_owned(), lang.words().item.removed.to_owned());
                return Self {
                    offer: None,
                    unavailable: Some(words),
                    served_later: None,
                    caffeine: None,
                };
            };
            let unavailable =
                (!offer.available).then(|| unavailable_texts(menu, &offer, now, lang));
            let later = offer.not_served.filter(|_| offer.available);
            let from = later.and_then(|later| next_serving_text(later, &menu.store, now, lang));
            let served_later =
                from.map(|from| (lang.words().item.served_later)(&(lang.words().menu.from)(&from)));
            Self {
                unavailable,
                served_later,
                caffeine: caffeine_amounts(menu, item),
                offer: Some(offer),
            }
        }
    }

    fn unavailable_texts(
        menu: &Menu,
        offer: &ItemOffer,
        now: Timestamp,
        lang: Lang,
    ) -> (String, String) {
        let words = lang.words();
        let Some(later) = offer.not_served else {
            return (words.common.sold_out.to_owned(), words.item.sold_out.to_owned());
        };
        let from = next_serving_text(later, &menu.store, now, lang);
        let button =
            from.as_deref().map_or_else(|| words.common.sold_out.to_owned(), words.menu.from);
        (button, (words.item.not_served)(from.as_deref()))
    }

    fn caffeine_amounts(menu: &Menu, item: &Item) -> Option<CaffeineAmounts> {
        let groups = item.option_groups.iter().filter_map(|id| menu.find_option_group(id));
        let options = groups.flat_map(|group| &group.options);
        let options_mg =
            options.filter_map(|option| Some((option.id.clone(), option.caffeine_mg?))).collect();
        Some(CaffeineAmounts { item_mg: item.caffeine_mg?, options_mg })
    }
}
