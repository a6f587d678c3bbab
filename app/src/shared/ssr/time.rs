//! Times in the store's time zone and the reader's language.

use crate::shared::ui::Lang;
use gateway::Gateway;
use jiff::{Timestamp, Zoned, tz::TimeZone};

/// `14:05` or `2:05 PM` in the store's time zone. A time that a change of the clocks repeats gets
/// its offset: `02:30 (UTC+02)`.
pub fn clock_time(at: Timestamp, zone: &str, lang: Lang) -> String {
    let there = to_store_zone(at, zone);
    let text = there.strftime(lang.words().clock).to_string();
    if there.time_zone().to_ambiguous_timestamp(there.datetime()).is_ambiguous() {
        format!("{text} (UTC{})", there.offset())
    } else {
        text
    }
}

/// `3월 2일 14:05` or `Mar 2, 2:05 PM` in the store's time zone.
pub fn day_and_time(at: Timestamp, zone: &str, lang: Lang) -> String {
    to_store_zone(at, zone).strftime(lang.words().day_and_clock).to_string()
}

/// The time alone if it is today, else with the day.
pub fn upcoming_time(at: Timestamp, now: Timestamp, zone: &str, lang: Lang) -> String {
    let is_today = to_store_zone(at, zone).date() == to_store_zone(now, zone).date();
    if is_today { clock_time(at, zone, lang) } else { day_and_time(at, zone, lang) }
}

/// `text`, such as JSON, with every quoted timestamp converted to the store's time zone.
pub fn localize_timestamps(text: &str, zone: &str) -> String {
    let part = |part: &str| match part.parse::<Timestamp>() {
        Ok(at) => to_store_zone(at, zone).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => part.to_owned(),
    };
    text.split('"').map(part).collect::<Vec<_>>().join("\"")
}

fn to_store_zone(at: Timestamp, zone: &str) -> Zoned {
    at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// The store's time zone from the known menu; `Asia/Seoul` while none is known.
pub fn store_zone(gateway: &Gateway) -> String {
    gateway
        .known_menu()
        .map_or_else(|| "Asia/Seoul".to_owned(), |known| known.menu.store.zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_hour_that_is_repeated_both_are_told_apart() {
        let said = |at: &str, lang| clock_time(at.parse().unwrap(), "Europe/Berlin", lang);
        assert_eq!(said("2026-10-25T02:30:00+02:00", Lang::Ko), "02:30 (UTC+02)");
        assert_eq!(said("2026-10-25T02:30:00+01:00", Lang::En), "2:30 AM (UTC+01)");
        assert_eq!(said("2026-10-25T03:00:00+01:00", Lang::Ko), "03:00");
        assert_eq!(said("2026-03-29T03:00:00+02:00", Lang::Ko), "03:00");
    }

    #[test]
    fn a_time_is_written_by_language_on_the_stores_clock() {
        let at: Timestamp = "2026-03-02T14:05:00Z".parse().unwrap();
        let yesterday: Timestamp = "2026-03-01T14:05:00Z".parse().unwrap();
        let zone = "UTC";
        let written =
            |lang| [upcoming_time(at, at, zone, lang), upcoming_time(at, yesterday, zone, lang)];
        assert_eq!(written(Lang::Ko), ["14:05", "3월 2일 14:05"]);
        assert_eq!(written(Lang::En), ["2:05 PM", "Mar 2, 2:05 PM"]);
    }

    #[test]
    fn a_record_is_read_on_the_stores_clock() {
        let record = r#"{"pause":{"until":"2026-11-29T18:12:56.5Z"},"name":"12:00 \"세트\"","day":"2026-11-29"}"#;
        let wanted = record.replace("2026-11-29T18:12:56.5Z", "2026-11-30 03:12:56");
        assert_eq!(localize_timestamps(record, "Asia/Seoul"), wanted);
    }
}
