//! Times as people at the store read them.

use gateway::Gateway;
use jiff::{Timestamp, tz::TimeZone};

/// `14:05` on the store's clock.
pub fn clock_time(at: Timestamp, zone: &str) -> String {
    at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).strftime("%H:%M").to_string()
}

/// `3월 2일 14:05` on the store's clock.
pub fn day_and_time(at: Timestamp, zone: &str) -> String {
    at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).strftime("%-m월 %-d일 %H:%M").to_string()
}

/// As short as it can be: only the time today, the day with it otherwise.
pub fn upcoming(at: Timestamp, now: Timestamp, zone: &str) -> String {
    let day = |at: Timestamp| at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).date();
    if day(at) == day(now) { clock_time(at, zone) } else { day_and_time(at, zone) }
}

/// The zone of the store whose menu is known.
pub fn store_zone(gateway: &Gateway) -> String {
    gateway.menu().map_or_else(|| "Asia/Seoul".to_owned(), |known| known.menu.store.zone.clone())
}
