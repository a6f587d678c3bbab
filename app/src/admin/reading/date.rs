//! Calendar dates, in the notations of people and spreadsheets.

use super::{Reading, fold};
use jiff::civil::Date;

const EXAMPLE: &str = "2026-12-24처럼 적어 주세요.";

/// `2026-12-24`, `2026. 12. 24.`, `2026/12/24`, `2026년 12월 24일 (목)`; also `12/24/2026` where only
/// one reading is a valid date.
///
/// # Errors
/// The reason in words, also when two dates are possible.
pub fn read_date(text: &str) -> Reading<Date> {
    let text = fold(text);
    let numbers = numbers(day_part(&text)).ok_or(EXAMPLE)?;
    let is_year = |digits: &&str| digits.len() == 4;
    let date = |year: &str, month: &str, day: &str| {
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    match numbers[..] {
        [whole] if whole.len() == 8 => date(&whole[..4], &whole[4..6], &whole[6..]).ok_or_else(no_such_day),
        [year, month, day] if is_year(&year) => date(year, month, day).ok_or_else(no_such_day),
        [one, other, year] if is_year(&year) => match (date(year, one, other), date(year, other, one)) {
            (Some(date), None) | (None, Some(date)) => Ok(date),
            (Some(date), Some(same)) if date == same => Ok(date),
            (Some(date), Some(other)) => Err(format!("{date}인지 {other}인지 알 수 없어요. {EXAMPLE}")),
            (None, None) => Err(no_such_day()),
        },
        [_, _] | [_, _, _] => Err(format!("연도를 네 자리로 적어 주세요. {EXAMPLE}")),
        _ => Err(EXAMPLE.to_owned()),
    }
}

fn no_such_day() -> String {
    format!("없는 날짜예요. {EXAMPLE}")
}

/// `text` without the day of the week and the midnight that a spreadsheet adds.
fn day_part(text: &str) -> &str {
    let text = text.split_once('(').map_or(text, |(date, _)| date).trim_end();
    let text = ["00:00:00z", "00:00:00", "0:00:00", "00:00", "0:00"]
        .into_iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .map_or(text, |date| date.trim_end_matches(['t', ' ']));
    let is_weekday = |word: &str| word.ends_with("요일");
    text.rsplit_once(' ').filter(|(_, last)| is_weekday(last)).map_or(text, |(date, _)| date)
}

/// The numbers between the separators of a date; `None` with any other text.
fn numbers(text: &str) -> Option<Vec<&str>> {
    let is_mark = |c: char| " .-/,년월일".contains(c);
    let parts: Vec<&str> = text.split(is_mark).filter(|part| !part.is_empty()).collect();
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
    fn a_day_that_can_be_two_or_none_is_refused_in_words() {
        assert!(read_date("12/11/2026").unwrap_err().contains("2026-12-11인지 2026-11-12인지"));
        for short in ["26-12-24", "12/24/26", "12월 24일", "12-24"] {
            assert!(read_date(short).unwrap_err().contains("연도를 네 자리로"), "{short}");
        }
        for none in ["2026-02-30", "13/13/2026", "20261332"] {
            assert!(read_date(none).unwrap_err().contains("없는 날짜"), "{none}");
        }
        for other in ["", "내일", "46380", "2026-12-24 09:30", "12-24-2026-1"] {
            assert!(read_date(other).is_err(), "{other}");
        }
    }
}
