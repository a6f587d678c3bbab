//! The menu as a table for spreadsheets: a row for each category, item, option group and option, in
//! menu sequence. Cells are the texts of the forms' fields, so reading a written table changes
//! nothing.

use crate::{
    admin::{
        menu_editor::fields::{CATEGORY, Field, GROUP, ITEM, OPTION},
        words::staff_words,
    },
    shared::{ssr::guard_formulas, ui::Lang},
};
use menu_api::Menu;
use serde_json::Value;

/// Byte order mark, so that a spreadsheet reads the file as UTF-8.
const MARK: &str = "\u{feff}";
/// Columns before the fields: kind, id, and the group of an option.
pub const HEAD: [&str; 3] = ["kind", "id", "group"];

/// Subject of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Category,
    Item,
    Group,
    Option,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Category, Self::Item, Self::Group, Self::Option];

    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Item => "item",
            Self::Group => "group",
            Self::Option => "option",
        }
    }

    pub fn word(self, lang: Lang) -> &'static str {
        let words = &staff_words(lang).menu_editor;
        match self {
            Self::Category => words.category,
            Self::Item => words.item,
            Self::Group => words.group,
            Self::Option => words.option,
        }
    }

    /// The kind with this name, or with this word in any language.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let is_word = |kind: Self| Lang::ALL.iter().any(|lang| kind.word(*lang).to_lowercase() == text);
        Self::ALL.into_iter().find(|kind| kind.name() == text || is_word(*kind))
    }

    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Category => &CATEGORY,
            Self::Item => &ITEM,
            Self::Group => &GROUP,
            Self::Option => &OPTION,
        }
    }
}

/// One thing on the menu: its kind, the group of an option, and its value.
pub type Thing = (Kind, Option<String>, Value);

/// Everything on the menu, in the table's sequence.
pub fn things(menu: &Menu) -> Vec<Thing> {
    fn json(one: &impl serde::Serialize) -> Value {
        serde_json::to_value(one).unwrap_or_default()
    }
    let categories = menu.categories.iter().map(|one| (Kind::Category, None, json(one)));
    let items = menu.items.iter().map(|one| (Kind::Item, None, json(one)));
    let groups = menu.option_groups.iter().flat_map(|group| {
        let options = group.options.iter().map(|one| (Kind::Option, Some(group.id.to_string()), json(one)));
        std::iter::once((Kind::Group, None, json(group))).chain(options)
    });
    categories.chain(items).chain(groups).collect()
}

/// The fields of all kinds, without repetition.
pub fn columns() -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = Vec::new();
    for field in Kind::ALL.into_iter().flat_map(Kind::fields) {
        if !columns.contains(&field.path) {
            columns.push(field.path);
        }
    }
    columns
}

/// The whole menu as CSV.
///
/// # Errors
/// No known case: the table is written to memory.
pub fn write(menu: &Menu) -> csv::Result<String> {
    let columns = columns();
    let mut writer = csv::Writer::from_writer(MARK.as_bytes().to_vec());
    writer.write_record(HEAD.iter().chain(&columns))?;
    for (kind, group, thing) in things(menu) {
        let id = thing["id"].as_str().unwrap_or_default().to_owned();
        let cell = |path: &&str| {
            let field = kind.fields().iter().find(|field| field.path == *path);
            field.map(|field| guard_formulas(&field.text(&thing, menu))).unwrap_or_default()
        };
        let head = [kind.name().to_owned(), id, group.unwrap_or_default()];
        writer.write_record(head.into_iter().chain(columns.iter().map(cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
