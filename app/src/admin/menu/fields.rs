//! The fields of categories, items, option groups and options: what each is called, how it is written, and how it is read.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use menu_api::{Allergen, Menu, TimeRange};
use serde_json::{Value, json};

/// One field, by its place in the contract.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it stands, such as `price_minor` or `name.ko`; in a form and in a table it has the same name.
    pub path: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
}

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line that may be empty.
    Line,
    /// A line that may not.
    Name,
    Lines,
    /// A whole number from the first to the second.
    Number(i64, i64),
    /// The same, or nothing.
    Perhaps(i64, i64),
    Flag,
    Category,
    Lane,
    /// Option groups in order, and allergens: ids between commas.
    Groups,
    Allergens,
    /// Times of day between commas.
    Ranges,
    /// The last day of something.
    Day,
    /// `available`, `sold_out` or `hidden`.
    Sale,
}

const fn field(path: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { path, label, hint, kind }
}

const NAME_KO: Field = field("name.ko", "이름", "", Kind::Name);
const NAME_EN: Field = field("name.en", "영어 이름", "", Kind::Line);
const ALLERGENS: Field = field("allergens", "알레르기 유발 성분", "", Kind::Allergens);
const CAFFEINE: Field = field("caffeine_mg", "카페인(mg)", "모르면 비워요", Kind::Perhaps(0, 5_000));
const SALE: Field = field("availability", "판매", "", Kind::Sale);

pub static CATEGORY: [Field; 2] = [NAME_KO, NAME_EN];

pub static ITEM: [Field; 15] = [
    NAME_KO,
    NAME_EN,
    field("description.ko", "설명", "", Kind::Lines),
    field("description.en", "영어 설명", "", Kind::Lines),
    field("category", "분류", "", Kind::Category),
    field("price_minor", "가격", "부가세 포함", Kind::Number(0, 100_000_000)),
    SALE,
    field("served", "파는 시간", "08:00-11:00, 14:00-17:00처럼 적고, 비우면 언제나", Kind::Ranges),
    field("new_until", "신메뉴 표시 마지막 날", "비우면 표시하지 않아요", Kind::Day),
    field("lane", "만드는 곳", "", Kind::Lane),
    field("prep_s", "만드는 시간(초)", "한 잔에", Kind::Number(0, 7_200)),
    field("takes_cup", "컵에 담아요(개인 컵 할인)", "", Kind::Flag),
    CAFFEINE,
    ALLERGENS,
    field("option_groups", "옵션", "", Kind::Groups),
];

pub static GROUP: [Field; 4] = [
    NAME_KO,
    NAME_EN,
    field("min", "적어도 고를 개수", "1이면 꼭 하나는 골라야 해요", Kind::Number(0, 99)),
    field("max", "많아야 고를 개수", "1이면 하나만 골라요", Kind::Number(1, 99)),
];

/// Of a new group, which has one option from the beginning: without any it could not be offered.
pub static FIRST_OPTION: Field =
    field("first_option", "첫 번째 선택지", "나머지는 만든 다음에 더해요", Kind::Name);

pub static OPTION: [Field; 8] = [
    NAME_KO,
    NAME_EN,
    field("price_minor", "추가 금액", "할인이면 -를 붙여요", Kind::Number(-100_000_000, 100_000_000)),
    SALE,
    field("max_quantity", "하나에 많아야", "1이면 고르거나 말거나예요", Kind::Number(1, 99)),
    field("default_quantity", "미리 골라 둘 개수", "", Kind::Number(0, 99)),
    CAFFEINE,
    ALLERGENS,
];

/// As the menu service has them, which has the last word.
const NAME_CHARS: usize = 80;
const DESCRIPTION_CHARS: usize = 500;

/// What is read from a field that is left out.
static NOTHING: Value = Value::Null;

impl Field {
    /// What `thing` has, as it is written.
    pub fn text(&self, thing: &Value, menu: &Menu) -> String {
        let value = self.path.split('.').fold(thing, |value, name| value.get(name).unwrap_or(&NOTHING));
        let text = match (self.kind, value) {
            (Kind::Flag, value) => if value == &json!(true) { "true" } else { "" }.to_owned(),
            (Kind::Day, Value::String(end)) => last_day(end, &menu.store.zone).unwrap_or_default(),
            (Kind::Sale, value) => value["state"].as_str().unwrap_or("available").to_owned(),
            (_, Value::Array(all)) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
            (_, Value::String(text)) => text.clone(),
            (_, Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        self.tidy(&text)
    }

    /// A text as it is compared: browsers and spreadsheets write ends of lines and empty space in their own ways.
    pub fn tidy(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match self.kind {
            Kind::Groups | Kind::Allergens | Kind::Ranges => parts(&text).collect::<Vec<_>>().join(","),
            Kind::Number(..) | Kind::Perhaps(..) => text.trim().replace(',', ""),
            _ => text.trim().to_owned(),
        }
    }

    /// What a text stands for; `None` when it cannot be read as such.
    pub fn value(&self, text: &str, menu: &Menu) -> Option<Value> {
        let text = self.tidy(text);
        let within = |least: i64, most: i64| text.parse().ok().filter(|n| (least..=most).contains(n));
        match self.kind {
            Kind::Name => (!text.is_empty() && is_writing(&text, NAME_CHARS)).then(|| text.into()),
            Kind::Line => is_writing(&text, NAME_CHARS).then(|| text.into()),
            Kind::Lines => is_writing(&text, DESCRIPTION_CHARS).then(|| text.into()),
            Kind::Number(least, most) => within(least, most).map(Value::from),
            Kind::Perhaps(..) if text.is_empty() => Some(Value::Null),
            Kind::Perhaps(least, most) => within(least, most).map(Value::from),
            Kind::Flag => matches!(text.as_str(), "true" | "").then(|| (text == "true").into()),
            Kind::Category => text.parse::<menu_api::CategoryId>().ok().map(|id| json!(id)),
            Kind::Lane => text.parse::<menu_api::LaneId>().ok().map(|id| json!(id)),
            Kind::Groups => read_all::<menu_api::OptionGroupId>(&text),
            Kind::Allergens => read_all::<Allergen>(&text),
            Kind::Ranges => read_all::<TimeRange>(&text),
            Kind::Day if text.is_empty() => Some(Value::Null),
            Kind::Day => end_of(text.parse().ok()?, &menu.store.zone).map(|end| json!(end)),
            Kind::Sale => match text.as_str() {
                "sold_out" => Some(json!({ "state": "sold_out", "until": "manual" })),
                "available" | "hidden" => Some(json!({ "state": text })),
                _ => None,
            },
        }
    }

    /// Puts `value` where this field stands in `thing`.
    pub fn set(&self, thing: &mut Value, value: Value) {
        let place = self.path.split('.').fold(thing, |thing, name| &mut thing[name]);
        *place = value;
    }

    /// The same for a merge patch: what a sale no longer has goes.
    pub fn set_patch(&self, patch: &mut Value, mut value: Value) {
        if self.kind == Kind::Sale && value.get("until").is_none() {
            value["until"] = Value::Null;
        }
        self.set(patch, value);
    }
}

fn is_writing(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(|c| c.is_control() && c != '\n')
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// Ids or the like between commas.
fn read_all<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Option<Value> {
    let all = parts(text).map(|part| serde_json::from_value::<T>(part.into()));
    serde_json::to_value(all.collect::<Result<Vec<_>, _>>().ok()?).ok()
}

/// The day in the store's zone whose end, or a moment of which, this is.
fn last_day(end: &str, zone: &str) -> Option<String> {
    let end: Timestamp = end.parse().ok()?;
    let moment = end - SignedDuration::from_nanos(1);
    Some(moment.to_zoned(TimeZone::get(zone).ok()?).date().to_string())
}

fn end_of(day: Date, zone: &str) -> Option<Timestamp> {
    Some(day.tomorrow().ok()?.to_zoned(TimeZone::get(zone).ok()?).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu() -> Menu {
        let store = json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
        serde_json::from_value(
            json!({ "version": 1, "store": store, "categories": [], "items": [], "option_groups": [] }),
        )
        .unwrap()
    }

    fn of(path: &str) -> &'static Field {
        ITEM.iter().chain(&OPTION).chain(&GROUP).find(|field| field.path == path).unwrap()
    }

    #[test]
    fn what_is_written_is_read_as_what_it_was() {
        let item = json!({
            "name": { "ko": "라떼", "en": "Latte" }, "price_minor": 4500, "takes_cup": true, "caffeine_mg": null,
            "served": ["08:00-11:00", "14:00-25:30"], "new_until": "2026-03-09T15:00:00Z", "allergens": ["milk", "pine_nut"],
            "availability": { "state": "sold_out", "until": "manual" }, "option_groups": ["size", "milk"],
        });
        let texts = [
            ("name.ko", "라떼"),
            ("price_minor", "4500"),
            ("takes_cup", "true"),
            ("caffeine_mg", ""),
            ("served", "08:00-11:00,14:00-25:30"),
            ("new_until", "2026-03-09"),
            ("allergens", "milk,pine_nut"),
            ("availability", "sold_out"),
            ("option_groups", "size,milk"),
        ];
        let mut read = item.clone();
        for (path, text) in texts {
            assert_eq!(of(path).text(&item, &menu()), text, "{path}");
            of(path).set(&mut read, of(path).value(text, &menu()).unwrap());
        }
        assert_eq!(read, item);
    }

    #[test]
    fn what_is_none_is_not_read() {
        let wrong = [
            ("name.ko", " \n"),
            ("price_minor", ""),
            ("price_minor", "사천"),
            ("price_minor", "-1"),
            ("caffeine_mg", "5001"),
            ("served", "11:00"),
            ("new_until", "내일"),
            ("allergens", "milk,우유"),
            ("availability", "gone"),
            ("category", "커피"),
        ];
        for (path, text) in wrong {
            assert_eq!(of(path).value(text, &menu()), None, "{path} {text}");
        }
        assert_eq!(of("price_minor").value(" 4,500 ", &menu()), Some(json!(4500)));
    }

    #[test]
    fn a_patch_takes_away_when_something_comes_back() {
        let mut patch = json!({});
        of("availability").set_patch(&mut patch, of("availability").value("hidden", &menu()).unwrap());
        of("name.en").set_patch(&mut patch, "Latte".into());
        assert_eq!(
            patch,
            json!({ "availability": { "state": "hidden", "until": null }, "name": { "en": "Latte" } })
        );
    }
}
