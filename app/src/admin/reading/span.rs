//! Hours of a day, such as `08:00-22:00`, as owners write them.

use super::{InvalidText, Reading, fold_text};
use crate::admin::words::reading::{
    ALL_DAY, DAY_HALVES, DayHalf, HALF_HOUR, HOUR_MARKS, MIDNIGHT, MINUTE_UNIT, NEXT_DAY, NOON,
    SPAN_END, SPAN_MARKS,
};
use menu_api::TimeRange;

const DAY_MIN: u16 = 24 * 60;
const NOON_MIN: u16 = 12 * 60;

/// A time of day as written: minutes after midnight, and whether it could also mean twelve hours
/// later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ClockTime {
    minutes: u16,
    /// Morning or afternoon is named, or the digits are unambiguous.
    is_certain: bool,
    /// Written with a word such as `pm`.
    has_half: bool,
}

/// `08:00~22:00`, `8:00 - 22:00`, `8h to 22h30`, `8am-10pm`; an end before the start is on the next
/// day.
///
/// # Errors
/// [`InvalidText`], also when two spans are possible.
fn read_span(text: &str) -> Reading<TimeRange> {
    let text = fold_text(text);
    if ALL_DAY.contains(&text.as_str()) {
        return time_range(0, DAY_MIN);
    }
    let (from, to) = split_span(&text).ok_or(InvalidText::Span)?;
    let from = clock_time(from).ok_or(InvalidText::Span)?;
    let to = clock_time(to).ok_or(InvalidText::Span)?;
    if from.minutes >= DAY_MIN {
        return Err(InvalidText::LateStart);
    }
    let opens = from.minutes;
    let is_mixed = from.has_half != to.has_half;
    let later = to.minutes + NOON_MIN;
    let is_next_day = to.minutes <= opens;
    let half_may_be_meant =
        !to.is_certain && to.minutes < NOON_MIN + 60 && later > opens && later <= DAY_MIN;
    if from.minutes == to.minutes {
        return Err(InvalidText::EmptySpan);
    }
    if (is_next_day || is_mixed) && half_may_be_meant {
        return Err(InvalidText::TwoEnds {
            late: clock_text(later),
            early: clock_text(to.minutes),
            is_next_day,
        });
    }
    if is_mixed && !from.is_certain && from.minutes + NOON_MIN < to.minutes {
        return Err(InvalidText::TwoStarts(clock_text(opens), clock_text(opens + NOON_MIN)));
    }
    time_range(opens, if is_next_day { to.minutes + DAY_MIN } else { to.minutes })
}

/// Spans separated by commas, semicolons or line breaks; an empty text is no spans.
///
/// # Errors
/// [`InvalidText`], also when two of them overlap.
pub fn read_spans(text: &str) -> Reading<Vec<TimeRange>> {
    let all: Vec<TimeRange> = split_list(text).map(read_span).collect::<Reading<_>>()?;
    let mut sorted: Vec<(u16, u16)> = all.iter().map(|span| span.minute_bounds()).collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        Some(pair) => Err(InvalidText::Overlap(clock_text(pair[1].0))),
        None => Ok(all),
    }
}

/// The parts of a list, with the separators of people and spreadsheets.
pub fn split_list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '，', '、', '；', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

fn time_range(opens: u16, closes: u16) -> Reading<TimeRange> {
    let text = format!("{}-{}", clock_text(opens), clock_text(closes));
    TimeRange::try_from(text).map_err(|_| InvalidText::LateEnd)
}

fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The texts before and after the mark between two times.
fn split_span(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix(SPAN_END).unwrap_or(text);
    let (from, to) = SPAN_MARKS.into_iter().find_map(|mark| text.split_once(mark))?;
    Some((from.trim(), to.trim_start_matches('-').trim()))
}

fn clock_time(text: &str) -> Option<ClockTime> {
    let certain = |minutes| Some(ClockTime { minutes, is_certain: true, has_half: true });
    if MIDNIGHT.contains(&text) {
        return certain(DAY_MIN);
    }
    if NOON.contains(&text) {
        return certain(NOON_MIN);
    }
    let next_day = NEXT_DAY.into_iter().find_map(|word| text.strip_prefix(word));
    let text = next_day.map_or(text, str::trim);
    let half = DAY_HALVES.into_iter().find_map(|(word, half)| {
        let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word))?;
        Some((rest.trim(), half))
    });
    let digits = half.map_or(text, |(rest, _)| rest);
    let (hour, minute) = hour_and_minute(digits)?;
    match half {
        Some((_, half)) => certain(hour_in_half(hour, half)? * 60 + minute),
        None => (hour <= 36).then(|| ClockTime {
            minutes: hour * 60 + minute,
            is_certain: next_day.is_some() || digits.starts_with('0') || hour > 12,
            has_half: false,
        }),
    }
}

/// The hour of the day; 12 counts as hour 0 of a half.
fn hour_in_half(hour: u16, half: DayHalf) -> Option<u16> {
    let is_valid = (1..=12).contains(&hour);
    match half {
        DayHalf::Morning => is_valid.then_some(hour % 12),
        DayHalf::Afternoon => is_valid.then_some(hour % 12 + 12),
        DayHalf::Night if hour == 12 => Some(24),
        DayHalf::Night => (is_valid && hour >= 6).then_some(hour + 12),
    }
}

/// `8`, `08:30`, `8:00:00`, `8h`, `8h30`, and the same with words for hours and minutes.
fn hour_and_minute(text: &str) -> Option<(u16, u16)> {
    let text = text.trim_end_matches(MINUTE_UNIT).trim();
    let (hour, rest) = text.split_once(HOUR_MARKS).unwrap_or((text, ""));
    let rest = rest.trim();
    let rest = rest.strip_suffix(":00").filter(|rest| rest.len() == 2).unwrap_or(rest);
    let number = |text: &str| -> Option<u16> {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().ok())?
    };
    let minute = match rest {
        "" => 0,
        HALF_HOUR => 30,
        rest => number(rest)?,
    };
    (minute < 60).then_some((number(hour.trim())?, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Reading<String> {
        read_span(text).map(String::from)
    }

    #[test]
    fn hours_are_read_in_every_language_and_notation() {
        for text in [
            "08:00-22:00",
            "8:00 ~ 22:00",
            "8시~22시",
            "오전 8시부터 오후 10시까지",
            "8am-10pm",
            "8 a.m. to 10 p.m.",
            "8:00:00-22:00:00",
            "8h-22h",
        ] {
            assert_eq!(span(text), Ok("08:00-22:00".to_owned()), "{text}");
        }
        let others = [
            ("8am - noon", "08:00-12:00"),
            ("정오-자정", "12:00-24:00"),
            ("noon to midnight", "12:00-24:00"),
            ("8시 반-10시 30분", "08:30-10:30"),
            ("오후 6시-다음 날 02:00", "18:00-26:00"),
            ("오후 6시-밤 12시", "18:00-24:00"),
            ("오후 6시-밤 12시 30분", "18:00-24:30"),
            ("24 hours", "00:00-24:00"),
        ];
        for (text, hours) in others {
            assert_eq!(span(text), Ok(hours.to_owned()), "{text}");
        }
    }

    #[test]
    fn hours_that_can_be_two_or_none_are_refused() {
        let two = InvalidText::TwoEnds {
            late: "18:00".to_owned(),
            early: "06:00".to_owned(),
            is_next_day: true,
        };
        assert_eq!(span("08:00-6"), Err(two));
        for (text, why) in [
            ("24:00-25:00", InvalidText::LateStart),
            ("20:00-36:30", InvalidText::LateEnd),
            ("08:00-08:00", InvalidText::EmptySpan),
            ("밤 3시-04:00", InvalidText::Span),
            ("open", InvalidText::Span),
        ] {
            assert_eq!(span(text), Err(why), "{text}");
        }
        let overlap = InvalidText::Overlap("10:00".to_owned());
        assert_eq!(read_spans("08:00-11:00, 10:00-12:00"), Err(overlap));
    }
}
