//! A business day in figures, with a ledger that shows whether any order is missing.

use crate::{
    admin::{
        board::island::status_word,
        orders::page::{refused, today},
        page::Head,
        words::{page_words, reports::ReportsWords, staff_words},
    },
    shared::{
        ssr::{Context, context, reason},
        ui::{Lang, Problem, money},
    },
};
use gateway::{Day, Report, Spread};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use menu_api::Menu;
use order_api::Status;

/// `/admin/day?date=`
#[component]
pub fn DayPage() -> impl IntoView {
    let (context, words) = (context(), page_words());
    let asked = use_query_map().get_untracked().get("date").and_then(|date| date.parse().ok());
    let date = asked.unwrap_or_else(|| today(&context));
    let figures = Suspend::new(async move {
        let Some(known) = context.gateway.menu() else {
            return view! { <p class="problem" role="alert">{Problem::MenuUnknown.text(context.lang)}</p> }
                .into_any();
        };
        match context.gateway.day(date).await {
            Ok(day) => figures(&context, &day, &known.menu, date).into_any(),
            Err(error) => refused(&context, &error).into_any(),
        }
    });
    view! {
        <Head title=words.common.day to_orders=true/>
        <main class="finding">
            <form method="get" action="/admin/day">
                <label class="field"><span>{words.orders.business_date}</span><input type="date" name="date" value=date.to_string() required/></label>
                <button type="submit" class="primary">{words.reports.show_day}</button>
                <a class="quiet" href=format!("/admin/day.csv?date={date}") download>{words.reports.orders_csv}</a>
                <a class="quiet" href=format!("/admin/day.csv?date={date}&by=drink") download>{words.reports.drinks_csv}</a>
            </form>
            <Suspense>{figures}</Suspense>
        </main>
    }
}

fn figures(context: &Context, day: &Day, menu: &Menu, date: Date) -> impl IntoView + use<> {
    let (store, lang) = (&menu.store, context.lang);
    let report = Report::of(day, store);
    let words = &staff_words(lang).reports;
    let amount = |minor| money(minor, &store.currency, lang);
    let done = counted(report.count(Status::Completed));
    let each = report.sales_minor.checked_div(done).unwrap_or(0);
    let heads = [
        (words.sales, amount(report.sales_minor)),
        (words.tax, amount(report.tax_minor)),
        (status_word(Status::Completed, lang), (words.orders)(done)),
        (words.sales_per_order, amount(each)),
        (words.wait, minutes(report.wait_s, words)),
        (words.lateness, lateness(report.late_s, words)),
    ];
    let head = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        {(!day.is_whole).then(|| view! { <p class="stale">{words.only_newest}</p> })}
        <p class="ledger" role="status" class:problem=!report.missing.is_empty()>{ledger(&report, words)}</p>
        <dl class="heads">{heads.map(head).collect_view()}</dl>
        {chart(words.by_hour, hours(&report, words), words.orders)}
        {chart(words.by_item, sold(&report, menu, lang), words.pieces)}
        {chart(words.unfulfilled, ended(&report, lang), words.orders)}
        {chart(words.reasons, reasons(&report, lang), words.orders)}
        {(day.orders.is_empty()).then(|| view! { <p>{(words.no_orders)(&date.to_string(), store.name.of(lang.tag()))}</p> })}
    }
}

/// Accounts for every placed order, or lists the missing numbers.
fn ledger(report: &Report, words: &ReportsWords) -> String {
    let (done, otherwise, open) = (report.count(Status::Completed), report.ended_otherwise(), report.open());
    let sum = (words.ledger)(report.placed, done, otherwise, open);
    let missing = match report.missing.as_slice() {
        [] => words.none_missing.to_owned(),
        missing => {
            let numbers: Vec<_> = missing.iter().take(10).map(ToString::to_string).collect();
            (words.missing)(&numbers.join(", "))
        }
    };
    format!("{sum} · {missing}")
}

fn minutes(spread: Option<Spread>, words: &ReportsWords) -> String {
    let text = |Spread { p50, p90 }| (words.wait_spread)(rounded(p50), rounded(p90));
    spread.map_or_else(|| "–".to_owned(), text)
}

fn lateness(spread: Option<Spread>, words: &ReportsWords) -> String {
    let late_by = |seconds| (words.late_by)(rounded(seconds));
    let text = |Spread { p50, p90 }| (words.late_spread)(&late_by(p50), &late_by(p90));
    spread.map_or_else(|| "–".to_owned(), text)
}

fn rounded(seconds: i64) -> i64 {
    (seconds + 30).div_euclid(60)
}

fn hours(report: &Report, words: &ReportsWords) -> Vec<(String, i64)> {
    let (Some((first, _)), Some((last, _))) =
        (report.by_hour.first_key_value(), report.by_hour.last_key_value())
    else {
        return Vec::new();
    };
    let count = |hour| report.by_hour.get(&hour).copied().unwrap_or_default();
    (*first..=*last).map(|hour| ((words.hour)(hour), counted(count(hour)))).collect()
}

/// Sold items by the names of today's menu, which has the names of orders in Korean.
fn sold(report: &Report, menu: &Menu, lang: Lang) -> Vec<(String, i64)> {
    let known = |name: &str| menu.items.iter().find(|item| item.name.ko == name);
    let name = |name: &String| known(name).map_or(name.as_str(), |item| item.name.of(lang.tag())).to_owned();
    report.items.iter().map(|item| (name(&item.name), item.quantity)).collect()
}

fn ended(report: &Report, lang: Lang) -> Vec<(String, i64)> {
    let ended =
        report.by_status.iter().filter(|(status, _)| !status.is_open() && **status != Status::Completed);
    ended.map(|(status, count)| (status_word(*status, lang).to_owned(), counted(*count))).collect()
}

fn reasons(report: &Report, lang: Lang) -> Vec<(String, i64)> {
    report.reasons.iter().map(|(written, count)| (reason(written, lang).0, counted(*count))).collect()
}

fn counted(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Bars to be read at a glance, with their values as text; absent without bars.
fn chart(title: &'static str, bars: Vec<(String, i64)>, words: fn(i64) -> String) -> impl IntoView {
    let most = bars.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let bar = move |(name, value): (String, i64)| {
        view! {
            <li>
                <span>{name}</span>
                <meter min=0 max=most value=value aria-hidden="true"></meter>
                <strong>{words(value)}</strong>
            </li>
        }
    };
    (!bars.is_empty()).then(|| {
        view! {
            <section class="chart" aria-label=title>
                <h2>{title}</h2>
                <ul>{bars.into_iter().map(bar).collect_view()}</ul>
            </section>
        }
    })
}
