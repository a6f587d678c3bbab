//! Two-tap decisions about the store beside the board: pause ordering, add waiting time, or mark
//! something as sold out. Plain forms in panels, so that they work before the board is hydrated.

use super::panel::Panel;
use crate::{
    ssr::{context, time::upcoming},
    ui::Lang,
};
use leptos::prelude::*;
use menu_api::{Availability, Menu, SoldOutUntil};

/// Durations of a pause: the form's value, and its label.
const PAUSES: [(&str, &str); 5] =
    [("10", "10분"), ("20", "20분"), ("30", "30분"), ("tomorrow", "내일까지"), ("manual", "다시 열 때까지")];
/// Minutes added to every quoted time: value and label.
const WAITS: [(&str, &str); 4] = [("5", "+5분"), ("10", "+10분"), ("20", "+20분"), ("30", "+30분")];
/// How long something is sold out: value and label.
const SOLD_OUT: [(&str, &str); 3] = [("120", "2시간"), ("today", "오늘"), ("manual", "계속")];

/// The buttons and their panels.
#[component]
pub fn StorePanels() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return ().into_any() };
    let stock = stock(&known.menu);
    view! {
        <Panel id="pause" label="주문 멈춤" heading="얼마 동안 주문을 받지 않을까요?">
            <form method="post" action="/admin/api/store/pause" class="choices">
                {PAUSES.map(|(how_long, words)| view! {
                    <button type="submit" class="chip" name="how_long" value=how_long>{words}</button>
                })}
            </form>
            <p>"시간이 지나면 저절로 다시 받아요."</p>
            <h2>"아니면 더 오래 걸린다고 할까요?"</h2>
            <form method="post" action="/admin/api/store/wait" class="choices">
                {WAITS.map(|(minutes, words)| view! {
                    <button type="submit" class="chip" name="extra_min" value=minutes>{words}</button>
                })}
            </form>
            <p>"한 시간 동안 새 주문의 예상 시간에 더해요."</p>
        </Panel>
        <Panel id="stock" label="품절" heading="무엇이 떨어졌나요?">{stock}</Panel>
    }
    .into_any()
}

fn stock(menu: &Menu) -> impl IntoView + use<> {
    let items = menu.categories.iter().map(|category| {
        let items = menu.items.iter().filter(|item| item.category == category.id);
        let rows = items.map(|item| row(menu, "item", item.id.to_string(), &item.name.ko, item.availability));
        group(&category.name.ko, rows.collect_view())
    });
    let options = menu.option_groups.iter().map(|group_of| {
        let rows = group_of.options.iter();
        let rows = rows
            .map(|option| row(menu, "option", option.id.to_string(), &option.name.ko, option.availability));
        group(&format!("옵션 · {}", group_of.name.ko), rows.collect_view())
    });
    items.chain(options).collect_view()
}

fn group<R: IntoView + 'static>(name: &str, rows: R) -> impl IntoView + use<R> {
    view! {
        <section>
            <h3>{name.to_owned()}</h3>
            {rows}
        </section>
    }
}

/// One item or option, with its buttons.
fn row(menu: &Menu, kind: &'static str, id: String, name: &str, now: Availability) -> impl IntoView + use<> {
    let at = context().now;
    let until = match now.at(at) {
        Availability::SoldOut { until: SoldOutUntil::Time(end) } => {
            Some(format!("{}까지", upcoming(end, at, &menu.store.zone, Lang::Ko)))
        }
        Availability::SoldOut { until: SoldOutUntil::Manual } => Some("계속".to_owned()),
        Availability::Available => None,
        Availability::Hidden => return ().into_any(),
    };
    let choices: &[(&str, &str)] = if until.is_some() { &[("now", "다시 팔기")] } else { &SOLD_OUT };
    let button = |(until, words): &(&'static str, &'static str)| {
        let name = format!("{name} {words}");
        view! { <button type="submit" class="chip" name="until" value=*until aria-label=name>{*words}</button> }
    };
    let out = until.is_some();
    let buttons = choices.iter().map(button).collect_view();
    view! {
        <form method="post" action="/admin/api/menu/sale" class="stock" class:out=out>
            <input type="hidden" name=kind value=id/>
            <span>{name.to_owned()}{until.map(|until| view! { <small>"품절 · "{until}</small> })}</span>
            {buttons}
        </form>
    }
    .into_any()
}
