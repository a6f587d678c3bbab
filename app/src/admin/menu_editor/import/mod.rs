//! Import of a table as the new menu: differences and faults by row, before anything is written.
//! The same table and menu always give the same plan, so the saved changes are those shown.

mod decode;
mod limits;
mod plan;
mod table_layout;
mod workbook;

pub use decode::{InvalidFile, table_text_async};

use crate::{
    admin::{
        menu_editor::{
            edited_entity::EditedEntity,
            fields::MenuField,
            table::{EntityRecord, RowKind, column_paths, entity_records},
        },
        reading::read_flag,
        words::{menu_editor::import::ImportWords, staff_words},
    },
    shared::{ssr::unguard_formulas, ui::Lang},
};
use limits::RowCounts;
use menu_api::{Menu, OptionGroupId};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};
use table_layout::{TableColumns, column_letters, open_table};

/// Result of comparing a table with the menu.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// Row (0 for the whole table) and fault; a table with faults is not saved.
    pub faults: Vec<(u64, String)>,
    /// Row (0 for something missing from the table) and difference.
    pub changes: Vec<(u64, String)>,
    /// The new content of the menu.
    pub content: Value,
}

/// A row that could be read.
struct ParsedRow {
    at: u64,
    thing: EntityRecord,
}

/// As [`read`], on a blocking thread.
pub async fn plan_import_async(table: &Arc<str>, menu: &Arc<Menu>, lang: Lang) -> ImportPlan {
    let table = table.clone();
    let menu = menu.clone();
    let unread = import_words(lang).unread.to_owned();
    let reading = tokio::task::spawn_blocking(move || plan_import(&table, &menu, lang));
    reading.await.unwrap_or_else(|_| ImportPlan::default().with_fault(0, unread))
}

fn import_words(lang: Lang) -> &'static ImportWords {
    &staff_words(lang).menu_editor.import
}

/// Compares `table` with `menu`; the plan is in `lang`. The work is bounded by that for the largest
/// menu, independent of the table's size.
pub fn plan_import(table: &str, menu: &Menu, lang: Lang) -> ImportPlan {
    let mut plan = ImportPlan::default();
    let words = import_words(lang);
    let (mut reader, lines_above) = open_table(table.trim_start_matches('\u{feff}'));
    let names = match reader.headers() {
        Ok(names) => names.clone(),
        Err(error) => return plan.with_fault(1, (words.no_header)(&error.to_string())),
    };
    let header = match TableColumns::from_header(&names, words) {
        Ok(header) => header,
        Err(fault) => return plan.with_fault(1 + lines_above, fault),
    };
    // Faults are numbered by spreadsheet row, and a cell with line breaks is in one row.
    let mut lines_within = line_ends(&names);
    let known: HashMap<(RowKind, String), EntityRecord> =
        entity_records(menu).into_iter().map(|thing| ((thing.0, id_of(&thing)), thing)).collect();
    let columns = column_paths();
    let mut count = RowCounts::default();
    let mut lines: Vec<ParsedRow> = Vec::new();
    for record in reader.records() {
        if plan.faults.len() >= limits::FAULTS {
            return plan.with_fault(0, words.too_many_faults.to_owned());
        }
        let row = |position: Option<&csv::Position>, lines_within: u64| {
            position
                .map_or(0, |position| (position.line() + lines_above).saturating_sub(lines_within))
        };
        match record {
            Ok(record) => {
                let at = row(record.position(), lines_within);
                lines_within += line_ends(&record);
                let record = record.iter().map(unguard_formulas).collect();
                let cells = RowCells {
                    header: &header,
                    columns: &columns,
                    record: &record,
                    at,
                    menu,
                    lang,
                };
                let Some(line) = cells.parse_row(&known, &mut plan) else { continue };
                let kind = line.thing.0;
                if let Err(most) = count.count_row(kind) {
                    return plan.with_fault(at, (words.too_many_rows)(kind.kind_label(lang), most));
                }
                lines.push(line);
            }
            Err(error) => {
                let at = row(error.position(), lines_within);
                plan.faults.push((at, words.unread_row.to_owned()));
            }
        }
    }
    plan.check_rows(&lines, menu, words);
    plan.compare_with_menu(&lines, &known, menu, lang);
    plan.content = menu_content(&lines);
    plan
}

fn line_ends(record: &csv::StringRecord) -> u64 {
    record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64
}

fn id_of(thing: &EntityRecord) -> String {
    thing.2["id"].as_str().unwrap_or_default().to_owned()
}

/// One row of the table.
struct RowCells<'a> {
    header: &'a TableColumns,
    /// The fields of all kinds.
    columns: &'a [&'static str],
    record: &'a csv::StringRecord,
    at: u64,
    menu: &'a Menu,
    lang: Lang,
}

impl RowCells<'_> {
    fn cell(&self, name: &str) -> Option<&str> {
        Some(self.record.get(self.header.column_index(name)?).unwrap_or_default())
    }

    fn parse_row(
        &self,
        known: &HashMap<(RowKind, String), EntityRecord>,
        plan: &mut ImportPlan,
    ) -> Option<ParsedRow> {
        if self.record.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let words = import_words(self.lang);
        let mut fault = |text: String| plan.faults.push((self.at, text));
        if self.record.iter().any(|cell| cell.len() > limits::CELL_BYTES) {
            fault(words.cell_too_long.to_owned());
            return None;
        }
        if let Some((column, cell)) = self.header.find_stray_cell(self.record) {
            fault((words.stray_cell)(&column, &shorten_cell(cell)));
        }
        let Some(kind) = RowKind::parse(self.cell("kind").unwrap_or_default()) else {
            fault(self.cell_fault("kind", words.kind, words.kinds));
            return None;
        };
        let id = self.row_id(kind);
        if id.parse::<OptionGroupId>().is_err() {
            fault(self.cell_fault("id", "id", words.ids));
            return None;
        }
        let old = known.get(&(kind, id.clone()));
        let mut thing =
            old.map_or_else(|| default_entity(kind, self.menu), |(_, _, thing)| thing.clone());
        thing["id"] = id.into();
        for field in kind.fields() {
            if let Some(text) = self.set_field(field, &mut thing, old) {
                fault(text);
            }
        }
        let foreign = self.columns.iter().find(|path| {
            !kind.fields().iter().any(|field| field.path == **path)
                // A yes/no column that was filled down has `false` in rows of other kinds too.
                && self.cell(path).is_some_and(|cell| read_flag(cell) != Ok(false))
        });
        if let Some(path) = foreign {
            fault((words.foreign_column)(kind.kind_label(self.lang), path));
        }
        let group = (kind == RowKind::Option)
            .then(|| self.cell("group").unwrap_or_default().trim().to_ascii_lowercase());
        Some(ParsedRow { at: self.at, thing: (kind, group, thing) })
    }

    /// The id in the cell, or one derived from row and name: the same for the same table.
    fn row_id(&self, kind: RowKind) -> String {
        let id = self.cell("id").unwrap_or_default().trim().to_ascii_lowercase();
        if !id.is_empty() {
            return id;
        }
        let name = self.cell("name.ko").unwrap_or_default();
        let seed = format!("{} {name}", self.at);
        // FNV-1a
        let digest = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{}-{digest:016x}", kind.as_str())
    }

    /// Writes a cell to `thing` unless it equals the stored value; returns the fault if the cell is
    /// invalid.
    fn set_field(
        &self,
        field: &'static MenuField,
        thing: &mut Value,
        old: Option<&EntityRecord>,
    ) -> Option<String> {
        let cell = self.cell(field.path);
        let text = cell.map(|cell| field.normalize_text(cell, self.menu));
        let text = match (text, old) {
            (None, Some(_)) => return None,
            (text, None) => text.unwrap_or_default(),
            (Some(text), Some((_, _, old)))
                if field.is_unchanged(&text, &field.value_text(old, self.menu)) =>
            {
                return None;
            }
            (Some(text), Some(_)) => text,
        };
        // An empty cell of a new thing keeps the default.
        let is_said = cell.is_some_and(|cell| !cell.trim().is_empty());
        if old.is_none() && !is_said && !field.value_text(thing, self.menu).is_empty() {
            return None;
        }
        match field.parse_value(&text, self.menu) {
            Ok(value) if old.is_none() && value.is_null() => None,
            Ok(value) => {
                field.set_value(thing, value);
                None
            }
            Err(invalid) => {
                let why = field.explain_invalid(&invalid, self.menu, self.lang);
                Some(self.cell_fault(field.path, field.label(self.lang), &why))
            }
        }
    }

    /// A fault of a cell: column, content and valid values.
    fn cell_fault(&self, path: &str, label: &str, why: &str) -> String {
        let words = import_words(self.lang);
        let place = self.header.column_index(path);
        let name = place
            .map_or_else(|| label.to_owned(), |at| (words.in_column)(label, &column_letters(at)));
        match self.cell(path).map(str::trim).unwrap_or_default() {
            "" => (words.empty_cell)(&name, why),
            cell => (words.wrong_cell)(&name, &shorten_cell(cell), why),
        }
    }
}

/// The beginning of a cell, enough to recognize it.
fn shorten_cell(cell: &str) -> String {
    let mut letters = cell.trim().chars();
    let begin: String = letters.by_ref().take(40).collect();
    if letters.next().is_some() { format!("{begin}…") } else { begin }
}

fn default_entity(kind: RowKind, menu: &Menu) -> Value {
    let path = match kind {
        RowKind::Category => "/admin/menu/categories/new",
        RowKind::Item => "/admin/menu/items/new",
        RowKind::Group => "/admin/menu/groups/new",
        RowKind::Option => "/admin/menu/groups/any/options/new",
    };
    let mut blank =
        EditedEntity::parse(path).map(|place| place.default_value(menu, None)).unwrap_or_default();
    blank["availability"] = match kind {
        RowKind::Item | RowKind::Option => json!({ "state": "available" }),
        RowKind::Category | RowKind::Group => return blank,
    };
    blank
}

impl ImportPlan {
    fn with_fault(mut self, at: u64, words: String) -> Self {
        self.faults.push((at, words));
        self
    }
}

/// The content in the menu service's format.
fn menu_content(lines: &[ParsedRow]) -> Value {
    let all = |kind: RowKind| {
        lines.iter().filter(move |line| line.thing.0 == kind).map(|line| &line.thing)
    };
    let groups = all(RowKind::Group).map(|thing| {
        let mut group = thing.2.clone();
        let id = id_of(thing);
        let options = all(RowKind::Option).filter(|option| option.1.as_deref() == Some(&id));
        group["options"] = options.map(|option| option.2.clone()).collect();
        group
    });
    json!({
        "categories": all(RowKind::Category).map(|thing| thing.2.clone()).collect::<Vec<_>>(),
        "items": all(RowKind::Item).map(|thing| thing.2.clone()).collect::<Vec<_>>(),
        "option_groups": groups.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests;
