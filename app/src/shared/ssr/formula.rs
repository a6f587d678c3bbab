//! Protection against formula injection in the CSV files that staff open in a spreadsheet.

/// Characters that start a formula; some spreadsheets accept the full-width forms as well.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];
/// Characters after which a spreadsheet with other settings starts a new cell, even within quotes.
/// The comma is not listed: it is the separator of our files, so quotes protect it.
const SEPARATORS: [char; 5] = [';', '|', '\t', '\r', '\n'];
/// The prefix that makes a spreadsheet read a cell as text.
const MARK: &str = "'";

/// `cell` with a mark before every start of a formula; an integer stays as it is.
pub fn guard_formulas(cell: &str) -> String {
    if cell.parse::<i64>().is_ok() {
        cell.to_owned()
    } else {
        adjust_marks(cell, |marks| marks + 1)
    }
}

/// The inverse of [`guard_formulas`].
pub fn unguard_formulas(cell: &str) -> String {
    adjust_marks(cell, |marks| marks.saturating_sub(1))
}

/// Applies `change` to the number of marks before each start of a formula.
fn adjust_marks(cell: &str, change: fn(usize) -> usize) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    let mut is_start = true;
    loop {
        if is_start {
            let marked = rest.trim_start_matches(' ');
            let bare = marked.trim_start_matches(MARK);
            if bare.starts_with(FORMULA) {
                text.push_str(&rest[..rest.len() - marked.len()]);
                text.push_str(&MARK.repeat(change(marked.len() - bare.len())));
                rest = bare;
            }
        }
        let mut letters = rest.chars();
        let Some(letter) = letters.next() else { return text };
        text.push(letter);
        (rest, is_start) = (letters.as_str(), SEPARATORS.contains(&letter));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_is_read_as_it_was() {
        let cells = [
            "=1+1",
            "'=1",
            "''-a",
            "-500",
            "'-500",
            "+82 10",
            "@a",
            "'90년대",
            "라떼",
            "",
            "＝1+1",
            "－a",
            " =1",
            "' =1",
            ";=1",
            "a; ＝1",
            "a\n@b",
            "a|'=1",
            "\t=1",
            "\r\n=1",
            "a;;'=1",
            "=;=;=",
            ";",
            "라떼 x2; -원두 x1",
        ];
        for cell in cells {
            let written = guard_formulas(cell);
            assert_eq!(unguard_formulas(&written), cell);
            let starts = written.split(SEPARATORS).map(|start| start.trim_start_matches(' '));
            let is_formula =
                |start: &str| start.starts_with(FORMULA) && start.parse::<i64>().is_err();
            assert!(!starts.into_iter().any(is_formula), "{written}");
        }
        assert_eq!(
            guard_formulas("a - b, =c"),
            "a - b, =c",
            "a comma within quotes begins no cell"
        );
    }
}
