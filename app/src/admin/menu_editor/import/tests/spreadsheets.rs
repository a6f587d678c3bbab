//! The sample menu's table as rewritten by spreadsheets: none of it counts as a change.

use crate::admin::menu_editor::{
    import::{decode::table_text, tests::read, *},
    table::write_table,
};
use encoding_rs::EUC_KR;
use std::process::Command;
use unicode_normalization::UnicodeNormalization as _;

/// The value in the tables of `samples`.
const NEW_UNTIL: &str = "2026-12-14T15:00:00Z";

/// The menu that comes with the program.
fn sample() -> Menu {
    let text = include_str!("../../../../../../services/menu/seed/menu.toml");
    let mut menu: Value = toml::from_str(text).unwrap();
    let new = menu["new"]["items"].clone();
    menu["version"] = 1.into();
    for item in menu["items"].as_array_mut().unwrap() {
        if new.as_array().unwrap().contains(&item["id"]) {
            item["new_until"] = NEW_UNTIL.into();
        }
    }
    serde_json::from_value(menu).unwrap()
}

/// Asserts that `file` has no faults and changes nothing.
fn changes_nothing(what: &str, file: &[u8]) {
    let table = table_text(file).unwrap_or_else(|why| panic!("{what}: {why}"));
    let plan = read(&table, &sample());
    assert_eq!((plan.faults, plan.changes), (vec![], vec![]), "{what}");
}

/// The sample's table with every cell passed through `change`, written with this separator.
fn rewritten(separator: u8, change: impl Fn(&str, &str) -> String) -> Vec<u8> {
    let table = write_table(&sample()).unwrap();
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let names = reader.headers().unwrap().clone();
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(names.iter().map(|name| change("", name))).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        writer
            .write_record(names.iter().zip(&record).map(|(name, cell)| change(name, cell)))
            .unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn tables_that_spreadsheets_saved_change_nothing() {
    let files: [(&str, &[u8]); 4] = [
        ("typed booleans", include_bytes!("samples/typed-booleans.csv")),
        ("semicolons", include_bytes!("samples/semicolons.csv")),
        ("empty columns", include_bytes!("samples/empty-columns.csv")),
        ("code page 949", include_bytes!("samples/code-page-949.csv")),
    ];
    files.into_iter().for_each(|(what, file)| changes_nothing(what, file));
}

#[test]
fn every_code_page_separator_and_spelling_changes_nothing() {
    let same = |_: &str, cell: &str| cell.to_owned();
    for separator in [b',', b';', b'\t', b'|'] {
        changes_nothing("a separator", &rewritten(separator, same));
    }
    let text = String::from_utf8(rewritten(b',', same)).unwrap();
    let hint = format!("sep=,\r\n{}", text.replace('\n', "\r\n"));
    changes_nothing("a line for Excel", hint.as_bytes());
    changes_nothing("NFD", text.nfd().collect::<String>().as_bytes());
    for space in ["?", " "] {
        let letter = |letter: char| match EUC_KR.encode(letter.encode_utf8(&mut [0; 4])) {
            (_, _, true) if letter.is_whitespace() => space.as_bytes().to_vec(),
            (_, _, true) => b"?".to_vec(),
            (bytes, ..) => bytes.into_owned(),
        };
        changes_nothing("code page 949", &text.chars().flat_map(letter).collect::<Vec<u8>>());
    }
    let marked = format!("\u{feff}{text}");
    let units =
        |bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    changes_nothing("UTF-16, little end", &units(u16::to_le_bytes));
    changes_nothing("UTF-16, big end", &units(u16::to_be_bytes));
    let empty = format!("{}\n,,,,\n\n", text.replace('\n', ",,,\n"));
    changes_nothing("empty columns and rows", empty.as_bytes());
}

#[test]
fn cells_as_spreadsheets_rewrite_them_change_nothing() {
    let cell = |name: &str, cell: &str| match (name, cell) {
        ("", name) => name.to_uppercase(),
        (_, "true") => "TRUE".to_owned(),
        ("takes_cup" | "allergen_free", "") => "FALSE".to_owned(),
        ("kind", kind) => kind.to_uppercase(),
        ("price_minor", price) if price.len() == 4 && !price.starts_with('-') => {
            format!("₩{},{}", &price[..1], &price[1..])
        }
        ("prep_s" | "min" | "max", number) if !number.is_empty() => format!("{number}.0"),
        ("new_until", day) if !day.is_empty() => day.replace('-', ". "),
        (_, cell) => cell.to_owned(),
    };
    changes_nothing("rewritten", &rewritten(b',', cell));
}

#[test]
fn a_fault_names_row_column_cell_and_what_may_stand_there() {
    let cell = |name: &str, cell: &str| match (name, cell) {
        ("takes_cup", "true") => "아마도".to_owned(),
        ("description.ko", text) if !text.is_empty() => format!("{text}\n둘째 줄"),
        (_, cell) => cell.to_owned(),
    };
    let table = table_text(&rewritten(b',', cell)).unwrap();
    let plan = read(&table, &sample());
    let table = write_table(&sample()).unwrap();
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let takes_cup = rows.headers().unwrap().iter().position(|name| name == "takes_cup").unwrap();
    let first =
        rows.records().position(|row| row.unwrap().get(takes_cup) == Some("true")).unwrap() + 2;
    let (row, words) = &plan.faults[0];
    assert_eq!(*row, first as u64, "a cell of two lines is in one row");
    assert!(words.contains("열): ‘아마도’ – true나 false"), "{words}");
}

/// Converts the table with a spreadsheet that detects special numbers, where one is installed.
#[test]
fn a_spreadsheet_with_number_detection_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("menu.csv");
    std::fs::write(&table, write_table(&sample()).unwrap()).unwrap();
    // Separator 44, quote 34, UTF-8 (76), from row 1, no column formats, no language, quoted cells
    // are not text, detect special numbers.
    let read_in = "CSV:44,34,76,1,,0,false,true";
    for (kind, file) in [
        ("xlsx", "menu.xlsx"),
        ("csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true", "menu.csv"),
    ] {
        let out = folder.path().join("out");
        let profile =
            format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
        let done = Command::new("soffice")
            .args([
                &profile,
                "--headless",
                &format!("--infilter={read_in}"),
                "--convert-to",
                kind,
                "--outdir",
            ])
            .args([&out, &table])
            .output();
        match done {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let skipped = "skipped: no LibreOffice (soffice) on this machine\n";
                let _told = std::io::Write::write_all(&mut std::io::stderr(), skipped.as_bytes());
                return;
            }
            done => assert!(done.unwrap().status.success()),
        }
        changes_nothing(kind, &std::fs::read(out.join(file)).unwrap());
    }
}
