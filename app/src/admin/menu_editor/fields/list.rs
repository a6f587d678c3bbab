//! The fields of each kind of thing on the menu, in the sequence of forms and tables.

use crate::admin::{
    menu_editor::fields::{Field, Kind},
    words::menu_editor::fields::{FieldText, FieldWords},
};

const fn field(path: &'static str, text: fn(&FieldWords) -> FieldText, kind: Kind) -> Field {
    Field { path, text, kind }
}

const NAME_KO: Field = field("name.ko", |words| words.name_ko, Kind::Name);
const NAME_EN: Field = field("name.en", |words| words.name_en, Kind::Line);
const ALLERGENS: Field = field("allergens", |words| words.allergens, Kind::Allergens);
const CAFFEINE: Field = field("caffeine_mg", |words| words.caffeine, Kind::Perhaps(0, 5_000));
const SALE: Field = field("availability", |words| words.sale, Kind::Sale);

pub static CATEGORY: [Field; 2] = [NAME_KO, NAME_EN];

pub static ITEM: [Field; 16] = [
    NAME_KO,
    NAME_EN,
    field("description.ko", |words| words.description_ko, Kind::Lines),
    field("description.en", |words| words.description_en, Kind::Lines),
    field("category", |words| words.category, Kind::Category),
    field("price_minor", |words| words.price, Kind::Amount(0, 100_000_000)),
    SALE,
    field("served", |words| words.served, Kind::Ranges),
    field("new_until", |words| words.new_until, Kind::Day),
    field("lane", |words| words.lane, Kind::Lane),
    field("prep_s", |words| words.prep_s, Kind::Number(0, 7_200)),
    field("takes_cup", |words| words.takes_cup, Kind::Flag),
    CAFFEINE,
    ALLERGENS,
    field("allergen_free", |words| words.allergen_free, Kind::Flag),
    field("option_groups", |words| words.option_groups, Kind::Groups),
];

pub static GROUP: [Field; 4] = [
    NAME_KO,
    NAME_EN,
    field("min", |words| words.min, Kind::Number(0, 99)),
    field("max", |words| words.max, Kind::Number(1, 99)),
];

/// Field of a new group only: without a first option the group could not be offered.
pub static FIRST_OPTION: Field = field("first_option", |words| words.first_option, Kind::Name);

pub static OPTION: [Field; 8] = [
    NAME_KO,
    NAME_EN,
    field("price_minor", |words| words.surcharge, Kind::Amount(-100_000_000, 100_000_000)),
    SALE,
    field("max_quantity", |words| words.max_quantity, Kind::Number(1, 99)),
    field("default_quantity", |words| words.default_quantity, Kind::Number(0, 99)),
    CAFFEINE,
    ALLERGENS,
];
