//! A business day in figures, with a ledger that shows whether any order is missing.

use crate::{
    admin::{
        board::island::status_word,
        orders::page::{current_business_date, render_read_failure},
        page::PageHeader,
        words::{page_words, reports::ReportsWords, staff_words},
    },
    shared::{
        ssr::{RequestContext, request_context, translate_reason},
        ui::{Lang, PageProblem, format_money},
    },
};
use gateway::{DayOrders, DayReport, PercentilePair};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use menu_api::Menu;
use order_api::OrderStatus;

/// `/admin/day?date=`
#[component]
pub fn DayPage() -> impl IntoView {
    let context = request_context();
    let words = page_words();
    let asked = use_query_map().get_untracked().get("date").and_then(|date| date.parse().ok());
    let date = asked.unwrap_or_else(|| current_business_date(&context));
    let figures = Suspend::new(async move {
        let Some(known) = context.gateway.known_menu() else {
            return view! { <p class="problem" role="alert">{PageProblem::MenuUnknown.text_in(context.lang)}</p> }
                .into_any();
        };
        match context.gateway.fetch_day_orders(date).await {
            Ok(day) => render_report(&context, &day, &known.menu, date).into_any(),
            Err(error) => render_read_failure(&context, &error).into_any(),
        }
    });
    view! {
        <PageHeader title=words.common.day to_orders=true/>
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

fn render_report(
    context: &RequestContext,
    day: &DayOrders,
    menu: &Menu,
    date: Date,
) -> impl IntoView + use<> {
    let store = &menu.store;
    let lang = context.lang;
    let report = DayReport::from_day(day, store);
    let words = &staff_words(lang).reports;
    let amount = |minor| format_money(minor, &store.currency, lang);
    let done = saturating_i64(report.count_in_status(OrderStatus::Completed));
    let each = report.sales_minor.checked_div(done).unwrap_or(0);
    let heads = [
        (words.sales, amount(report.sales_minor)),
        (words.tax, amount(report.tax_minor)),
        (status_word(OrderStatus::Completed, lang), (words.orders)(done)),
        (words.sales_per_order, amount(each)),
        (words.wait, wait_text(report.wait_s, words)),
        (words.lateness, lateness_text(report.late_s, words)),
    ];
    let head = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        {(!day.is_whole).then(|| view! { <p class="stale">{words.only_newest}</p> })}
        <p class="ledger" role="status" class:problem=!report.missing.is_empty()>{ledger_text(&report, words)}</p>
        <dl class="heads">{heads.map(head).collect_view()}</dl>
        {render_chart(words.by_hour, hour_bars(&report, words), words.orders)}
        {render_chart(words.by_item, item_bars(&report, menu, lang), words.pieces)}
        {render_chart(words.unfulfilled, unfulfilled_bars(&report, lang), words.orders)}
        {render_chart(words.reasons, reason_bars(&report, lang), words.orders)}
        {(day.orders.is_empty()).then(|| view! { <p>{(words.no_orders)(&date.to_string(), store.name.in_language(lang.tag()))}</p> })}
    }
}

/// Accounts for every placed order, or lists the missing numbers.
fn ledger_text(report: &DayReport, words: &ReportsWords) -> String {
    let (done, otherwise, open) = (
        report.count_in_status(OrderStatus::Completed),
        report.count_unfulfilled(),
        report.count_open(),
    );
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

fn wait_text(spread: Option<PercentilePair>, words: &ReportsWords) -> String {
    let text = |PercentilePair { p50, p90 }| {
        (words.wait_spread)(rounded_minutes(p50), rounded_minutes(p90))
    };
    spread.map_or_else(|| "–".to_owned(), text)
}

fn lateness_text(spread: Option<PercentilePair>, words: &ReportsWords) -> String {
    let late_by = |seconds| (words.late_by)(rounded_minutes(seconds));
    let text = |PercentilePair { p50, p90 }| (words.late_spread)(&late_by(p50), &late_by(p90));
    spread.map_or_else(|| "–".to_owned(), text)
}

fn rounded_minutes(seconds: i64) -> i64 {
    (seconds + 30).div_euclid(60)
}

fn hour_bars(report: &DayReport, words: &ReportsWords) -> Vec<(String, i64)> {
    let (Some((first, _)), Some((last, _))) =
        (report.by_hour.first_key_value(), report.by_hour.last_key_value())
    else {
        return Vec::new();
    };
    let count = |hour| report.by_hour.get(&hour).copied().unwrap_or_default();
    (*first..=*last).map(|hour| ((words.hour)(hour), saturating_i64(count(hour)))).collect()
}

/// Sold items by the names of today's menu, which has the names of orders in Korean.
fn item_bars(report: &DayReport, menu: &Menu, lang: Lang) -> Vec<(String, i64)> {
    let known = |name: &str| menu.items.iter().find(|item| item.name.ko == name);
    let name = |name: &String| {
        known(name).map_or(name.as_str(), |item| item.name.in_language(lang.tag())).to_owned()
    };
    report.items.iter().map(|item| (name(&item.name), item.quantity)).collect()
}

fn unfulfilled_bars(report: &DayReport, lang: Lang) -> Vec<(String, i64)> {
    let ended = report
        .by_status
        .iter()
        .filter(|(status, _)| !status.is_open() && **status != OrderStatus::Completed);
    ended
        .map(|(status, count)| (status_word(*status, lang).to_owned(), saturating_i64(*count)))
        .collect()
}

fn reason_bars(report: &DayReport, lang: Lang) -> Vec<(String, i64)> {
    report
        .reasons
        .iter()
        .map(|(written, count)| (translate_reason(written, lang).0, saturating_i64(*count)))
        .collect()
}

fn saturating_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Bars to be read at a glance, with their values as text; absent without bars.
fn render_chart(
    title: &'static str,
    bars: Vec<(String, i64)>,
    words: fn(i64) -> String,
) -> impl IntoView {
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
