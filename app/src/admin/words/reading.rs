//! Spellings that people and spreadsheets write into forms and tables, and why a text is refused.
//! The spellings of every language are accepted always; they are in lower case, with plain letters
//! and `-` for every dash.

use super::invalid_text::InvalidText;

pub const YES: [&str; 12] =
    ["true", "1", "yes", "y", "on", "o", "예", "네", "참", "있음", "✓", "✔"];
pub const NO: [&str; 13] =
    ["", "false", "0", "no", "n", "off", "x", "아니오", "아니요", "거짓", "없음", "-", "✗"];

/// Texts that may surround a number: currency signs and words, and the units of the forms' fields.
pub const UNITS: [&str; 28] = [
    "krw", "won", "원", "₩", "\\", "us$", "usd", "$", "€", "eur", "£", "¥", "jpy", "엔", "mg",
    "초", "분", "일", "개", "%", "seconds", "sec", "minutes", "min", "days", "day", "pcs", "s",
];

/// Separators of a date's numbers.
pub const DATE_MARKS: &str = " .-/,년월일";
/// Endings of the days of the week.
pub const WEEKDAY_ENDINGS: [&str; 2] = ["요일", "day"];

/// In place of a day's hours.
pub const CLOSED_DAY: [&str; 8] =
    ["휴무", "휴일", "휴점", "쉼", "정기휴무", "닫음", "closed", "holiday"];
pub const ALL_DAY: [&str; 3] = ["24시간", "24h", "24 hours"];
/// What separates the two times of a span.
pub const SPAN_MARKS: [&str; 5] = ["-", "부터", "에서", " to ", "→"];
/// What may follow the second time of a span.
pub const SPAN_END: &str = "까지";
pub const MIDNIGHT: [&str; 2] = ["자정", "midnight"];
pub const NOON: [&str; 2] = ["정오", "noon"];
pub const NEXT_DAY: [&str; 3] = ["다음 날", "다음날", "익일"];
/// What separates hours from minutes.
pub const HOUR_MARKS: [char; 4] = [':', '시', 'h', '.'];
/// What may follow the minutes.
pub const MINUTE_UNIT: char = '분';
/// In place of 30 minutes.
pub const HALF_HOUR: &str = "반";

/// A part of the day in which hours are counted from 1 to 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayHalf {
    Morning,
    Afternoon,
    /// From the evening to midnight, at 12.
    Night,
}

pub const DAY_HALVES: [(&str, DayHalf); 14] = [
    ("오전", DayHalf::Morning),
    ("새벽", DayHalf::Morning),
    ("아침", DayHalf::Morning),
    ("오후", DayHalf::Afternoon),
    ("저녁", DayHalf::Afternoon),
    ("a.m.", DayHalf::Morning),
    ("p.m.", DayHalf::Afternoon),
    ("a.m", DayHalf::Morning),
    ("p.m", DayHalf::Afternoon),
    ("am", DayHalf::Morning),
    ("pm", DayHalf::Afternoon),
    ("낮", DayHalf::Afternoon),
    ("밤", DayHalf::Night),
    ("점심", DayHalf::Afternoon),
];

/// Texts of refused numbers, dates, hours and yes/no.
pub struct ReadingWords {
    /// Why a text is refused, and how to write it.
    pub invalid: fn(&InvalidText) -> String,
}

pub(super) const KO: ReadingWords = ReadingWords { invalid: invalid_ko };

pub(super) const EN: ReadingWords = ReadingWords { invalid: invalid_en };

fn invalid_ko(invalid: &InvalidText) -> String {
    const DATE: &str = "2026-12-24처럼 적어 주세요.";
    const SPAN: &str = "08:00-22:00처럼 적어 주세요.";
    match invalid {
        InvalidText::Number { least, most } => {
            format!("{least}부터 {most}까지의 숫자를 적어 주세요.")
        }
        InvalidText::Separators { least, most } => {
            format!(
                "소수점이나 쉼표의 자리가 맞지 않아요. {least}부터 {most}까지의 숫자를 적어 주세요."
            )
        }
        InvalidText::TwoNumbers(one, other) => {
            format!("{one}인지 {other}인지 알 수 없어요. 점과 쉼표 없이 적어 주세요.")
        }
        InvalidText::Flag => "true나 false(예, 아니요)로 적어 주세요.".to_owned(),
        InvalidText::Date => DATE.to_owned(),
        InvalidText::NoSuchDay => format!("없는 날짜예요. {DATE}"),
        InvalidText::ShortYear => format!("연도를 네 자리로 적어 주세요. {DATE}"),
        InvalidText::TwoDates(one, other) => format!("{one}인지 {other}인지 알 수 없어요. {DATE}"),
        InvalidText::Span => SPAN.to_owned(),
        InvalidText::LateStart => format!("시작은 24시 전이어야 해요. {SPAN}"),
        InvalidText::LateEnd => format!("36:00까지 적을 수 있어요. {SPAN}"),
        InvalidText::EmptySpan => {
            format!("시작과 끝이 같아요. 하루 종일이면 00:00-24:00으로 적어 주세요. {SPAN}")
        }
        InvalidText::TwoStarts(one, other) => {
            format!("시작이 {one}인지 {other}인지 알 수 없어요. {SPAN}")
        }
        InvalidText::TwoEnds { late, early, is_next_day } => {
            let day = if *is_next_day { "다음 날 " } else { "" };
            format!("끝이 {late}인지 {day}{early}인지 알 수 없어요. {SPAN}")
        }
        InvalidText::Overlap(time) => format!("{time}에 두 시간이 겹쳐요."),
    }
}

fn invalid_en(invalid: &InvalidText) -> String {
    const DATE: &str = "Write it like 2026-12-24.";
    const SPAN: &str = "Write it like 08:00-22:00.";
    match invalid {
        InvalidText::Number { least, most } => format!("Enter a number from {least} to {most}."),
        InvalidText::Separators { least, most } => {
            format!(
                "The decimal point or comma is misplaced. Enter a number from {least} to {most}."
            )
        }
        InvalidText::TwoNumbers(one, other) => {
            format!("This could be {one} or {other}. Write it without points and commas.")
        }
        InvalidText::Flag => "Write true or false (yes, no).".to_owned(),
        InvalidText::Date => DATE.to_owned(),
        InvalidText::NoSuchDay => format!("There is no such day. {DATE}"),
        InvalidText::ShortYear => format!("Write the year with four digits. {DATE}"),
        InvalidText::TwoDates(one, other) => format!("This could be {one} or {other}. {DATE}"),
        InvalidText::Span => SPAN.to_owned(),
        InvalidText::LateStart => format!("It has to start before 24:00. {SPAN}"),
        InvalidText::LateEnd => format!("It can end at 36:00 at the latest. {SPAN}"),
        InvalidText::EmptySpan => {
            format!(
                "It starts and ends at the same time. Write 00:00-24:00 for the whole day. {SPAN}"
            )
        }
        InvalidText::TwoStarts(one, other) => {
            format!("It could start at {one} or at {other}. {SPAN}")
        }
        InvalidText::TwoEnds { late, early, is_next_day } => {
            let day = if *is_next_day { " the next day" } else { "" };
            format!("It could end at {late} or at {early}{day}. {SPAN}")
        }
        InvalidText::Overlap(time) => format!("Two of the times overlap at {time}."),
    }
}
