//! Fields of categories, items, option groups and options: names, and conversion between values and
//! texts.

use crate::{
    admin::reading::{Digits, Reading, read_date, read_flag, read_number, read_spans, split_list},
    ui::{Lang, money_digits},
};
use encoding_rs::EUC_KR;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use menu_api::{Allergen, Menu};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

/// A field, identified by its path in the contract.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Path in the contract, such as `price_minor` or `name.ko`; also the name in forms and tables.
    pub path: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line, may be empty.
    Line,
    /// One line, not empty.
    Name,
    Lines,
    /// A whole number from the first to the second value.
    Number(i64, i64),
    /// As `Number`, or empty.
    Perhaps(i64, i64),
    /// An amount in the smallest unit of the store's currency.
    Amount(i64, i64),
    Flag,
    Category,
    Lane,
    /// Ids of option groups in sequence, separated by commas; `Allergens` likewise.
    Groups,
    Allergens,
    /// Hours of a day, separated by commas.
    Ranges,
    /// The last day of a period.
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

pub static ITEM: [Field; 16] = [
    NAME_KO,
    NAME_EN,
    field("description.ko", "설명", "", Kind::Lines),
    field("description.en", "영어 설명", "", Kind::Lines),
    field("category", "분류", "", Kind::Category),
    field("price_minor", "가격", "부가세 포함", Kind::Amount(0, 100_000_000)),
    SALE,
    field("served", "파는 시간", "08:00-11:00, 14:00-17:00처럼 적고, 비우면 언제나", Kind::Ranges),
    field("new_until", "신메뉴 표시 마지막 날", "비우면 표시하지 않아요", Kind::Day),
    field("lane", "만드는 곳", "", Kind::Lane),
    field("prep_s", "만드는 시간(초)", "한 잔에", Kind::Number(0, 7_200)),
    field("takes_cup", "컵에 담아요(개인 컵 할인)", "", Kind::Flag),
    CAFFEINE,
    ALLERGENS,
    field("allergen_free", "알레르기 유발 성분이 없음을 확인했어요", "", Kind::Flag),
    field("option_groups", "옵션", "", Kind::Groups),
];

pub static GROUP: [Field; 4] = [
    NAME_KO,
    NAME_EN,
    field("min", "적어도 고를 개수", "1이면 꼭 하나는 골라야 해요", Kind::Number(0, 99)),
    field("max", "많아야 고를 개수", "1이면 하나만 골라요", Kind::Number(1, 99)),
];

/// Field of a new group only: without a first option the group could not be offered.
pub static FIRST_OPTION: Field =
    field("first_option", "첫 번째 선택지", "나머지는 만든 다음에 더해요", Kind::Name);

pub static OPTION: [Field; 8] = [
    NAME_KO,
    NAME_EN,
    field("price_minor", "추가 금액", "할인이면 -를 붙여요", Kind::Amount(-100_000_000, 100_000_000)),
    SALE,
    field("max_quantity", "하나에 많아야", "1이면 고르거나 말거나예요", Kind::Number(1, 99)),
    field("default_quantity", "미리 골라 둘 개수", "", Kind::Number(0, 99)),
    CAFFEINE,
    ALLERGENS,
];

/// Sale states: stored value, and staff's word.
const SALES: [(&str, &str); 3] = [("available", "판매 중"), ("sold_out", "품절"), ("hidden", "숨김")];

/// The most choices that a message lists.
const NAMED_CHOICES: usize = 30;

/// Limits in characters. The menu service has the same ones and decides.
const NAME_CHARS: usize = 80;
const DESCRIPTION_CHARS: usize = 500;

/// Value of a field that is missing.
static NOTHING: Value = Value::Null;

impl Field {
    /// The field's value in `thing` as text.
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
        self.tidy(&text, menu)
    }

    /// A text in the canonical spelling of its meaning, for comparison; a text without a valid
    /// meaning stays as typed.
    pub fn tidy(&self, text: &str, menu: &Menu) -> String {
        let text: String = text.nfc().collect();
        let text = text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
        let canonical = match self.kind {
            Kind::Name | Kind::Line | Kind::Lines => None,
            Kind::Number(..) | Kind::Perhaps(..) | Kind::Amount(..) => {
                self.number(&text, menu).ok().map(|number| number.to_string())
            }
            Kind::Flag => read_flag(&text).ok().map(|yes| if yes { "true" } else { "" }.to_owned()),
            Kind::Ranges => read_spans(&text).ok().map(|spans| joined(spans.into_iter().map(String::from))),
            Kind::Day => read_date(&text).ok().map(|day| day.to_string()),
            Kind::Category | Kind::Lane | Kind::Sale => Some(self.id_of(&text, menu)),
            Kind::Groups | Kind::Allergens => {
                Some(joined(split_list(&text).map(|part| self.id_of(part, menu))))
            }
        };
        canonical.unwrap_or(text)
    }

    /// Whether a cell equals `old`. A spreadsheet that writes code page 949 has `?` for each
    /// character or UTF-16 unit that the code page lacks, such as é, and possibly a plain space for
    /// another kind of space.
    pub fn is_same(&self, cell: &str, old: &str) -> bool {
        let is_text = matches!(self.kind, Kind::Name | Kind::Line | Kind::Lines);
        let written = |units: fn(char) -> usize, space: &str| -> String {
            let letter = |letter: char| match EUC_KR.encode(letter.encode_utf8(&mut [0; 4])) {
                (_, _, true) if letter.is_whitespace() => space.to_owned(),
                (_, _, true) => "?".repeat(units(letter)),
                _ => letter.to_string(),
            };
            old.chars().map(letter).collect()
        };
        let is_written = |space| cell == written(|_| 1, space) || cell == written(char::len_utf16, space);
        cell == old || is_text && ["?", " "].into_iter().any(is_written)
    }

    fn number(&self, text: &str, menu: &Menu) -> Reading<i64> {
        match self.kind {
            Kind::Amount(least, most) => {
                read_number(text, Digits(money_digits(&menu.store.currency)), least, most)
            }
            Kind::Number(least, most) | Kind::Perhaps(least, most) => {
                read_number(text, Digits::default(), least, most)
            }
            _ => Err(String::new()),
        }
    }

    /// The id that `text` means: an id in another case, or the name of a choice.
    fn id_of(&self, text: &str, menu: &Menu) -> String {
        let names = self.choices(menu);
        let is_id = |id: &String| id.eq_ignore_ascii_case(text);
        let is_name =
            |name: &str| name == text || name.split_once('(').is_some_and(|(short, _)| short == text);
        let named = || names.iter().find(|(_, name)| is_name(name)).map(|(id, _)| id.clone());
        names.iter().map(|(id, _)| id).find(|id| is_id(id)).cloned().or_else(named).unwrap_or(text.to_owned())
    }

    /// The valid ids with their names; empty where any text is valid.
    pub fn choices(&self, menu: &Menu) -> Vec<(String, String)> {
        let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        match self.kind {
            Kind::Category => menu.categories.iter().map(|one| pair(one.id.as_str(), &one.name.ko)).collect(),
            Kind::Groups => {
                menu.option_groups.iter().map(|one| pair(one.id.as_str(), &one.name.ko)).collect()
            }
            Kind::Lane => {
                let name = |lane: &menu_api::LaneSetting| lane.name.as_ref().map(|name| name.ko.clone());
                let lanes = menu.store.lanes.iter();
                lanes
                    .map(|lane| pair(lane.id.as_str(), &name(lane).unwrap_or_else(|| lane.id.to_string())))
                    .collect()
            }
            Kind::Sale => SALES.iter().map(|(id, name)| pair(id, name)).collect(),
            Kind::Allergens => {
                let word = Lang::Ko.words().allergen;
                Allergen::ALL.iter().map(|one| pair(one.id(), word(*one))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Parses a text as the field's value.
    ///
    /// # Errors
    /// In words: why the text is invalid, and which values are valid.
    pub fn value(&self, text: &str, menu: &Menu) -> Reading<Value> {
        let text = self.tidy(text, menu);
        let by_id = |is_id: bool| if is_id { Ok(json!(text)) } else { Err(self.allowed(menu)) };
        match self.kind {
            Kind::Name if text.is_empty() => Err("비울 수 없어요.".to_owned()),
            Kind::Name | Kind::Line => writing(text, NAME_CHARS),
            Kind::Lines => writing(text, DESCRIPTION_CHARS),
            Kind::Perhaps(..) if text.is_empty() => Ok(Value::Null),
            Kind::Number(..) | Kind::Perhaps(..) | Kind::Amount(..) => {
                self.number(&text, menu).map(Value::from)
            }
            Kind::Flag => read_flag(&text).map(Value::from),
            Kind::Category => by_id(text.parse::<menu_api::CategoryId>().is_ok()),
            Kind::Lane => by_id(text.parse::<menu_api::LaneId>().is_ok()),
            Kind::Groups => read_all::<menu_api::OptionGroupId>(&text).ok_or_else(|| self.allowed(menu)),
            Kind::Allergens => read_all::<Allergen>(&text).ok_or_else(|| self.allowed(menu)),
            Kind::Ranges => read_spans(&text).map(|spans| json!(spans)),
            Kind::Day if text.is_empty() => Ok(Value::Null),
            Kind::Day => {
                let end = end_of(read_date(&text)?, &menu.store.zone);
                end.map(|end| json!(end)).ok_or_else(|| "달력에 없는 날짜예요.".to_owned())
            }
            Kind::Sale => match text.as_str() {
                "sold_out" => Ok(json!({ "state": "sold_out", "until": "manual" })),
                "available" | "hidden" => Ok(json!({ "state": text })),
                _ => Err(self.allowed(menu)),
            },
        }
    }

    /// The valid values, in words.
    fn allowed(&self, menu: &Menu) -> String {
        let choices = self.choices(menu);
        let named = choices.iter().take(NAMED_CHOICES).map(|(id, name)| format!("{id}({name})"));
        let more = if choices.len() > NAMED_CHOICES { " …" } else { "" };
        let none = if self.kind == Kind::Allergens {
            " 하나도 없으면 allergen_free에 true를 적어요."
        } else {
            ""
        };
        format!("이 가운데에서 적어 주세요: {}{more}.{none}", named.collect::<Vec<_>>().join(", "))
    }

    /// Sets the field in `thing`.
    pub fn set(&self, thing: &mut Value, value: Value) {
        let place = self.path.split('.').fold(thing, |thing, name| &mut thing[name]);
        *place = value;
    }

    /// Sets the field in a merge patch. A sale state without an end also removes the stored end.
    pub fn set_patch(&self, patch: &mut Value, mut value: Value) {
        if self.kind == Kind::Sale && value.get("until").is_none() {
            value["until"] = Value::Null;
        }
        self.set(patch, value);
    }
}

fn writing(text: String, most: usize) -> Reading<Value> {
    // Texts that a spreadsheet shows in place of a value that it could not compute.
    let is_error =
        ["#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!"].contains(&text.as_str());
    let count = text.chars().count();
    if is_error || text.len() > 3 && text.bytes().all(|b| b == b'#') {
        Err("표에서 계산하지 못한 칸이에요. 글자로 적어 주세요.".to_owned())
    } else if count > most {
        Err(format!("{most}자까지 적을 수 있어요. 지금은 {count}자예요."))
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        Err("보이지 않는 문자가 있어요. 지우고 다시 적어 주세요.".to_owned())
    } else {
        Ok(text.into())
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

/// Ids separated by commas.
fn read_all<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Option<Value> {
    let all = split_list(text).map(|part| serde_json::from_value::<T>(part.into()));
    serde_json::to_value(all.collect::<Result<Vec<_>, _>>().ok()?).ok()
}

/// The day in the store's zone that ends at `end`, or contains it.
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
            ("allergens", "milk,유우"),
            ("availability", "gone"),
            ("category", "커피"),
        ];
        for (path, text) in wrong {
            assert!(of(path).value(text, &menu()).is_err(), "{path} {text}");
        }
        assert_eq!(of("price_minor").value(" 4,500 ", &menu()), Ok(json!(4500)));
        assert_eq!(of("allergens").value("우유, Egg", &menu()), Ok(json!(["milk", "egg"])));
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
