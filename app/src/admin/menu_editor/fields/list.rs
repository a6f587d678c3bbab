//! The fields of each kind of thing on the menu, in the sequence of forms and tables.

use crate::admin::{
    menu_editor::fields::{FieldKind, MenuField},
    words::menu_editor::fields::{FieldText, FieldWords},
};

const fn define_field(
    path: &'static str,
    text: fn(&FieldWords) -> FieldText,
    kind: FieldKind,
) -> MenuField {
    MenuField { path, text, kind }
}

const NAME_KO: MenuField = define_field("name.ko", |words| words.name_ko, FieldKind::Name);
const NAME_EN: MenuField = define_field("name.en", |words| words.name_en, FieldKind::Line);
const ALLERGENS: MenuField =
    define_field("allergens", |words| words.allergens, FieldKind::Allergens);
const CAFFEINE: MenuField =
    define_field("caffeine_mg", |words| words.caffeine, FieldKind::Perhaps(0, 5_000));
const SALE: MenuField = define_field("availability", |words| words.sale, FieldKind::Sale);

pub static CATEGORY: [MenuField; 2] = [NAME_KO, NAME_EN];

pub static ITEM: [MenuField; 16] = [
    NAME_KO,
    NAME_EN,
    define_field("description.ko", |words| words.description_ko, FieldKind::Lines),
    define_field("description.en", |words| words.description_en, FieldKind::Lines),
    define_field("category", |words| words.category, FieldKind::Category),
    define_field("price_minor", |words| words.price, FieldKind::Amount(0, 100_000_000)),
    SALE,
    define_field("served", |words| words.served, FieldKind::Ranges),
    define_field("new_until", |words| words.new_until, FieldKind::Day),
    define_field("lane", |words| words.lane, FieldKind::Lane),
    define_field("prep_s", |words| words.prep_s, FieldKind::Number(0, 7_200)),
    define_field("takes_cup", |words| words.takes_cup, FieldKind::Flag),
    CAFFEINE,
    ALLERGENS,
    define_field("allergen_free", |words| words.allergen_free, FieldKind::Flag),
    define_field("option_groups", |words| words.option_groups, FieldKind::Groups),
];

pub static GROUP: [MenuField; 4] = [
    NAME_KO,
    NAME_EN,
    define_field("min", |words| words.min, FieldKind::Number(0, 99)),
    define_field("max", |words| words.max, FieldKind::Number(1, 99)),
];

/// Field of a new group only: without a first option the group could not be offered.
pub static FIRST_OPTION: MenuField =
    define_field("first_option", |words| words.first_option, FieldKind::Name);

pub static OPTION: [MenuField; 8] = [
    NAME_KO,
    NAME_EN,
    define_field(
        "price_minor",
        |words| words.surcharge,
        FieldKind::Amount(-100_000_000, 100_000_000),
    ),
    SALE,
    define_field("max_quantity", |words| words.max_quantity, FieldKind::Number(1, 99)),
    define_field("default_quantity", |words| words.default_quantity, FieldKind::Number(0, 99)),
    CAFFEINE,
    ALLERGENS,
];
