//! Fields of categories, items, option groups and options: names, and conversion between values and
//! texts.

mod invalid;
mod list;

pub use invalid::InvalidValue;
pub use list::{CATEGORY, FIRST_OPTION, GROUP, ITEM, OPTION};

use crate::{
    admin::{
        reading::{DecimalDigits, read_date, read_flag, read_number, read_spans, split_list},
        words::{
            menu_editor::fields::{FieldText, FieldWords},
            staff_words,
        },
    },
    shared::ui::{Lang, minor_unit_digits},
};
use encoding_rs::EUC_KR;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use menu_api::{Allergen, Menu};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

/// A field, identified by its path in the contract.
#[derive(Debug)]
pub struct MenuField {
    /// Path in the contract, such as `price_minor` or `name.ko`; also the name in forms and
    /// tables.
    pub path: &'static str,
    pub kind: FieldKind,
    text: fn(&FieldWords) -> FieldText,
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line, may be empty.
    Line,
    /// One line, not empty.
    Name,
    Lines,
    /// A whole number from the first to the second value.
    Number(i64, i64),
    /// As `Number`, or empty.
    Perhaps(i64, i64),
    /// An amount in the smallest unit of the store's currency.
    Amount(i64, i64),
    Flag,
    Category,
    Lane,
    /// Ids of option groups in sequence, separated by commas; `Allergens` likewise.
    Groups,
    Allergens,
    /// Hours of a day, separated by commas.
    Ranges,
    /// The last day of a period.
    Day,
    /// `available`, `sold_out` or `hidden`.
    Sale,
}

/// Limits in characters. The menu service has the same ones and decides.
const NAME_CHARS: usize = 80;
const DESCRIPTION_CHARS: usize = 500;

/// Value of a field that is missing.
static NOTHING: Value = Value::Null;

impl MenuField {
    pub fn label(&self, lang: Lang) -> &'static str {
        (self.text)(&staff_words(lang).menu_editor.fields).label
    }

    /// An empty text if the field has no hint.
    pub fn hint(&self, lang: Lang) -> &'static str {
        (self.text)(&staff_words(lang).menu_editor.fields).hint
    }

    /// The field's value in `thing` as text.
    pub fn value_text(&self, thing: &Value, menu: &Menu) -> String {
        let value =
            self.path.split('.').fold(thing, |value, name| value.get(name).unwrap_or(&NOTHING));
        let text = match (self.kind, value) {
            (FieldKind::Flag, value) => if value == &json!(true) { "true" } else { "" }.to_owned(),
            (FieldKind::Day, Value::String(end)) => {
                last_day(end, &menu.store.zone).unwrap_or_default()
            }
            (FieldKind::Sale, value) => value["state"].as_str().unwrap_or("available").to_owned(),
            (_, Value::Array(all)) => {
                all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
            }
            (_, Value::String(text)) => text.clone(),
            (_, Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        self.normalize_text(&text, menu)
    }

    /// A text in the canonical spelling of its meaning, for comparison; a text without a valid
    /// meaning stays as typed.
    pub fn normalize_text(&self, text: &str, menu: &Menu) -> String {
        let text: String = text.nfc().collect();
        let text = text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
        let canonical = match self.kind {
            FieldKind::Name | FieldKind::Line | FieldKind::Lines => None,
            FieldKind::Number(least, most) | FieldKind::Perhaps(least, most) => {
                read_number(&text, DecimalDigits::default(), least, most)
                    .ok()
                    .map(|number| number.to_string())
            }
            FieldKind::Amount(least, most) => {
                read_number(&text, currency_digits(menu), least, most)
                    .ok()
                    .map(|number| number.to_string())
            }
            FieldKind::Flag => {
                read_flag(&text).ok().map(|yes| if yes { "true" } else { "" }.to_owned())
            }
            FieldKind::Ranges => {
                read_spans(&text).ok().map(|spans| join_list(spans.into_iter().map(String::from)))
            }
            FieldKind::Day => read_date(&text).ok().map(|day| day.to_string()),
            FieldKind::Category | FieldKind::Lane | FieldKind::Sale => {
                Some(self.resolve_id(&text, menu))
            }
            FieldKind::Groups | FieldKind::Allergens => {
                Some(join_list(split_list(&text).map(|part| self.resolve_id(part, menu))))
            }
        };
        canonical.unwrap_or(text)
    }

    /// Whether a cell equals `old`. A spreadsheet that writes code page 949 has `?` for each
    /// character or UTF-16 unit that the code page lacks, such as é, and possibly a plain space for
    /// another kind of space.
    pub fn is_unchanged(&self, cell: &str, old: &str) -> bool {
        let is_text = matches!(self.kind, FieldKind::Name | FieldKind::Line | FieldKind::Lines);
        let written = |units: fn(char) -> usize, space: &str| -> String {
            let letter = |letter: char| match EUC_KR.encode(letter.encode_utf8(&mut [0; 4])) {
                (_, _, true) if letter.is_whitespace() => space.to_owned(),
                (_, _, true) => "?".repeat(units(letter)),
                _ => letter.to_string(),
            };
            old.chars().map(letter).collect()
        };
        let is_written =
            |space| cell == written(|_| 1, space) || cell == written(char::len_utf16, space);
        cell == old || is_text && ["?", " "].into_iter().any(is_written)
    }

    /// The id that `text` means: an id in another case, or the name of a choice in any language.
    fn resolve_id(&self, text: &str, menu: &Menu) -> String {
        let choices = |lang: &Lang| self.valid_choices(menu, *lang);
        let is_name = |name: &str| {
            let short = name.split_once('(').map(|(short, _)| short.trim_end());
            let short = short.filter(|short| !short.is_empty());
            [Some(name), short].into_iter().flatten().any(|name| name.eq_ignore_ascii_case(text))
        };
        let id =
            choices(&Lang::default()).into_iter().find(|(id, _)| id.eq_ignore_ascii_case(text));
        let named = || Lang::ALL.iter().flat_map(choices).find(|(_, name)| is_name(name));
        id.or_else(named).map_or_else(|| text.to_owned(), |(id, _)| id)
    }

    /// The valid ids with their names; empty where any text is valid.
    pub fn valid_choices(&self, menu: &Menu, lang: Lang) -> Vec<(String, String)> {
        let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        let named =
            |id: &str, name: &menu_api::LocalizedText| pair(id, name.in_language(lang.tag()));
        let words = lang.words();
        let sale = &staff_words(lang).menu_editor.fields;
        match self.kind {
            FieldKind::Category => {
                menu.categories.iter().map(|one| named(one.id.as_str(), &one.name)).collect()
            }
            FieldKind::Groups => {
                menu.option_groups.iter().map(|one| named(one.id.as_str(), &one.name)).collect()
            }
            FieldKind::Lane => {
                let choice = |lane: &menu_api::LaneSetting| match &lane.name {
                    Some(name) => named(lane.id.as_str(), name),
                    None => pair(lane.id.as_str(), lane.id.as_str()),
                };
                menu.store.lanes.iter().map(choice).collect()
            }
            FieldKind::Sale => [
                ("available", sale.on_sale),
                ("sold_out", words.common.sold_out),
                ("hidden", sale.hidden),
            ]
            .map(|(id, name)| pair(id, name))
            .into(),
            FieldKind::Allergens => {
                Allergen::ALL.iter().map(|one| pair(one.id(), (words.allergen)(*one))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Parses a text as the field's value.
    ///
    /// # Errors
    /// Why the text is invalid; [`Self::refusal`] has the words.
    pub fn parse_value(&self, text: &str, menu: &Menu) -> Result<Value, InvalidValue> {
        let text = self.normalize_text(text, menu);
        let by_id = |is_id: bool| if is_id { Ok(json!(text)) } else { Err(InvalidValue::NoChoice) };
        match self.kind {
            FieldKind::Name if text.is_empty() => Err(InvalidValue::Empty),
            FieldKind::Name | FieldKind::Line => parse_text(text, NAME_CHARS),
            FieldKind::Lines => parse_text(text, DESCRIPTION_CHARS),
            FieldKind::Perhaps(..) | FieldKind::Day if text.is_empty() => Ok(Value::Null),
            FieldKind::Number(least, most) | FieldKind::Perhaps(least, most) => {
                Ok(read_number(&text, DecimalDigits::default(), least, most)?.into())
            }
            FieldKind::Amount(least, most) => {
                Ok(read_number(&text, currency_digits(menu), least, most)?.into())
            }
            FieldKind::Flag => Ok(read_flag(&text)?.into()),
            FieldKind::Category => by_id(text.parse::<menu_api::CategoryId>().is_ok()),
            FieldKind::Lane => by_id(text.parse::<menu_api::LaneId>().is_ok()),
            FieldKind::Groups => {
                parse_id_list::<menu_api::OptionGroupId>(&text).ok_or(InvalidValue::NoChoice)
            }
            FieldKind::Allergens => parse_id_list::<Allergen>(&text).ok_or(InvalidValue::NoChoice),
            FieldKind::Ranges => Ok(json!(read_spans(&text)?)),
            FieldKind::Day => {
                let end = end_of(read_date(&text)?, &menu.store.zone);
                end.map(|end| json!(end)).ok_or(InvalidValue::NoSuchDay)
            }
            FieldKind::Sale => match text.as_str() {
                "sold_out" => Ok(json!({ "state": "sold_out", "until": "manual" })),
                "available" | "hidden" => Ok(json!({ "state": text })),
                _ => Err(InvalidValue::NoChoice),
            },
        }
    }

    /// Sets the field in `thing`.
    pub fn set_value(&self, thing: &mut Value, value: Value) {
        let place = self.path.split('.').fold(thing, |thing, name| &mut thing[name]);
        *place = value;
    }

    /// Sets the field in a merge patch. A sale state without an end also removes the stored end.
    pub fn set_patch(&self, patch: &mut Value, mut value: Value) {
        if self.kind == FieldKind::Sale && value.get("until").is_none() {
            value["until"] = Value::Null;
        }
        self.set_value(patch, value);
    }
}

fn currency_digits(menu: &Menu) -> DecimalDigits {
    DecimalDigits(minor_unit_digits(&menu.store.currency))
}

fn parse_text(text: String, most: usize) -> Result<Value, InvalidValue> {
    // Texts that a spreadsheet shows in place of a value that it could not compute.
    let is_error = ["#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!"]
        .contains(&text.as_str());
    let count = text.chars().count();
    if is_error || text.len() > 3 && text.bytes().all(|b| b == b'#') {
        Err(InvalidValue::SpreadsheetError)
    } else if count > most {
        Err(InvalidValue::TooLong { most, count })
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        Err(InvalidValue::ControlCharacter)
    } else {
        Ok(text.into())
    }
}

fn join_list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

/// Ids separated by commas.
fn parse_id_list<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Option<Value> {
    let all = split_list(text).map(|part| serde_json::from_value::<T>(part.into()));
    serde_json::to_value(all.collect::<Result<Vec<_>, _>>().ok()?).ok()
}

/// The day in the store's zone that ends at `end`, or contains it.
fn last_day(end: &str, zone: &str) -> Option<String> {
    let end: Timestamp = end.parse().ok()?;
    let moment = end - SignedDuration::from_nanos(1);
    Some(moment.to_zoned(TimeZone::get(zone).ok()?).date().to_string())
}

fn end_of(day: Date, zone: &str) -> Option<Timestamp> {
    Some(day.tomorrow().ok()?.to_zoned(TimeZone::get(zone).ok()?).ok()?.timestamp())
}

#[cfg(test)]
mod tests;
