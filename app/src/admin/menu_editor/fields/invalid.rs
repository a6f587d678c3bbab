//! Why a text is no value of a field, in words.

use crate::{
    admin::{
        menu_editor::fields::{FieldKind, MenuField},
        reading::InvalidText,
        words::{menu_editor::fields::FieldWords, staff_words},
    },
    shared::ui::Lang,
};
use menu_api::Menu;

/// The most choices that a message lists.
const NAMED_CHOICES: usize = 30;

/// Why a text is no value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidValue {
    Unread(InvalidText),
    Empty,
    /// None of the field's choices.
    NoChoice,
    /// In characters.
    TooLong {
        most: usize,
        count: usize,
    },
    /// A spreadsheet's error in place of a value that it could not compute.
    SpreadsheetError,
    ControlCharacter,
    NoSuchDay,
}

impl From<InvalidText> for InvalidValue {
    fn from(unread: InvalidText) -> Self {
        Self::Unread(unread)
    }
}

impl MenuField {
    /// Why the text is invalid, and which values are valid.
    pub fn explain_invalid(&self, invalid: &InvalidValue, menu: &Menu, lang: Lang) -> String {
        let words = &staff_words(lang).menu_editor.fields;
        match invalid {
            InvalidValue::Unread(unread) => unread.reason_text(lang),
            InvalidValue::Empty => words.empty.to_owned(),
            InvalidValue::NoChoice => self.choices_text(words, menu, lang),
            InvalidValue::TooLong { most, count } => (words.too_long)(*most, *count),
            InvalidValue::SpreadsheetError => words.spreadsheet_error.to_owned(),
            InvalidValue::ControlCharacter => words.control_character.to_owned(),
            InvalidValue::NoSuchDay => words.no_such_day.to_owned(),
        }
    }

    /// The valid choices.
    fn choices_text(&self, words: &FieldWords, menu: &Menu, lang: Lang) -> String {
        let choices = self.valid_choices(menu, lang);
        let named = choices.iter().take(NAMED_CHOICES).map(|(id, name)| (words.choice)(id, name));
        let more = if choices.len() > NAMED_CHOICES { " …" } else { "" };
        let one_of = (words.one_of)(&format!("{}{more}", named.collect::<Vec<_>>().join(", ")));
        match self.kind {
            FieldKind::Allergens => format!("{one_of} {}", words.no_allergens),
            _ => one_of,
        }
    }
}
