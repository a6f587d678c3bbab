//! Layout of a table: the separator of its cells, and the field of each column.

use crate::admin::{
    menu_editor::table::{HEAD, columns},
    words::menu_editor::import::ImportWords,
};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// Separators that spreadsheets use, the usual one first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A reader of `table`, and the number of lines skipped above it: a line `sep=` is meant for Excel.
/// The separator is the one with which the first row has the most known column names.
pub(super) fn open_table(table: &str) -> (csv::Reader<&[u8]>, u64) {
    let first = table.lines().next().unwrap_or_default().trim_start_matches('"').to_ascii_lowercase();
    let is_hint = first.starts_with("sep=");
    let table = if is_hint { table.split_once('\n').map_or("", |(_, rest)| rest) } else { table };
    let reader = |separator: u8| {
        csv::ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(table.as_bytes())
    };
    let named = |separator: u8| {
        let mut reader = reader(separator);
        let names = reader.headers().map(|names| names.iter().filter(|name| known(name).is_some()).count());
        names.unwrap_or_default()
    };
    // `max_by_key` returns the last of equals: with `rev` that is the usual one.
    let separator = SEPARATORS.into_iter().rev().max_by_key(|separator| named(*separator));
    (reader(separator.unwrap_or(b',')), u64::from(is_hint))
}

/// Position of each named column.
pub(super) struct Columns(HashMap<&'static str, usize>);

impl Columns {
    /// Parses the first row.
    ///
    /// # Errors
    /// In words, the fault of the first row.
    pub(super) fn read(names: &csv::StringRecord, words: &ImportWords) -> Result<Self, String> {
        let named = |name: &&str| !folded(name).is_empty();
        if names.iter().filter(named).count() > HEAD.len() + columns().len() {
            return Err(words.too_many_columns.to_owned());
        }
        let mut places = HashMap::new();
        for (at, name) in names.iter().enumerate().filter(|(_, name)| named(name)) {
            let Some(column) = known(name) else {
                let all = HEAD.into_iter().chain(columns()).collect::<Vec<_>>().join(", ");
                let name: String = name.chars().take(40).collect();
                return Err((words.unknown_column)(&letters(at), &name, &all));
            };
            if places.insert(column, at).is_some() {
                return Err((words.doubled_column)(&letters(at), column));
            }
        }
        match HEAD[..2].iter().find(|name| !places.contains_key(**name)) {
            Some(name) => Err((words.missing_column)(name)),
            None => Ok(Self(places)),
        }
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// The first non-empty cell in a column without a name, with the column's letters.
    pub(super) fn stray<'a>(&self, record: &'a csv::StringRecord) -> Option<(String, &'a str)> {
        let is_named = |at: usize| self.0.values().any(|place| *place == at);
        let mut cells = record.iter().enumerate();
        let (at, cell) = cells.find(|(at, cell)| !cell.trim().is_empty() && !is_named(*at))?;
        Some((letters(at), cell))
    }
}

/// Column name as in a spreadsheet: `A`, `Z`, `AA`.
pub(super) fn letters(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    if at < 26 { last.to_string() } else { format!("{}{last}", letters(at / 26 - 1)) }
}

fn folded(name: &str) -> String {
    staff_api::text::without_hidden(&name.nfkc().collect::<String>()).trim().to_lowercase()
}

fn known(name: &str) -> Option<&'static str> {
    let name = folded(name);
    HEAD.into_iter().chain(columns()).find(|column| *column == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{admin::words::staff_words, shared::ui::Lang};

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn whatever_separates_the_cells_the_columns_are_found() {
        for table in [
            "kind,id,group",
            "Kind;ID;Group",
            "kind\tid\tgroup",
            "kind|id|group",
            "sep=,\nkind,id,group",
            "sep=;\nkind;id;group",
            "\"sep=\t\"\nKIND\tID\tGROUP",
            "ｋｉｎｄ,\u{feff}id,group,,,,",
        ] {
            let (mut reader, _) = open_table(table);
            let words = &staff_words(Lang::Ko).menu_editor.import;
            let columns = Columns::read(reader.headers().unwrap(), words)
                .unwrap_or_else(|why| panic!("{table}: {why}"));
            assert_eq!(
                ["kind", "id", "group"].map(|name| columns.place(name)),
                [Some(0), Some(1), Some(2)],
                "{table}"
            );
        }
    }
}
