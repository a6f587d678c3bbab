//! The menu that a new database begins with, read from a file that an owner can edit.

use crate::domain::{Refusal, decode::decode, validate};
use menu_api::{Category, Item, Menu, OptionGroup, Store, StoreId};
use serde::{Deserialize, Serialize};

/// The menu that comes with the program.
pub const BUILT_IN: &str = include_str!("../seed/menu.toml");

#[derive(Debug, Serialize, Deserialize)]
struct Seed {
    store: Store,
    categories: Vec<Category>,
    option_groups: Vec<OptionGroup>,
    items: Vec<Item>,
}

/// A seed file that is no menu.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// It cannot be read as one.
    #[error("line {line}: {why}")]
    Syntax {
        /// Where.
        line: usize,
        /// Why.
        why: String,
    },
    /// It breaks a rule; which.
    #[error("{0}")]
    Rule(String),
}

/// The menu that `text` (TOML) describes, as version 1 of the menu of store `id`.
///
/// # Errors
/// [`SeedError`], with the line where the text goes wrong.
pub fn parse(text: &str, id: StoreId) -> Result<Menu, SeedError> {
    let syntax = |error| syntax(text, &error);
    toml::from_str::<Seed>(text).map_err(syntax)?; // for its errors: they know the line
    let value = toml::from_str(text).map_err(syntax)?;
    let rule = |why: Refusal| SeedError::Rule(why.to_string());
    let Seed { store, categories, option_groups, items } = decode(value).map_err(rule)?;
    let menu = Menu { version: 1, store: Store { id, ..store }, categories, items, option_groups };
    validate(&menu).map_err(SeedError::Rule)?;
    Ok(menu)
}

fn syntax(text: &str, error: &toml::de::Error) -> SeedError {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let why = error.message().trim().replace('\n', "; ");
    SeedError::Syntax { line: before.matches('\n').count() + 1, why }
}

#[cfg(test)]
mod tests;
