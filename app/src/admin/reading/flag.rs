//! Yes or no, as spreadsheets and people write it.

use super::{InvalidText, Reading, fold_text};
use crate::admin::words::reading::{NO, YES};

/// `TRUE`, `1` and `y` are yes; an empty text is no.
///
/// # Errors
/// [`InvalidText::Flag`].
pub fn read_flag(text: &str) -> Reading<bool> {
    let text = fold_text(text);
    match text.as_str() {
        text if YES.contains(&text) => Ok(true),
        text if NO.contains(&text) => Ok(false),
        _ => Err(InvalidText::Flag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_is_read_as_spreadsheets_and_people_write_it() {
        for yes in
            ["true", "TRUE", "True", " true ", "1", "１", "Yes", "Y", "예", "네", "참", "O", "✓"]
        {
            assert_eq!(read_flag(yes), Ok(true), "{yes}");
        }
        for no in ["", " ", "FALSE", "false", "0", "No", "n", "아니오", "아니요", "거짓", "X", "–"]
        {
            assert_eq!(read_flag(no), Ok(false), "{no}");
        }
        for neither in ["maybe", "2", "truee", "예 아니오"] {
            assert!(read_flag(neither).is_err(), "{neither}");
        }
    }
}
