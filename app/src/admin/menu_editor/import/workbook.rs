//! The first sheet of an `.xlsx` workbook as the text of a table. A workbook is a compressed
//! archive, and a small one can decompress to more than the machine's memory, so it is unpacked
//! under a limit before it is parsed.

use crate::admin::menu_editor::import::decode::{InvalidFile, TABLE_BYTES};
use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use std::io::{Cursor, Read as _, Write as _};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// All parts of a workbook unpacked, in bytes; the largest menu needs a tenth of it.
const UNPACKED_BYTES: u64 = 48 * 1024 * 1024;
const PARTS: usize = 1_000;
/// Far more than a menu needs.
const ROWS: u32 = 10_000;
const COLUMNS: u32 = 64;

/// The sheet's cells as a spreadsheet would write them to CSV.
pub(super) fn workbook_text(file: &[u8]) -> Result<String, InvalidFile> {
    let archive = unpack_archive(file)?;
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(archive)).map_err(no_workbook)?;
    let sheet = book.sheet_names().first().cloned().ok_or(InvalidFile::NoWorkbook)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(no_workbook)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut size: usize = 0;
    while let Some(cell) = cells.next_cell().map_err(no_workbook)? {
        let text = cell_text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        size += text.len();
        if row >= ROWS || column >= COLUMNS || size > TABLE_BYTES {
            return Err(InvalidFile::TooLarge);
        }
        let row = row as usize;
        let column = column as usize;
        rows.resize_with(rows.len().max(row + 1), Vec::new);
        let width = rows[row].len().max(column + 1);
        rows[row].resize(width, String::new());
        rows[row][column] = text;
    }
    write_csv(&rows).map_err(no_workbook)
}

fn write_csv(rows: &[Vec<String>]) -> csv::Result<String> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // An empty row keeps its position, since faults are numbered by row.
    rows.iter().try_for_each(|row| {
        if row.is_empty() { writer.write_record([""]) } else { writer.write_record(row) }
    })?;
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn no_workbook<E>(_: E) -> InvalidFile {
    InvalidFile::NoWorkbook
}

/// The archive with its parts stored uncompressed, so that the parser reads exactly the bytes that
/// were counted.
fn unpack_archive(file: &[u8]) -> Result<Vec<u8>, InvalidFile> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(no_workbook)?;
    if archive.len() > PARTS {
        return Err(InvalidFile::TooLarge);
    }
    let mut unpacked = ZipWriter::new(Cursor::new(Vec::new()));
    let mut left = UNPACKED_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(no_workbook)?;
        let name = part.name().map_err(no_workbook)?.into_owned();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut bytes = Vec::new();
        // Reading one byte past the limit detects an oversized part; the sizes declared in the
        // archive are not trusted.
        let read = part.take(left + 1).read_to_end(&mut bytes).map_err(no_workbook)?;
        left = left.checked_sub(read as u64).ok_or(InvalidFile::TooLarge)?;
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        unpacked.start_file(name, stored).map_err(no_workbook)?;
        unpacked.write_all(without_counts(bytes)?.as_bytes()).map_err(no_workbook)?;
    }
    Ok(unpacked.finish().map_err(no_workbook)?.into_inner())
}

/// The part without its declared number of strings: the parser would reserve memory for that many.
fn without_counts(part: Vec<u8>) -> Result<String, InvalidFile> {
    let text = String::from_utf8(part).map_err(no_workbook)?;
    Ok(text.replace("uniqueCount", "promisedCount"))
}

fn cell_text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(at) => date_text(*at),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A date without the midnight that a workbook stores with it, and a time without its date.
fn date_text(at: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    match at.as_f64() {
        days if days < 1.0 => format!("{hour:02}:{minute:02}"),
        days if days.fract() == 0.0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A workbook with one sheet; `cells` and `strings` are its XML.
    pub fn sample_workbook(cells: &str, strings: &str) -> Vec<u8> {
        let parts = [
            ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned()),
            ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
            ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned()),
            ("xl/workbook.xml", r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="menu" sheetId="1" r:id="rId1"/></sheets></workbook>"#.to_owned()),
            ("xl/styles.xml", r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned()),
            ("xl/sharedStrings.xml", strings.to_owned()),
            ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>"#)),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn shared_strings_xml(count: &str, text: &str) -> String {
        format!(
            r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{count}"><si><t>{text}</t></si></sst>"#
        )
    }

    #[test]
    fn cells_are_what_a_spreadsheet_would_write_to_csv() {
        let cells = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>4600</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" s="1"><v>46380</v></c></row>
            <row r="3"><c r="B3" t="inlineStr"><is><t>줄
둘</t></is></c><c r="C3" t="e"><v>#REF!</v></c><c r="D3"><v>-0.5</v></c></row>"#;
        let text =
            workbook_text(&sample_workbook(cells, &shared_strings_xml("1", "라떼"))).unwrap();
        assert_eq!(text, "라떼,4600,true,2026-12-24\n\"\"\n,\"줄\n둘\",#REF!,-0.5\n");
    }

    #[test]
    fn a_small_workbook_that_unfolds_to_too_much_is_refused() {
        let bomb = shared_strings_xml("1", &"가".repeat(20 * 1024 * 1024));
        let file = sample_workbook("", &bomb);
        assert!(file.len() < 1024 * 1024, "{}", file.len());
        assert_eq!(workbook_text(&file), Err(InvalidFile::TooLarge));
        let copies: String = (1..=200)
            .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
            .collect();
        let file = sample_workbook(&copies, &shared_strings_xml("1", &"가".repeat(20_000)));
        assert_eq!(workbook_text(&file), Err(InvalidFile::TooLarge), "one text in many cells");
        let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
        assert_eq!(
            workbook_text(&sample_workbook(far, &shared_strings_xml("1", ""))),
            Err(InvalidFile::TooLarge)
        );
        let promise = sample_workbook(
            r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#,
            &shared_strings_xml("999999999999", "kind"),
        );
        assert_eq!(workbook_text(&promise).as_deref(), Ok("kind\n"));
    }
}
