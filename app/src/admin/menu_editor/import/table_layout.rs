//! Layout of a table: the separator of its cells, and the field of each column.

use crate::admin::{
    menu_editor::table::{HEAD, column_paths},
    words::menu_editor::import::ImportWords,
};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// Separators that spreadsheets use, the usual one first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A reader of `table`, and the number of lines skipped above it: a line `sep=` is meant for Excel.
/// The separator is the one with which the first row has the most known column names.
pub(super) fn open_table(table: &str) -> (csv::Reader<&[u8]>, u64) {
    let first =
        table.lines().next().unwrap_or_default().trim_start_matches('"').to_ascii_lowercase();
    let is_hint = first.starts_with("sep=");
    let table = if is_hint { table.split_once('\n').map_or("", |(_, rest)| rest) } else { table };
    let reader = |separator: u8| {
        csv::ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(table.as_bytes())
    };
    let named = |separator: u8| {
        let mut reader = reader(separator);
        let names = reader
            .headers()
            .map(|names| names.iter().filter(|name| find_column(name).is_some()).count());
        names.unwrap_or_default()
    };
    // `max_by_key` returns the last of equals: with `rev` that is the usual one.
    let separator = SEPARATORS.into_iter().rev().max_by_key(|separator| named(*separator));
    (reader(separator.unwrap_or(b',')), u64::from(is_hint))
}

/// Position of each named column.
pub(super) struct TableColumns(HashMap<&'static str, usize>);

impl TableColumns {
    /// Parses the first row.
    ///
    /// # Errors
    /// In words, the fault of the first row.
    pub(super) fn from_header(
        names: &csv::StringRecord,
        words: &ImportWords,
    ) -> Result<Self, String> {
        let named = |name: &&str| !fold_name(name).is_empty();
        if names.iter().filter(named).count() > HEAD.len() + column_paths().len() {
            return Err(words.too_many_columns.to_owned());
        }
        let mut places = HashMap::new();
        for (at, name) in names.iter().enumerate().filter(|(_, name)| named(name)) {
            let Some(column) = find_column(name) else {
                let all = HEAD.into_iter().chain(column_paths()).collect::<Vec<_>>().join(", ");
                let name: String = name.chars().take(40).collect();
                return Err((words.unknown_column)(&column_letters(at), &name, &all));
            };
            if places.insert(column, at).is_some() {
                return Err((words.doubled_column)(&column_letters(at), column));
            }
        }
        match HEAD[..2].iter().find(|name| !places.contains_key(**name)) {
            Some(name) => Err((words.missing_column)(name)),
            None => Ok(Self(places)),
        }
    }

    pub(super) fn column_index(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// The first non-empty cell in a column without a name, with the column's letters.
    pub(super) fn find_stray_cell<'a>(
        &self,
        record: &'a csv::StringRecord,
    ) -> Option<(String, &'a str)> {
        let is_named = |at: usize| self.0.values().any(|place| *place == at);
        let mut cells = record.iter().enumerate();
        let (at, cell) = cells.find(|(at, cell)| !cell.trim().is_empty() && !is_named(*at))?;
        Some((column_letters(at), cell))
    }
}

/// Column name as in a spreadsheet: `A`, `Z`, `AA`.
pub(super) fn column_letters(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    if at < 26 { last.to_string() } else { format!("{}{last}", column_letters(at / 26 - 1)) }
}

fn fold_name(name: &str) -> String {
    staff_api::text::without_hidden(&name.nfkc().collect::<String>()).trim().to_lowercase()
}

fn find_column(name: &str) -> Option<&'static str> {
    let name = fold_name(name);
    HEAD.into_iter().chain(column_paths()).find(|column| *column == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{admin::words::staff_words, shared::ui::Lang};

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
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
            let columns = TableColumns::from_header(reader.headers().unwrap(), words)
                .unwrap_or_else(|why| panic!("{table}: {why}"));
            assert_eq!(
                ["kind", "id", "group"].map(|name| columns.column_index(name)),
                [Some(0), Some(1), Some(2)],
                "{table}"
            );
        }
    }
}
