//! Calendar dates, in the notations of people and spreadsheets.

use super::{InvalidText, Reading, fold_text};
use crate::admin::words::reading::{DATE_MARKS, WEEKDAY_ENDINGS};
use jiff::civil::Date;

/// `2026-12-24`, `2026. 12. 24. Thursday`, `2026/12/24`; also `12/24/2026` where only one reading
/// is a valid date.
///
/// # Errors
/// [`InvalidText`], also when two dates are possible.
pub fn read_date(text: &str) -> Reading<Date> {
    let text = fold_text(text);
    let numbers = date_numbers(day_part(&text)).ok_or(InvalidText::Date)?;
    let is_year = |digits: &&str| digits.len() == 4;
    let date = |year: &str, month: &str, day: &str| {
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    match numbers[..] {
        [whole] if whole.len() == 8 => {
            date(&whole[..4], &whole[4..6], &whole[6..]).ok_or(InvalidText::NoSuchDay)
        }
        [year, month, day] if is_year(&year) => {
            date(year, month, day).ok_or(InvalidText::NoSuchDay)
        }
        [one, other, year] if is_year(&year) => {
            match (date(year, one, other), date(year, other, one)) {
                (Some(date), None) | (None, Some(date)) => Ok(date),
                (Some(date), Some(same)) if date == same => Ok(date),
                (Some(date), Some(other)) => Err(InvalidText::TwoDates(date, other)),
                (None, None) => Err(InvalidText::NoSuchDay),
            }
        }
        [_, _] | [_, _, _] => Err(InvalidText::ShortYear),
        _ => Err(InvalidText::Date),
    }
}

/// `text` without the day of the week and the midnight that a spreadsheet adds.
fn day_part(text: &str) -> &str {
    let text = text.split_once('(').map_or(text, |(date, _)| date).trim_end();
    let text = ["00:00:00z", "00:00:00", "0:00:00", "00:00", "0:00"]
        .into_iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .map_or(text, |date| date.trim_end_matches(['t', ' ']));
    let is_weekday = |word: &str| WEEKDAY_ENDINGS.iter().any(|ending| word.ends_with(ending));
    text.rsplit_once(' ').filter(|(_, last)| is_weekday(last)).map_or(text, |(date, _)| date)
}

/// The numbers between the separators of a date; `None` with any other text.
fn date_numbers(text: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> =
        text.split(|c: char| DATE_MARKS.contains(c)).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &&str| part.len() <= 8 && part.bytes().all(|b| b.is_ascii_digit());
    (!parts.is_empty() && parts.iter().all(is_number)).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_order_that_has_one_meaning() {
        let day: Date = "2026-12-24".parse().unwrap();
        for text in [
            "2026-12-24",
            "2026. 12. 24",
            "2026. 12. 24.",
            "2026.12.24",
            "2026/12/24",
            "２０２６－１２－２４",
            "2026–12–24",
            "2026년 12월 24일",
            "2026년12월24일",
            "2026-12-24 (목)",
            "2026. 12. 24. 목요일",
            "2026-12-24 Thursday",
            "20261224",
            "12/24/2026",
            "24.12.2026",
            "24/12/2026",
            "2026-12-24 0:00:00",
            "2026-12-24T00:00:00",
            " 2026-12-24 ",
        ] {
            assert_eq!(read_date(text), Ok(day), "{text}");
        }
        assert_eq!(read_date("12/12/2026"), Ok("2026-12-12".parse().unwrap()));
        assert_eq!(read_date("2026-3-9"), Ok("2026-03-09".parse().unwrap()));
    }

    #[test]
    fn a_day_that_can_be_two_or_none_is_refused() {
        let [one, other] = ["2026-12-11", "2026-11-12"].map(|day| day.parse().unwrap());
        assert_eq!(read_date("12/11/2026"), Err(InvalidText::TwoDates(one, other)));
        for short in ["26-12-24", "12/24/26", "12월 24일", "12-24"] {
            assert_eq!(read_date(short), Err(InvalidText::ShortYear), "{short}");
        }
        for none in ["2026-02-30", "13/13/2026", "20261332"] {
            assert_eq!(read_date(none), Err(InvalidText::NoSuchDay), "{none}");
        }
        for other in ["", "내일", "46380", "2026-12-24 09:30", "12-24-2026-1"] {
            assert_eq!(read_date(other), Err(InvalidText::Date), "{other}");
        }
    }
}
