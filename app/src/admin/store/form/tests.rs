use super::*;
use crate::{admin::words::staff_words, shared::ui::Lang};

fn store() -> Store {
    let week =
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day, json!(["07:30-22:00"])));
    let week: serde_json::Map<_, _> =
        week.into_iter().map(|(day, hours)| (day.to_owned(), hours)).collect();
    let store = json!({ "name": { "ko": "카페", "en": "Café" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": week });
    serde_json::from_value(store).unwrap()
}

#[test]
fn a_form_as_it_was_made_changes_nothing_but_what_is_typed() {
    let store = Store { accept_within_s: 90, hold_s: 59, ..store() };
    let form = StoreForm::from_store(&store, 1);
    assert_eq!(form.languages, "ko,en", "of a store that was kept before it had any");
    let patched = |form: &StoreForm| {
        let mut value = serde_json::to_value(&store).unwrap();
        let patch = store_patch(form, &store).unwrap();
        for (name, new) in patch.as_object().unwrap() {
            value[name] = new.clone();
        }
        serde_json::from_value::<Store>(value).unwrap()
    };
    assert_eq!(patched(&form), store);
    let typed = StoreForm {
        sun: "휴무".to_owned(),
        mon: " 07:30-11:00,12:00-25:30 ".to_owned(),
        exceptions: "2026-12-25 휴무\n\n2026-12-24 09:00-15:00\n".to_owned(),
        accept_min: "5".to_owned(),
        last_order_min: "30".to_owned(),
        day_begins_hour: "6".to_owned(),
        languages: "en".to_owned(),
        address_en: " 1 Yeonmujang-gil ".to_owned(),
        ..form
    };
    let now = patched(&typed);
    assert_eq!((now.hours.sun.len(), now.hours.mon.len()), (0, 2));
    assert_eq!((now.accept_within_s, now.hold_s), (300, 59));
    assert_eq!((now.last_order_minutes, now.day_begins_hour), (30, 6));
    assert_eq!(
        (now.languages.as_slice(), now.address.en.as_str()),
        (&[MenuLanguage::En][..], "1 Yeonmujang-gil")
    );
    let exceptions: Vec<_> = now.exceptions.iter().map(|one| one.hours.len()).collect();
    assert_eq!(exceptions, [0, 1]);
    assert_eq!(
        StoreForm::from_store(&now, 1).exceptions,
        "2026-12-25 휴무\n2026-12-24 09:00-15:00"
    );
}

#[test]
fn lanes_are_named_made_and_taken_out() {
    let lane = |id: &str, name: Option<&str>| json!({ "id": id, "name": name.map(|ko| json!({ "ko": ko })), "workers": 2 });
    let lanes = json!([lane("bar", Some("바")), lane("lane-2", None), lane("oven", Some("오븐"))]);
    let store = Store { lanes: serde_json::from_value(lanes).unwrap(), ..store() };
    let form = StoreForm::from_store(&store, 1);
    assert_eq!(form.lanes, ["바", "lane-2", "오븐"]);
    let patched = |lanes: &[&str], workers: &[&str]| {
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
        let typed = StoreForm { lanes: texts(lanes), workers: texts(workers), ..form.clone() };
        let patch = store_patch(&typed, &store)?;
        Ok::<_, WrongField>(
            serde_json::from_value::<Vec<LaneSetting>>(patch["lanes"].clone()).unwrap(),
        )
    };
    assert_eq!(
        patched(&["바", "lane-2", "오븐", " "], &["2", "2", "2", "1"]),
        Ok(store.lanes.clone())
    );
    let now = patched(&["에스프레소 바", "", "오븐", "빙수"], &["3", "", "2", "1"]).unwrap();
    let shown: Vec<_> =
        now.iter().map(|lane| (lane.id.as_str(), lane_name(lane), lane.workers)).collect();
    let expected = [("bar", "에스프레소 바", 3), ("oven", "오븐", 2), ("lane-3", "빙수", 1)];
    assert_eq!(shown, expected.map(|(id, name, workers)| (id, name.to_owned(), workers)));
    assert_eq!(patched(&["", " "], &["1", "1"]).unwrap_err().0, "lanes");
    assert_eq!(patched(&["바"], &["둘"]).unwrap_err().0, "workers");
}

#[test]
fn the_field_that_cannot_be_read_is_named() {
    let store = store();
    let form = StoreForm::from_store(&store, 1);
    let with = |change: fn(&mut StoreForm)| {
        let mut typed = form.clone();
        change(&mut typed);
        store_patch(&typed, &store).unwrap_err().0
    };
    assert_eq!(with(|form| form.tue = "22:00-22:00".to_owned()), "tue");
    assert_eq!(with(|form| form.exceptions = "크리스마스".to_owned()), "exceptions");
    assert_eq!(with(|form| form.hold_min = "한 시간".to_owned()), "hold_min");
    assert_eq!(with(|form| form.day_begins_hour = "새벽 4시".to_owned()), "day_begins_hour");
    assert_eq!(with(|form| form.last_order_min = String::new()), "last_order_min");
    assert_eq!(with(|form| form.name = "  ".to_owned()), "name");
    assert_eq!(with(|form| form.languages = "ko,fr".to_owned()), "languages");
    assert_eq!(with(|form| form.languages = String::new()), "languages");
}

#[test]
fn hours_days_and_amounts_are_read_as_owners_write_them() {
    let store = store();
    let typed = StoreForm {
        mon: "08:00~22:00".to_owned(),
        tue: "오전 8시 - 오후 10시".to_owned(),
        wed: "18:00–02:00".to_owned(),
        thu: "정기휴무".to_owned(),
        fri: "Closed".to_owned(),
        exceptions: "2026. 12. 24. 09:00~15:00\n2026/12/25 휴무\n2026년 12월 31일: 10시~17시"
            .to_owned(),
        own_cup_discount: "３００원".to_owned(),
        hold_min: "60분".to_owned(),
        ..StoreForm::from_store(&store, 1)
    };
    let patch = store_patch(&typed, &store).unwrap();
    let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| patch["hours"][day].clone());
    assert_eq!(
        days,
        [
            json!(["08:00-22:00"]),
            json!(["08:00-22:00"]),
            json!(["18:00-26:00"]),
            json!([]),
            json!([])
        ]
    );
    assert_eq!((&patch["own_cup_discount_minor"], &patch["hold_s"]), (&json!(300), &json!(3_600)));
    let exceptions = json!([
        { "date": "2026-12-24", "hours": ["09:00-15:00"] }, { "date": "2026-12-25", "hours": [] },
        { "date": "2026-12-31", "hours": ["10:00-17:00"] },
    ]);
    assert_eq!(patch["exceptions"], exceptions);
    let why = |exceptions: &str| {
        let typed =
            StoreForm { exceptions: exceptions.to_owned(), ..StoreForm::from_store(&store, 1) };
        store_patch(&typed, &store).unwrap_err().1
    };
    assert!(why("12/24 휴무").contains("연도를 네 자리로"), "{}", why("12/24 휴무"));
    assert!(why("2026-12-24 아침만").contains("08:00-22:00처럼"));
}

#[test]
fn special_days_are_read_as_the_hint_shows_them_in_every_language() {
    for lang in Lang::ALL {
        let words = &staff_words(*lang).store;
        assert_eq!(parse_hours(words.closed), Ok(DayHours::new()), "{lang:?}");
        let (_, days) = words.exceptions_hint.split_once(": ").unwrap();
        let read: Vec<_> =
            days.split(", ").map(|day| parse_exception(day).unwrap().hours.len()).collect();
        assert_eq!(read, [0, 1], "{lang:?}");
    }
}

#[test]
fn what_the_menu_service_refused_is_found_in_the_form() {
    let refused = |field: &str| {
        let problem = json!({ "status": 422, "code": "invalid_menu", "field": field });
        refused_field(&GatewayError::Refused(serde_json::from_value(problem).unwrap()))
    };
    assert_eq!([refused("zone"), refused("address.en")], [Some("zone"), Some("address_en")]);
    assert_eq!(refused("last_order_minutes"), Some("last_order_min"));
    assert_eq!(refused("price_minor"), None);
    let form = serde_json::to_value(StoreForm::default()).unwrap();
    assert!(FIELDS.into_iter().all(|(_, name)| form.get(name).is_some()));
}
