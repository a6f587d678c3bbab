//! The menu as customers and the gateway read it: one whole snapshot with a version.

use crate::{
    Allergen, Availability, CategoryId, ItemId, LaneId, OptionGroupId, OptionId, PictureId, Store,
    TimeRange, estimate,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A text in the menu's languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalizedText {
    /// Korean.
    pub ko: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// A language of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MenuLanguage {
    /// Korean.
    Ko,
    /// English.
    En,
}

/// The whole menu of one store: `GET /api/v1/menu`, `ETag` = `"version"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Menu {
    /// Grows by one with every change to anything below.
    pub version: i64,
    /// The store, its hours and its pause.
    pub store: Store,
    /// In display order.
    pub categories: Vec<Category>,
    /// In display order within their category.
    pub items: Vec<Item>,
    /// Referred to by [`Item::option_groups`].
    pub option_groups: Vec<OptionGroup>,
}

/// A heading of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// Slug, unique in the store.
    pub id: CategoryId,
    /// Display name.
    pub name: LocalizedText,
}

/// Something a customer can order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Slug, unique in the store.
    pub id: ItemId,
    /// The category it belongs to.
    pub category: CategoryId,
    /// Display name.
    pub name: LocalizedText,
    /// One or two sentences.
    #[serde(default)]
    pub description: LocalizedText,
    /// Price without options, minor units, tax included, never negative.
    pub price_minor: i64,
    /// Allergens that it contains. An empty list alone does not state that there are none.
    #[serde(default)]
    pub allergens: Vec<Allergen>,
    /// Whether the café has checked that it contains none of the allergens.
    #[serde(default)]
    pub allergen_free: bool,
    /// Caffeine in milligrams, if the café knows it.
    #[serde(default)]
    pub caffeine_mg: Option<u32>,
    /// Option groups that a customer chooses from, in display order.
    #[serde(default)]
    pub option_groups: Vec<OptionGroupId>,
    /// Whether it can be ordered.
    #[serde(default)]
    pub availability: Availability,
    /// Time until which it is shown as new.
    #[serde(default)]
    pub new_until: Option<Timestamp>,
    /// Hours of a local day in which it can be ordered; an empty list means always.
    #[serde(default)]
    pub served: Vec<TimeRange>,
    /// Preparation time of one piece, in seconds.
    #[serde(default = "default_prep_s")]
    pub prep_s: u32,
    /// Lane in which it is made; one of the store's.
    #[serde(default)]
    pub lane: LaneId,
    /// Whether it comes in a cup, which a customer may bring along.
    #[serde(default)]
    pub takes_cup: bool,
    /// The café's own picture of it.
    #[serde(default)]
    pub picture: Option<ItemPicture>,
}

/// A picture that the menu service keeps, in two sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemPicture {
    /// Id under which it is kept.
    pub id: PictureId,
    /// Alternative text for readers who cannot see it; empty when the name beside it says as much.
    #[serde(default)]
    pub alt: LocalizedText,
}

fn default_prep_s() -> u32 {
    estimate::PREP_S
}

/// Options of one kind, with the rule for choosing among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionGroup {
    /// Slug, unique in the store.
    pub id: OptionGroupId,
    /// Display name, such as "사이즈".
    pub name: LocalizedText,
    /// Least sum of quantities to choose; above 0 the group is required.
    #[serde(default)]
    pub min: u32,
    /// Greatest sum of quantities to choose, at least `min` and at least 1.
    pub max: u32,
    /// In display order.
    pub options: Vec<ItemOption>,
}

/// One choice within a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemOption {
    /// Slug, unique in the whole menu.
    pub id: OptionId,
    /// Display name, such as "샷 추가".
    pub name: LocalizedText,
    /// Price of each quantity, minor units; negative for a discount.
    #[serde(default)]
    pub price_minor: i64,
    /// Greatest quantity of this option, at least 1.
    #[serde(default = "default_max_quantity")]
    pub max_quantity: u32,
    /// Quantity that is chosen by default.
    #[serde(default)]
    pub default_quantity: u32,
    /// Allergens that it adds.
    #[serde(default)]
    pub allergens: Vec<Allergen>,
    /// Caffeine that it adds, in milligrams, if the café knows it.
    #[serde(default)]
    pub caffeine_mg: Option<u32>,
    /// Whether it can be chosen.
    #[serde(default)]
    pub availability: Availability,
}

fn default_max_quantity() -> u32 {
    1
}

/// One event of `GET /api/v1/menu/events`: a newer menu can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MenuChanged {
    /// The current version; also the event's id.
    pub version: i64,
}

/// What a café states about an item's allergens. No statement is not the same as none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllergenStatement<'a> {
    /// The café has made no statement.
    NotStated,
    /// It contains none.
    Free,
    /// It contains these.
    Contains(&'a [Allergen]),
}

impl Item {
    /// What the café states about its allergens.
    pub fn allergen_statement(&self) -> AllergenStatement<'_> {
        match self.allergens.as_slice() {
            [] if self.allergen_free => AllergenStatement::Free,
            [] => AllergenStatement::NotStated,
            allergens => AllergenStatement::Contains(allergens),
        }
    }

    /// Whether it is shown as new at `now`.
    pub fn is_new(&self, now: Timestamp) -> bool {
        self.new_until.is_some_and(|end| now < end)
    }
}

impl Menu {
    /// The item with this id.
    pub fn find_item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The group with this id.
    pub fn find_option_group(&self, id: &OptionGroupId) -> Option<&OptionGroup> {
        self.option_groups.iter().find(|group| group.id == *id)
    }

    /// The items of one category, in display order.
    pub fn items_in_category<'a>(
        &'a self,
        category: &'a CategoryId,
    ) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.category == *category)
    }
}
