//! One row of the menu list, built by the same code for a new page and for an update to an open
//! page.

use crate::{
    client::menu::{
        search,
        updates::{ItemBadge, MenuRow},
    },
    shared::{
        ssr::{item_picture, languages::english_subtitle, request_lang, time},
        ui::{Lang, MoneyFormat, foreign_tag},
    },
};
use jiff::{Timestamp, tz::TimeZone};
use leptos::prelude::*;
use menu_api::{
    Item, Menu, Store, TimeRange,
    pricing::{ItemOffer, NotServed},
};

impl MenuRow {
    /// The item at `now`; `None` when it is hidden.
    pub fn from_item(menu: &Menu, item: &Item, now: Timestamp, lang: Lang) -> Option<Self> {
        let offer = menu.offer_of(item, now)?;
        Some(Self {
            id: item.id.to_string(),
            name: item.name.clone(),
            price: MoneyFormat::for_currency(&menu.store.currency, lang)
                .format_amount(item.price_minor),
            gone: !offer.available,
            badges: item_badges(menu, item, &offer, now, lang),
        })
    }
}

fn item_badges(
    menu: &Menu,
    item: &Item,
    offer: &ItemOffer,
    now: Timestamp,
    lang: Lang,
) -> Vec<ItemBadge> {
    let words = lang.words();
    let store = &menu.store;
    let badge = |kind: &str, text: String| ItemBadge { kind: kind.to_owned(), text };
    let hours = match (offer.available, offer.not_served) {
        (true, None) => served_until(store, &item.served, now).map(|end| {
            badge("until", (words.menu.until)(&time::clock_time(end, &store.zone, lang)))
        }),
        (_, Some(later)) => next_serving_text(later, store, now, lang)
            .map(|from| badge("from", (words.menu.from)(&from))),
        (false, None) => Some(badge("sold-out", words.common.sold_out.to_owned())),
    };
    let new = item.is_new(now).then(|| badge("new", words.menu.new.to_owned()));
    hours.into_iter().chain(new).collect()
}

/// When something outside its hours is served next, in words.
pub fn next_serving_text(
    later: NotServed,
    store: &Store,
    now: Timestamp,
    lang: Lang,
) -> Option<String> {
    let next = Timestamp::from_millisecond(later.next_at_ms?).ok()?;
    Some(time::upcoming_time(next, now, &store.zone, lang))
}

/// End of the serving range that contains `now`.
fn served_until(store: &Store, served: &[TimeRange], now: Timestamp) -> Option<Timestamp> {
    let there = now.to_zoned(TimeZone::get(&store.zone).ok()?);
    let minute = i64::from(there.hour()) * 60 + i64::from(there.minute());
    let left = served.iter().flat_map(|range| {
        let (begins, ends) = range.minute_bounds();
        // A range of the previous day may reach past midnight.
        [minute, minute + 1440].map(|at| (i64::from(begins) <= at).then(|| i64::from(ends) - at))
    });
    let left = left.flatten().filter(|left| *left > 0).max()?;
    now.checked_add(jiff::SignedDuration::from_mins(left)).ok()
}

/// A row of the list. A row that `query` does not match is rendered hidden, so that further typing
/// can show it again.
pub fn render_row(item: &Item, row: &MenuRow, query: &str) -> impl IntoView + use<> {
    let tag = request_lang().tag();
    let picture = item_picture(item);
    let badges = row.badges.iter().map(|badge| {
        view! { <em class="badge" data-kind=badge.kind.clone()>{badge.text.clone()}</em> }
    });
    let names = row.searchable_names();
    let id = row.id.clone();
    view! {
        <li
            id=format!("item-{id}")
            data-item=id.clone()
            data-sold-out=row.gone.then_some("")
            hidden=!search::matches_query(query, &names)
            data-names=names
        >
            <a href=format!("/client/items/{id}")>
                <div class="words">
                    <strong lang=foreign_tag(&row.name, tag)>{row.name.in_language(tag).to_owned()}</strong>
                    {english_subtitle(&row.name).map(|en| view! { <span class="en" lang="en">{en}</span> })}
                    <span class="price"><span>{row.price.clone()}</span><span class="badges">{badges.collect_view()}</span></span>
                </div>
                {picture}
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn café(served: &str) -> Menu {
        menu_with_hours("00:00-24:00", served)
    }

    /// A store open at `hours` with one item that is served at `served`.
    fn menu_with_hours(hours: &str, served: &str) -> Menu {
        serde_json::from_value(serde_json::json!({
            "version": 1,
            "store": { "id": "main", "name": { "ko": "가게" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {
                "mon": [hours], "tue": [hours], "wed": [hours],
            } },
            "categories": [],
            "items": [{ "id": "toast", "category": "c", "name": { "ko": "토스트" }, "price_minor": 6500,
                "served": [served], "new_until": "2026-03-04T00:00:00Z" }],
            "option_groups": []
        }))
        .unwrap()
    }

    fn row_state_at(menu: &Menu, at: &str, lang: Lang) -> (Vec<String>, bool) {
        let row = MenuRow::from_item(menu, &menu.items[0], at.parse().unwrap(), lang).unwrap();
        (row.badges.into_iter().map(|badge| badge.text).collect(), row.gone)
    }

    #[test]
    fn badges_show_until_when_or_from_when_an_item_is_served() {
        let menu = café("06:00-11:00");
        let monday_at = |time: &str| format!("2026-03-02T{time}+09:00");
        assert_eq!(
            row_state_at(&menu, &monday_at("07:30:20"), Lang::En),
            (vec!["Until 11:00 AM".into(), "New".into()], false)
        );
        assert_eq!(row_state_at(&menu, &monday_at("10:59:59"), Lang::Ko).0[0], "~11:00까지");
        assert_eq!(
            row_state_at(&menu, &monday_at("11:00:00"), Lang::Ko),
            (vec!["3월 3일 06:00부터".into(), "신메뉴".into()], false),
            "it can be ordered for then"
        );
        assert_eq!(
            row_state_at(
                &menu_with_hours("05:00-22:00", "06:00-11:00"),
                &monday_at("11:00:00"),
                Lang::Ko
            ),
            (vec!["3월 3일 06:00부터".into(), "신메뉴".into()], true),
            "nothing is ordered for another opening than today's"
        );
        assert_eq!(row_state_at(&menu, &monday_at("05:00:00"), Lang::Ko).0[0], "06:00부터");
    }

    #[test]
    fn hours_past_midnight_end_on_the_next_day() {
        let menu = café("17:00-26:00");
        for at in ["2026-03-02T23:00:00+09:00", "2026-03-03T01:59:00+09:00"] {
            assert_eq!(
                row_state_at(&menu, at, Lang::Ko),
                (vec!["~02:00까지".into(), "신메뉴".into()], false),
                "{at}"
            );
        }
    }
}
