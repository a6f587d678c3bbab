//! Conversion between the store's settings and the form that edits them.

use crate::{
    admin::{
        reading::{DecimalDigits, read_date, read_number, read_spans},
        store::save_store::StoreForm,
        words::{page_words, reading::CLOSED_DAY},
    },
    shared::{ssr::request_lang, ui::minor_unit_digits},
};
use gateway::GatewayError;
use menu_api::{DayHours, HoursException, LaneId, LaneSetting, LocalizedText, MenuLanguage, Store};
use serde_json::{Value, json};

/// Upper bound for every number; the menu service knows the bounds of each setting.
const MOST: i64 = 100_000_000;

/// The form as sent, and the invalid field with the reason in words.
#[derive(Debug, Clone)]
pub struct RefusedStoreForm {
    pub form: StoreForm,
    pub wrong: Option<WrongField>,
}

impl StoreForm {
    /// The form of the current settings.
    pub(super) fn from_store(store: &Store, version: i64) -> Self {
        let week = &store.hours;
        let [mon, tue, wed, thu, fri, sat, sun] =
            [&week.mon, &week.tue, &week.wed, &week.thu, &week.fri, &week.sat, &week.sun]
                .map(hours_text);
        let exception = |exception: &HoursException| match hours_text(&exception.hours).as_str() {
            "" => format!("{} {}", exception.date, page_words().store.closed),
            hours => format!("{} {hours}", exception.date),
        };
        Self {
            version,
            name: store.name.ko.clone(),
            name_en: store.name.en.clone(),
            address: store.address.ko.clone(),
            address_en: store.address.en.clone(),
            phone: store.phone.clone(),
            languages: store
                .languages
                .iter()
                .map(|language| language.language_tag())
                .collect::<Vec<_>>()
                .join(","),
            zone: store.zone.clone(),
            mon,
            tue,
            wed,
            thu,
            fri,
            sat,
            sun,
            exceptions: store.exceptions.iter().map(exception).collect::<Vec<_>>().join("\n"),
            lead_min: minutes_text(store.lead_time_s),
            slot_min: store.slot_minutes.to_string(),
            slot_orders: store.orders_per_slot.to_string(),
            last_order_min: store.last_order_minutes.to_string(),
            day_begins_hour: store.day_begins_hour.to_string(),
            unattended_min: minutes_text(store.unattended_s),
            accept_min: minutes_text(store.accept_within_s),
            hold_min: minutes_text(store.hold_s),
            auto_accept: store.auto_accept,
            phone_orders: store.phone_orders.to_string(),
            phone_cups: store.phone_cups.to_string(),
            forget_days: store.forget_after_days.to_string(),
            lanes: store.lanes.iter().map(lane_name).collect(),
            workers: store.lanes.iter().map(|lane| lane.workers.to_string()).collect(),
            own_cup_discount: store.own_cup_discount_minor.to_string(),
            tax_percent: store.tax_percent.to_string(),
        }
    }
}

/// Seconds as whole minutes, rounded down, as the form shows them.
fn minutes_text(seconds: u32) -> String {
    (seconds / 60).to_string()
}

fn hours_text(hours: &DayHours) -> String {
    hours.iter().map(|range| String::from(*range)).collect::<Vec<_>>().join(", ")
}

/// Fields that the menu service may refuse: the name in its contract, and in the form.
const FIELDS: [(&str, &str); 22] = [
    ("name.ko", "name"),
    ("name.en", "name_en"),
    ("address.ko", "address"),
    ("address.en", "address_en"),
    ("phone", "phone"),
    ("languages", "languages"),
    ("zone", "zone"),
    ("lead_time_s", "lead_min"),
    ("slot_minutes", "slot_min"),
    ("orders_per_slot", "slot_orders"),
    ("last_order_minutes", "last_order_min"),
    ("day_begins_hour", "day_begins_hour"),
    ("unattended_s", "unattended_min"),
    ("accept_within_s", "accept_min"),
    ("hold_s", "hold_min"),
    ("phone_orders", "phone_orders"),
    ("phone_cups", "phone_cups"),
    ("forget_after_days", "forget_days"),
    ("workers", "workers"),
    ("lane", "lanes"),
    ("own_cup_discount_minor", "own_cup_discount"),
    ("tax_percent", "tax_percent"),
];

/// The form's field that the menu service refused, if it named one.
pub(crate) fn refused_field(error: &GatewayError) -> Option<&'static str> {
    let GatewayError::Refused(problem) = error else { return None };
    let refused = problem.more.get("field")?.as_str()?;
    FIELDS.into_iter().find(|(field, _)| *field == refused).map(|(_, name)| name)
}

/// A field that cannot be read, and the reason in words; an empty reason means that the menu
/// service refused it.
pub type WrongField = (&'static str, String);

/// The merge patch that changes `store` to what `form` says.
///
/// # Errors
/// The first field that cannot be read.
pub(crate) fn store_patch(form: &StoreForm, store: &Store) -> Result<Value, WrongField> {
    fn parse_number(text: &str, name: &'static str) -> Result<u32, WrongField> {
        let read = read_number(text, DecimalDigits::default(), 0, MOST)
            .map_err(|why| (name, why.reason_text(request_lang())))?;
        u32::try_from(read).map_err(|_| (name, String::new()))
    }
    let amount = |text: &str, name| {
        read_number(text, DecimalDigits(minor_unit_digits(&store.currency)), 0, MOST)
            .map_err(|why| (name, why.reason_text(request_lang())))
    };
    let words = &page_words().store;
    // Minutes that were not edited keep the stored seconds exactly.
    let seconds = |text: &str, kept, name| match parse_number(text, name)? {
        same if minutes_text(kept) == same.to_string() => Ok(kept),
        other => other.checked_mul(60).ok_or((name, words.too_long.to_owned())),
    };
    let wrong = |name: &'static str, why: &str| (name, why.to_owned());
    if form.name.trim().is_empty() {
        return Err(wrong("name", words.empty));
    }
    let tags: Vec<_> = form.languages.split(',').map(Value::from).collect();
    let languages: Vec<MenuLanguage> =
        serde_json::from_value(tags.into()).map_err(|_| wrong("languages", words.unchosen))?;
    let mut lanes = Vec::new();
    for (at, name) in form.lanes.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
        let mut lane = store.lanes.get(at).cloned().unwrap_or_else(|| new_lane(at, store));
        if name.trim() != lane_name(&lane) {
            lane.name = Some(LocalizedText { ko: name.trim().to_owned(), en: String::new() });
        }
        lane.workers = parse_number(form.workers.get(at).map_or("", String::as_str), "workers")?;
        lanes.push(lane);
    }
    if lanes.is_empty() {
        return Err(wrong("lanes", words.no_lane));
    }
    let day = |text: &str, name| parse_hours(text).map_err(|why| (name, why));
    let lines = form.exceptions.lines().filter(|line| !line.trim().is_empty());
    let exceptions: Vec<_> =
        lines.map(parse_exception).collect::<Result<_, _>>().map_err(|why| ("exceptions", why))?;
    Ok(json!({
        "name": { "ko": form.name.trim(), "en": form.name_en.trim() },
        "address": { "ko": form.address.trim(), "en": form.address_en.trim() },
        "phone": form.phone.trim(),
        "languages": languages,
        "zone": form.zone.trim(),
        "hours": {
            "mon": day(&form.mon, "mon")?,
            "tue": day(&form.tue, "tue")?,
            "wed": day(&form.wed, "wed")?,
            "thu": day(&form.thu, "thu")?,
            "fri": day(&form.fri, "fri")?,
            "sat": day(&form.sat, "sat")?,
            "sun": day(&form.sun, "sun")?,
        },
        "exceptions": exceptions,
        "lead_time_s": seconds(&form.lead_min, store.lead_time_s, "lead_min")?,
        "slot_minutes": parse_number(&form.slot_min, "slot_min")?,
        "orders_per_slot": parse_number(&form.slot_orders, "slot_orders")?,
        "last_order_minutes": parse_number(&form.last_order_min, "last_order_min")?,
        "day_begins_hour": parse_number(&form.day_begins_hour, "day_begins_hour")?,
        "unattended_s": seconds(&form.unattended_min, store.unattended_s, "unattended_min")?,
        "accept_within_s": seconds(&form.accept_min, store.accept_within_s, "accept_min")?,
        "hold_s": seconds(&form.hold_min, store.hold_s, "hold_min")?,
        "auto_accept": form.auto_accept,
        "phone_orders": parse_number(&form.phone_orders, "phone_orders")?,
        "phone_cups": parse_number(&form.phone_cups, "phone_cups")?,
        "forget_after_days": parse_number(&form.forget_days, "forget_days")?,
        "lanes": lanes,
        "own_cup_discount_minor": amount(&form.own_cup_discount, "own_cup_discount")?,
        "tax_percent": parse_number(&form.tax_percent, "tax_percent")?,
    }))
}

/// Name of a lane, as staff know it.
fn lane_name(lane: &LaneSetting) -> String {
    lane.name.as_ref().map_or_else(|| lane.id.to_string(), |name| name.ko.clone())
}

/// A new lane, with an id that no lane of the store has.
fn new_lane(at: usize, store: &Store) -> LaneSetting {
    let ids = (at..).filter_map(|n| format!("lane-{n}").parse().ok());
    let mut free = ids.filter(|id: &LaneId| store.lanes.iter().all(|lane| lane.id != *id));
    LaneSetting { id: free.next().unwrap_or_default(), name: None, workers: 1 }
}

/// Ranges separated by commas; an empty text or a word for closed is no hours.
fn parse_hours(text: &str) -> Result<DayHours, String> {
    if CLOSED_DAY.contains(&text.trim().to_lowercase().as_str()) {
        return Ok(DayHours::new());
    }
    read_spans(text).map_err(|why| why.reason_text(request_lang()))
}

/// A date and its hours, such as `2026-12-25 closed` or `2026. 12. 24. 09:00~15:00`. The date is
/// the longest beginning of the line that can be read as one.
fn parse_exception(line: &str) -> Result<HoursException, String> {
    let line = line.trim();
    let marks =
        line.char_indices().rev().filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | ','));
    let mut why = None;
    for (at, mark) in marks {
        match read_date(&line[..at]) {
            Ok(date) => {
                let hours = parse_hours(&line[at + mark.len_utf8()..])
                    .map_err(|why| format!("‘{line}’ – {why}"))?;
                return Ok(HoursException { date, hours });
            }
            Err(unread) => why = Some(unread.reason_text(request_lang())),
        }
    }
    let why = why.unwrap_or_else(|| page_words().store.no_hours.to_owned());
    Err(format!("‘{line}’ – {why}"))
}

#[cfg(test)]
mod tests;
