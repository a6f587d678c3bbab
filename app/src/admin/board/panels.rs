//! Two-tap decisions about the store beside the board: pause ordering, add waiting time, or mark
//! something as sold out. Plain forms in panels, so that they work before the board is hydrated.

use crate::{
    admin::{board::panel::Panel, words::page_words},
    shared::{
        ssr::{request_context, request_lang, request_words, time::upcoming_time},
        ui::foreign_tag,
    },
};
use leptos::prelude::*;
use menu_api::{Availability, LocalizedText, Menu, SoldOutUntil};

/// Durations of a pause, in minutes.
const PAUSES_MIN: [i64; 3] = [10, 20, 30];
/// Minutes added to every quoted time.
const WAITS_MIN: [i64; 4] = [5, 10, 20, 30];

/// The buttons and their panels.
#[component]
pub fn StorePanels() -> impl IntoView {
    let Some(known) = request_context().gateway.known_menu() else { return ().into_any() };
    let (stock, panels, minutes) =
        (render_stock(&known.menu), &page_words().panels, page_words().board.minutes);
    let pause = |how_long: String, label: String| {
        view! { <button type="submit" class="chip" name="how_long" value=how_long>{label}</button> }
    };
    view! {
        <Panel id="pause" label=panels.pause heading=panels.pause_how_long>
            <form method="post" action="/admin/api/store/pause" class="choices">
                {PAUSES_MIN.map(|min| pause(min.to_string(), minutes(min)))}
                {pause("tomorrow".to_owned(), panels.until_tomorrow.to_owned())}
                {pause("manual".to_owned(), panels.until_resumed.to_owned())}
            </form>
            <p>{panels.pause_hint}</p>
            <h2>{panels.longer_times}</h2>
            <form method="post" action="/admin/api/store/wait" class="choices">
                {WAITS_MIN.map(|min| view! {
                    <button type="submit" class="chip" name="extra_min" value=min>{format!("+{}", minutes(min))}</button>
                })}
            </form>
            <p>{panels.longer_times_hint}</p>
        </Panel>
        <Panel id="stock" label=request_words().common.sold_out heading=panels.sold_out_what>{stock}</Panel>
    }
    .into_any()
}

fn render_stock(menu: &Menu) -> impl IntoView + use<> {
    let items = menu.categories.iter().map(|category| {
        let items = menu.items.iter().filter(|item| item.category == category.id);
        let rows = items.map(|item| {
            render_stock_row(menu, "item", item.id.to_string(), &item.name, item.availability)
        });
        render_stock_group(None, &category.name, rows.collect_view())
    });
    let options = menu.option_groups.iter().map(|options| {
        let rows = options.options.iter();
        let rows = rows.map(|option| {
            render_stock_row(
                menu,
                "option",
                option.id.to_string(),
                &option.name,
                option.availability,
            )
        });
        render_stock_group(Some(page_words().panels.options), &options.name, rows.collect_view())
    });
    items.chain(options).collect_view()
}

fn render_stock_group<R: IntoView + 'static>(
    prefix: Option<&'static str>,
    name: &LocalizedText,
    rows: R,
) -> impl IntoView + use<R> {
    view! {
        <section>
            <h3>{prefix}{render_name(name)}</h3>
            {rows}
        </section>
    }
}

/// The name in the reader's language, or marked as another language's.
fn render_name(name: &LocalizedText) -> impl IntoView + use<> {
    let tag = request_lang().tag();
    view! { <span lang=foreign_tag(name, tag)>{name.in_language(tag).to_owned()}</span> }
}

/// One item or option, with its buttons.
fn render_stock_row(
    menu: &Menu,
    kind: &'static str,
    id: String,
    name: &LocalizedText,
    now: Availability,
) -> impl IntoView + use<> {
    let at = request_context().now;
    let lang = request_lang();
    let panels = &page_words().panels;
    let until = match now.effective_at(at) {
        Availability::SoldOut { until: SoldOutUntil::Time(end) } => {
            Some((panels.until)(&upcoming_time(end, at, &menu.store.zone, lang)))
        }
        Availability::SoldOut { until: SoldOutUntil::Manual } => {
            Some(panels.indefinitely.to_owned())
        }
        Availability::Available => None,
        Availability::Hidden => return ().into_any(),
    };
    let sold_out =
        [("120", panels.two_hours), ("today", panels.today), ("manual", panels.indefinitely)];
    let back_in_stock = [("now", panels.back_in_stock)];
    let choices: &[_] = if until.is_some() { &back_in_stock } else { &sold_out };
    let button = |(until, label): &(&'static str, &'static str)| {
        let name = format!("{} {label}", name.in_language(lang.tag()));
        view! { <button type="submit" class="chip" name="until" value=*until aria-label=name>{*label}</button> }
    };
    let out = until.is_some();
    let buttons = choices.iter().map(button).collect_view();
    view! {
        <form method="post" action="/admin/api/menu/sale" class="stock" class:out=out>
            <input type="hidden" name=kind value=id/>
            <span>{render_name(name)}{until.map(|until| view! { <small>{request_words().common.sold_out}" · "{until}</small> })}</span>
            {buttons}
        </form>
    }
    .into_any()
}
