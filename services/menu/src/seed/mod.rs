//! Initial menu of a new database, read from a file that an owner can edit.

use crate::domain::{EditRefusal, decode::decode_entity, validate_menu};
use jiff::{SignedDuration, Timestamp};
use menu_api::{Category, Item, ItemId, Menu, OptionGroup, Store, StoreId};
use serde::{Deserialize, Serialize};

/// The seed file that comes with the program.
pub const BUILT_IN: &str = include_str!("../../seed/menu.toml");

#[derive(Debug, Serialize, Deserialize)]
struct SeedFile {
    store: Store,
    categories: Vec<Category>,
    option_groups: Vec<OptionGroup>,
    items: Vec<Item>,
    #[serde(default)]
    new: SeedState,
}

/// Items that a new café shows as new, and for how many days from its first start.
#[derive(Debug, Default, Serialize, Deserialize)]
struct SeedState {
    #[serde(default)]
    days: u16,
    #[serde(default)]
    items: Vec<ItemId>,
}

/// Why a seed file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The text is not TOML of the expected shape.
    #[error("line {line}: {why}")]
    Syntax {
        /// Line number in the file, from 1.
        line: usize,
        /// The parser's message, on one line.
        why: String,
    },
    /// The menu breaks a rule; the message names it.
    #[error("{0}")]
    Rule(String),
}

/// Parses `text` (TOML) as version 1 of the menu of store `id`. Its new items are shown as new for
/// their number of days from `now`.
///
/// # Errors
/// [`SeedError`]; a syntax error says its line.
pub fn parse_at(text: &str, id: StoreId, now: Timestamp) -> Result<Menu, SeedError> {
    let (mut menu, new) = read_seed(text, id)?;
    let until = now.checked_add(SignedDuration::from_hours(24 * i64::from(new.days))).ok();
    for item in menu.items.iter_mut().filter(|item| new.items.contains(&item.id)) {
        item.new_until = until;
    }
    Ok(menu)
}

/// Like [`parse_at`], with no item shown as new.
///
/// # Errors
/// As [`parse_at`].
pub fn parse(text: &str, id: StoreId) -> Result<Menu, SeedError> {
    read_seed(text, id).map(|(menu, _)| menu)
}

fn read_seed(text: &str, id: StoreId) -> Result<(Menu, SeedState), SeedError> {
    let syntax = |error| syntax_error(text, &error);
    toml::from_str::<SeedFile>(text).map_err(syntax)?; // for its errors: they know the line
    let value = toml::from_str(text).map_err(syntax)?;
    let rule = |why: EditRefusal| SeedError::Rule(why.to_string());
    let SeedFile { store, categories, option_groups, items, new } =
        decode_entity(value).map_err(rule)?;
    let menu = Menu { version: 1, store: Store { id, ..store }, categories, items, option_groups };
    validate_menu(&menu).map_err(|fault| SeedError::Rule(fault.to_string()))?;
    match new.items.iter().find(|id| menu.find_item(id).is_none()) {
        Some(id) => Err(SeedError::Rule(format!("new: there is no item {id}"))),
        None => Ok((menu, new)),
    }
}

fn syntax_error(text: &str, error: &toml::de::Error) -> SeedError {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let why = error.message().trim().replace('\n', "; ");
    SeedError::Syntax { line: before.matches('\n').count() + 1, why }
}

#[cfg(test)]
mod tests;
