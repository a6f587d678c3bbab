//! The menu as customers and the gateway read it: one whole snapshot with a version.

use crate::{
    Allergen, Availability, CategoryId, ItemId, LaneId, OptionGroupId, OptionId, PictureId, Store, TimeRange,
    estimate,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A text in the languages the menu is kept in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Text {
    /// Korean.
    pub ko: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// One of the languages the menu is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Language {
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
    /// In the order they are shown.
    pub categories: Vec<Category>,
    /// In the order they are shown within their category.
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
    /// Shown name.
    pub name: Text,
}

/// Something a customer can order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Slug, unique in the store.
    pub id: ItemId,
    /// The heading it stands under.
    pub category: CategoryId,
    /// Shown name.
    pub name: Text,
    /// One or two sentences.
    #[serde(default)]
    pub description: Text,
    /// Price without options, minor units, tax included, never negative.
    pub price_minor: i64,
    /// What it contains that some people must avoid; empty says nothing by itself.
    #[serde(default)]
    pub allergens: Vec<Allergen>,
    /// The café has looked and it contains none of them.
    #[serde(default)]
    pub allergen_free: bool,
    /// Caffeine in milligrams, where the café knows it.
    #[serde(default)]
    pub caffeine_mg: Option<u32>,
    /// The option groups a customer chooses from, in order.
    #[serde(default)]
    pub option_groups: Vec<OptionGroupId>,
    /// Can it be had.
    #[serde(default)]
    pub availability: Availability,
    /// Shown as new until then.
    #[serde(default)]
    pub new_until: Option<Timestamp>,
    /// The hours of a local day in which it can be ordered; none means always.
    #[serde(default)]
    pub served: Vec<TimeRange>,
    /// Work that one of it is, in seconds.
    #[serde(default = "a_minute")]
    pub prep_s: u32,
    /// Where it is made; one of the store's.
    #[serde(default)]
    pub lane: LaneId,
    /// It comes in a cup, which a customer may bring along.
    #[serde(default)]
    pub takes_cup: bool,
    /// The café's own picture of it.
    #[serde(default)]
    pub picture: Option<Picture>,
}

/// A picture that the menu service keeps, in two sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Picture {
    /// Under which it is kept.
    pub id: PictureId,
    /// What is to be seen, for who cannot see it; empty when the name beside it says as much.
    #[serde(default)]
    pub alt: Text,
}

fn a_minute() -> u32 {
    estimate::PREP_S
}

/// Options of one kind, with the rule for choosing among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionGroup {
    /// Slug, unique in the store.
    pub id: OptionGroupId,
    /// Shown name, such as "사이즈".
    pub name: Text,
    /// The least sum of quantities to choose; above 0 the group is required.
    #[serde(default)]
    pub min: u32,
    /// The greatest sum of quantities to choose, at least `min` and at least 1.
    pub max: u32,
    /// In the order they are shown.
    pub options: Vec<ItemOption>,
}

/// One choice within a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemOption {
    /// Slug, unique in the whole menu.
    pub id: OptionId,
    /// Shown name, such as "샷 추가".
    pub name: Text,
    /// Added once per quantity, minor units; a discount is negative.
    #[serde(default)]
    pub price_minor: i64,
    /// How many of this one option may be chosen, at least 1.
    #[serde(default = "one")]
    pub max_quantity: u32,
    /// How many are chosen before the customer touches anything.
    #[serde(default)]
    pub default_quantity: u32,
    /// What it adds that some people must avoid.
    #[serde(default)]
    pub allergens: Vec<Allergen>,
    /// Caffeine it adds, in milligrams, where the café knows it.
    #[serde(default)]
    pub caffeine_mg: Option<u32>,
    /// Can it be had.
    #[serde(default)]
    pub availability: Availability,
}

fn one() -> u32 {
    1
}

/// One frame of `GET /api/v1/menu/events`: a newer menu can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MenuChanged {
    /// The version that is current now; also the frame's id.
    pub version: i64,
}

/// What a café says of an item's allergens. That nobody has filled it in is no statement that there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllergenStatement<'a> {
    /// Nobody has said anything.
    NotStated,
    /// It contains none.
    Free,
    /// It contains these.
    Contains(&'a [Allergen]),
}

impl Item {
    /// What is known of its allergens.
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
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The group with this id.
    pub fn option_group(&self, id: &OptionGroupId) -> Option<&OptionGroup> {
        self.option_groups.iter().find(|group| group.id == *id)
    }

    /// The items under one heading, in order.
    pub fn items_of<'a>(&'a self, category: &'a CategoryId) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.category == *category)
    }
}
