//! Hours of a day, such as `08:00-22:00`, as owners write them.

use super::{Reading, fold};
use menu_api::TimeRange;

const EXAMPLE: &str = "08:00-22:00처럼 적어 주세요.";
const DAY_MIN: u16 = 24 * 60;
const NOON_MIN: u16 = 12 * 60;

/// A time of day as written: minutes after midnight, and whether it could also mean twelve hours
/// later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ClockTime {
    minutes: u16,
    /// Morning or afternoon is named, or the digits are unambiguous.
    is_certain: bool,
    /// Written with a word such as 오전 or `pm`.
    has_half: bool,
}

/// `08:00~22:00`, `8:00 - 22:00`, `8시~22시 30분`, `오전 8시 - 오후 10시`, `8am-10pm`; an end before the
/// start is on the next day.
///
/// # Errors
/// The reason in words, also when two spans are possible.
fn read_span(text: &str) -> Reading<TimeRange> {
    let text = fold(text);
    if matches!(text.as_str(), "24시간" | "24h" | "24 hours") {
        return range(0, DAY_MIN);
    }
    let (from, to) = halves(&text).ok_or(EXAMPLE)?;
    let (from, to) = (clock_time(from).ok_or(EXAMPLE)?, clock_time(to).ok_or(EXAMPLE)?);
    if from.minutes >= DAY_MIN {
        return Err(format!("시작은 24시 전이어야 해요. {EXAMPLE}"));
    }
    let opens = from.minutes;
    let is_mixed = from.has_half != to.has_half;
    let later = to.minutes + NOON_MIN;
    let is_next_day = to.minutes <= opens;
    let half_may_be_meant = !to.is_certain && to.minutes < NOON_MIN + 60 && later > opens && later <= DAY_MIN;
    if from.minutes == to.minutes {
        return Err(format!("시작과 끝이 같아요. 하루 종일이면 00:00-24:00으로 적어 주세요. {EXAMPLE}"));
    }
    if (is_next_day || is_mixed) && half_may_be_meant {
        let day = if is_next_day { "다음 날 " } else { "" };
        return Err(format!(
            "끝이 {}인지 {day}{}인지 알 수 없어요. {EXAMPLE}",
            clock(later),
            clock(to.minutes)
        ));
    }
    if is_mixed && !from.is_certain && from.minutes + NOON_MIN < to.minutes {
        return Err(format!(
            "시작이 {}인지 {}인지 알 수 없어요. {EXAMPLE}",
            clock(opens),
            clock(opens + NOON_MIN)
        ));
    }
    range(opens, if is_next_day { to.minutes + DAY_MIN } else { to.minutes })
}

/// Spans separated by commas, semicolons or line breaks; an empty text is no spans.
///
/// # Errors
/// The reason in words, also when two of them overlap.
pub fn read_spans(text: &str) -> Reading<Vec<TimeRange>> {
    let all: Vec<TimeRange> = split_list(text).map(read_span).collect::<Reading<_>>()?;
    let mut sorted: Vec<(u16, u16)> = all.iter().map(|span| span.minutes()).collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        Some(pair) => Err(format!("{}에 두 시간이 겹쳐요.", clock(pair[1].0))),
        None => Ok(all),
    }
}

/// The parts of a list, with the separators of people and spreadsheets.
pub fn split_list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '，', '、', '；', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

fn range(opens: u16, closes: u16) -> Reading<TimeRange> {
    let text = format!("{}-{}", clock(opens), clock(closes));
    TimeRange::try_from(text).map_err(|_| format!("36:00까지 적을 수 있어요. {EXAMPLE}"))
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The texts before and after the mark between two times.
fn halves(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix("까지").unwrap_or(text);
    let marks = ["-", "부터", "에서", " to ", "→"];
    let (from, to) = marks.into_iter().find_map(|mark| text.split_once(mark))?;
    Some((from.trim(), to.trim_start_matches('-').trim()))
}

/// Words for a half of the day, and the minutes they add to an hour; 12 counts as hour 0 of the
/// half.
const HALVES: [(&str, u16); 14] = [
    ("오전", 0),
    ("새벽", 0),
    ("아침", 0),
    ("오후", NOON_MIN),
    ("저녁", NOON_MIN),
    ("a.m.", 0),
    ("p.m.", NOON_MIN),
    ("a.m", 0),
    ("p.m", NOON_MIN),
    ("am", 0),
    ("pm", NOON_MIN),
    ("낮", NOON_MIN),
    ("밤", NOON_MIN),
    ("점심", NOON_MIN),
];
/// Words for the next day; an end before the start is on the next day anyway.
const NEXT_DAY: [&str; 4] = ["다음 날", "다음날", "익일", "새벽"];

fn clock_time(text: &str) -> Option<ClockTime> {
    match text {
        "자정" => return Some(ClockTime { minutes: DAY_MIN, is_certain: true, has_half: true }),
        "정오" => return Some(ClockTime { minutes: NOON_MIN, is_certain: true, has_half: true }),
        _ => {}
    }
    let (text, is_next_day) = NEXT_DAY[..3]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .map_or((text, false), |rest| (rest.trim(), true));
    let half = HALVES.into_iter().find_map(|(word, shift)| {
        let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word))?;
        Some((rest.trim(), shift, word))
    });
    let (hour, minute) = hour_and_minute(half.map_or(text, |(rest, ..)| rest))?;
    let digits = half.map_or(text, |(rest, ..)| rest);
    let minutes = |hour: u16| hour * 60 + minute;
    match half {
        Some((_, _, "밤")) if hour == 12 => Some((DAY_MIN, true)),
        Some((_, _, "밤")) if hour < 6 => None,
        Some((_, shift, _)) => (1..=12).contains(&hour).then_some((minutes(hour % 12) + shift, true)),
        None => (hour <= 36).then_some((minutes(hour), is_next_day || digits.starts_with('0') || hour > 12)),
    }
    .map(|(minutes, is_certain)| ClockTime { minutes, is_certain, has_half: half.is_some() })
}

/// `8`, `08:30`, `8:00:00`, `8시`, `8시 30분`, `8시 반`, `8h30`.
fn hour_and_minute(text: &str) -> Option<(u16, u16)> {
    let text = text.trim_end_matches('분').trim();
    let (hour, rest) = text.split_once([':', '시', 'h', '.']).unwrap_or((text, ""));
    let rest = rest.trim();
    let rest = rest.strip_suffix(":00").filter(|rest| rest.len() == 2).unwrap_or(rest);
    let number = |text: &str| -> Option<u16> {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().ok())?
    };
    let minute = match rest {
        "" => 0,
        "반" => 30,
        rest => number(rest)?,
    };
    (minute < 60).then_some((number(hour.trim())?, minute))
}
