//! The menu as a table for spreadsheets: a row for each category, item, option group and option, in
//! menu sequence. Cells are the texts of the forms' fields, so reading a written table changes
//! nothing.

use crate::{
    admin::{
        menu_editor::fields::{CATEGORY, GROUP, ITEM, MenuField, OPTION},
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
pub enum RowKind {
    Category,
    Item,
    Group,
    Option,
}

impl RowKind {
    pub const ALL: [Self; 4] = [Self::Category, Self::Item, Self::Group, Self::Option];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Item => "item",
            Self::Group => "group",
            Self::Option => "option",
        }
    }

    pub fn kind_label(self, lang: Lang) -> &'static str {
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
        let is_word =
            |kind: Self| Lang::ALL.iter().any(|lang| kind.kind_label(*lang).to_lowercase() == text);
        Self::ALL.into_iter().find(|kind| kind.as_str() == text || is_word(*kind))
    }

    pub fn fields(self) -> &'static [MenuField] {
        match self {
            Self::Category => &CATEGORY,
            Self::Item => &ITEM,
            Self::Group => &GROUP,
            Self::Option => &OPTION,
        }
    }
}

/// One thing on the menu: its kind, the group of an option, and its value.
pub type EntityRecord = (RowKind, Option<String>, Value);

/// Everything on the menu, in the table's sequence.
pub fn entity_records(menu: &Menu) -> Vec<EntityRecord> {
    fn to_json(one: &impl serde::Serialize) -> Value {
        serde_json::to_value(one).unwrap_or_default()
    }
    let categories = menu.categories.iter().map(|one| (RowKind::Category, None, to_json(one)));
    let items = menu.items.iter().map(|one| (RowKind::Item, None, to_json(one)));
    let groups = menu.option_groups.iter().flat_map(|group| {
        let options = group
            .options
            .iter()
            .map(|one| (RowKind::Option, Some(group.id.to_string()), to_json(one)));
        std::iter::once((RowKind::Group, None, to_json(group))).chain(options)
    });
    categories.chain(items).chain(groups).collect()
}

/// The fields of all kinds, without repetition.
pub fn column_paths() -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = Vec::new();
    for field in RowKind::ALL.into_iter().flat_map(RowKind::fields) {
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
pub fn write_table(menu: &Menu) -> csv::Result<String> {
    let columns = column_paths();
    let mut writer = csv::Writer::from_writer(MARK.as_bytes().to_vec());
    writer.write_record(HEAD.iter().chain(&columns))?;
    for (kind, group, thing) in entity_records(menu) {
        let id = thing["id"].as_str().unwrap_or_default().to_owned();
        let cell = |path: &&str| {
            let field = kind.fields().iter().find(|field| field.path == *path);
            field.map(|field| guard_formulas(&field.value_text(&thing, menu))).unwrap_or_default()
        };
        let head = [kind.as_str().to_owned(), id, group.unwrap_or_default()];
        writer.write_record(head.into_iter().chain(columns.iter().map(cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
