//! A business day in figures, with a ledger that shows whether any order is missing.

use super::{
    board::status_word,
    orders_page::{refused, today},
    page::Head,
};
use crate::{
    ssr::{Context, context, reason},
    ui::{Lang, Problem, money},
};
use gateway::{Day, Report, Spread};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use menu_api::Store;
use order_api::Status;

/// `/admin/day?date=`
#[component]
pub fn DayPage() -> impl IntoView {
    let context = context();
    let asked = use_query_map().get_untracked().get("date").and_then(|date| date.parse().ok());
    let date = asked.unwrap_or_else(|| today(&context));
    let figures = Suspend::new(async move {
        let Some(known) = context.gateway.menu() else {
            return view! { <p class="problem" role="alert">{Problem::MenuUnknown.text(context.lang)}</p> }
                .into_any();
        };
        match context.gateway.day(date).await {
            Ok(day) => figures(&context, &day, &known.menu.store, date).into_any(),
            Err(error) => refused(&context, &error).into_any(),
        }
    });
    view! {
        <Head title="하루 정산" to_orders=true/>
        <main class="finding">
            <form method="get" action="/admin/day">
                <label class="field"><span>"영업일"</span><input type="date" name="date" value=date.to_string() required/></label>
                <button type="submit" class="primary">"보기"</button>
                <a class="quiet" href=format!("/admin/day.csv?date={date}") download>"CSV 받기"</a>
                <a class="quiet" href=format!("/admin/day.csv?date={date}&by=drink") download>"음료별 CSV 받기"</a>
            </form>
            <Suspense>{figures}</Suspense>
        </main>
    }
}

fn figures(context: &Context, day: &Day, store: &Store, date: Date) -> impl IntoView + use<> {
    let report = Report::of(day, store);
    let won = |minor| money(minor, &store.currency, Lang::Ko);
    let done = report.count(Status::Completed);
    let each = report.sales_minor.checked_div(i64::try_from(done).unwrap_or(i64::MAX)).unwrap_or(0);
    let heads = [
        ("매출", won(report.sales_minor)),
        ("그중 부가세", won(report.tax_minor)),
        ("전달 완료", format!("{done}건")),
        ("건당 매출", won(each)),
        ("주문부터 완성까지", minutes(report.wait_s)),
        ("약속보다", lateness(report.late_s)),
    ];
    let head = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        {(!day.is_whole).then(|| view! { <p class="stale">"주문이 너무 많아 최근 것만 셌어요"</p> })}
        <p class="ledger" role="status" class:problem=!report.missing.is_empty()>{ledger(&report)}</p>
        <dl class="heads">{heads.map(head).collect_view()}</dl>
        {chart("시간대별 주문", hours(&report), |count| format!("{count}건"))}
        {chart("메뉴별 판매", report.items.iter().map(|item| (item.name.clone(), item.quantity)).collect(), |count| format!("{count}개"))}
        {chart("전달하지 못한 주문", ended(&report), |count| format!("{count}건"))}
        {chart("거절·취소 사유", reasons(&report), |count| format!("{count}건"))}
        {(day.orders.is_empty()).then(|| view! { <p>{format!("{date}에는 주문이 없었어요 ({})", store.name.of(context.lang.tag()))}</p> })}
    }
}

/// Accounts for every placed order, or lists the missing numbers.
fn ledger(report: &Report) -> String {
    let (done, otherwise, open) = (report.count(Status::Completed), report.ended_otherwise(), report.open());
    let sum = format!("접수 {}건 = 전달 {done} + 전달 못함 {otherwise} + 진행 중 {open}", report.placed);
    match report.missing.as_slice() {
        [] => format!("{sum} · 빠진 번호 없음"),
        missing => {
            let numbers: Vec<_> = missing.iter().take(10).map(ToString::to_string).collect();
            format!("{sum} · 없는 번호: {}", numbers.join(", "))
        }
    }
}

fn minutes(spread: Option<Spread>) -> String {
    let text = |Spread { p50, p90 }| format!("보통 {}분, 열에 아홉 {}분 안", rounded(p50), rounded(p90));
    spread.map_or_else(|| "–".to_owned(), text)
}

fn lateness(spread: Option<Spread>) -> String {
    let text = |seconds: i64| match rounded(seconds) {
        0 => "제때".to_owned(),
        late @ 1.. => format!("{late}분 늦게"),
        early => format!("{}분 일찍", -early),
    };
    let both = |Spread { p50, p90 }| format!("보통 {}, 늦어도 {}", text(p50), text(p90));
    spread.map_or_else(|| "–".to_owned(), both)
}

fn rounded(seconds: i64) -> i64 {
    (seconds + 30).div_euclid(60)
}

fn hours(report: &Report) -> Vec<(String, i64)> {
    let (Some((first, _)), Some((last, _))) =
        (report.by_hour.first_key_value(), report.by_hour.last_key_value())
    else {
        return Vec::new();
    };
    let count = |hour| report.by_hour.get(&hour).copied().unwrap_or_default();
    (*first..=*last).map(|hour| (format!("{hour}시"), counted(count(hour)))).collect()
}

fn ended(report: &Report) -> Vec<(String, i64)> {
    let ended =
        report.by_status.iter().filter(|(status, _)| !status.is_open() && **status != Status::Completed);
    ended.map(|(status, count)| (status_word(*status).to_owned(), counted(*count))).collect()
}

fn reasons(report: &Report) -> Vec<(String, i64)> {
    report.reasons.iter().map(|(written, count)| (reason(written, Lang::Ko).0, counted(*count))).collect()
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
