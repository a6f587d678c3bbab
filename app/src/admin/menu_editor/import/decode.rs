//! Converts a spreadsheet's file, including a workbook, to the text of a table: any code page, line
//! ending and Unicode normalization.

use crate::admin::menu_editor::import::workbook::workbook_text;
use encoding_rs::{EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use tokio::sync::Semaphore;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Longest text of a table, in bytes. It is far above the largest menu; after the preview the text
/// is sent once more in a form.
pub const TABLE_BYTES: usize = 6 * 1024 * 1024;

/// Bulkhead of one file at a time: reading a workbook takes a hundred megabytes.
static READING: Semaphore = Semaphore::const_new(1);

/// Why a file is not a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFile {
    #[error("no_file")]
    Empty,
    #[error("unknown_encoding")]
    UnknownEncoding,
    #[error("old_workbook")]
    OldWorkbook,
    #[error("no_workbook")]
    NoWorkbook,
    #[error("table_too_large")]
    TooLarge,
}

/// The text of an uploaded table, read on a blocking thread.
///
/// # Errors
/// [`InvalidFile`]; its text is a problem code of the page.
pub async fn table_text_async(file: bytes::Bytes) -> Result<String, InvalidFile> {
    let turn = READING.acquire().await;
    // The permit moves into the task, so it is held until the reading ends, even if the request is
    // dropped.
    let reading = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        table_text(&file)
    });
    // A reader that panics has been given a file that is no valid workbook.
    reading.await.unwrap_or(Err(InvalidFile::NoWorkbook))
}

pub(super) fn table_text(file: &[u8]) -> Result<String, InvalidFile> {
    let text = match file {
        [b'P', b'K', 3, 4, ..] => workbook_text(file)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(InvalidFile::OldWorkbook),
        _ => {
            let (encoding, mark) = encoding_of(file);
            let text = encoding.decode_without_bom_handling_and_without_replacement(&file[mark..]);
            text.ok_or(InvalidFile::UnknownEncoding)?.into_owned()
        }
    };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let text = if is_nfc(&text) { text } else { text.nfc().collect() };
    match text.len() {
        0..=TABLE_BYTES if text.trim().is_empty() => Err(InvalidFile::Empty),
        0..=TABLE_BYTES => Ok(text),
        _ => Err(InvalidFile::TooLarge),
    }
}

/// The encoding, and the length of the byte order mark. Without a mark: a table's header is ASCII,
/// so every other byte is 0 in UTF-16; anything that is not UTF-8 is taken for code page 949 of
/// Korean Windows, which is `EUC_KR` here.
fn encoding_of(file: &[u8]) -> (&'static Encoding, usize) {
    match Encoding::for_bom(file) {
        Some(marked) => marked,
        None => match file {
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => (UTF_16LE, 0),
            [0, first, 0, second, ..] if *first != 0 && *second != 0 => (UTF_16BE, 0),
            _ if std::str::from_utf8(file).is_ok() => (UTF_8, 0),
            _ => (EUC_KR, 0),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "kind,id,name.ko\nitem,latte,카페 라떼\n";

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_code_page_of_a_spreadsheet_is_the_same_text() {
        let marked = format!("\u{feff}{TABLE}");
        let files = [
            TABLE.as_bytes().to_vec(),
            marked.clone().into_bytes(),
            format!("\u{feff}{marked}").into_bytes(),
            EUC_KR.encode(TABLE).0.into_owned(),
            utf_16(&marked, u16::to_le_bytes),
            utf_16(&marked, u16::to_be_bytes),
            utf_16(TABLE, u16::to_le_bytes),
            utf_16(TABLE, u16::to_be_bytes),
            TABLE.nfd().collect::<String>().into_bytes(),
            TABLE.replace('\n', "\r\n").into_bytes(),
            TABLE.replace('\n', "\r").into_bytes(),
        ];
        for file in files {
            assert_eq!(table_text(&file).as_deref(), Ok(TABLE), "{file:x?}");
        }
        let letters = "kind,name.ko\nitem,똠양꿍 펲시 ₩ é";
        assert_eq!(table_text(letters.as_bytes()).as_deref(), Ok(letters));
        assert_eq!(table_text(&EUC_KR.encode("kind,펲\n").0).as_deref(), Ok("kind,펲\n"));
    }

    #[test]
    fn what_is_no_table_is_said_to_be_none() {
        let old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        let large = "가".repeat(TABLE_BYTES / 3 + 1);
        let files: [(&[u8], _); 6] = [
            (b" \n", InvalidFile::Empty),
            (b"", InvalidFile::Empty),
            (b"kind,id\nitem,\xff\xff", InvalidFile::UnknownEncoding),
            (&old, InvalidFile::OldWorkbook),
            (b"PK\x03\x04 and no more", InvalidFile::NoWorkbook),
            (large.as_bytes(), InvalidFile::TooLarge),
        ];
        for (file, why) in files {
            assert_eq!(table_text(file), Err(why));
        }
    }
}
