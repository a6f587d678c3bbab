//! Start page of the editor: every category with its items, and the option groups, in menu
//! sequence.

use super::{
    book::Book,
    draft,
    form::{EditHead, book, out_of_reach, problem, unknown},
};
use crate::{
    admin::set_up_warnings::{menu_warnings, notices},
    ssr::{PageScript, context, query},
    ui::{Lang, Money, money},
};
use leptos::prelude::*;
use menu_api::{Availability, Category, Item, Menu, OptionGroup};

/// `/admin/menu`
#[component]
pub fn MenuPage() -> impl IntoView {
    let Some(book) = book() else { return unknown() };
    let menu = &book.menu;
    let heading = |category: &Category| Row {
        id: category.id.to_string(),
        name: category.name.ko.clone(),
        more: format!("{}개", menu.items_of(&category.id).count()),
        sale: Availability::Available,
        href: format!("/admin/menu/categories/{}", category.id),
    };
    let headings =
        Ordered { kind: "categories", group: None, rows: menu.categories.iter().map(heading).collect() };
    let groups = Ordered {
        kind: "option_groups",
        group: None,
        rows: menu.option_groups.iter().map(|one| group(one, menu)).collect(),
    };
    let items = menu.categories.iter().map(|category| items(category, &book)).collect_view();
    view! {
        <EditHead title="메뉴 편집".to_owned() to="/admin".to_owned()/>
        <main class="finding editing">
            {out_of_reach(&book)}
            {query("problem").as_deref().map(problem)}
            {draft::panel(&book)}
            {notices(menu_warnings(menu, context().now))}
            {query("removed").map(|_| view! { <p class="done" role="status">"지웠어요"</p> })}
            <p><a class="quiet" href="/admin/menu/csv">"표로 내려받고 올리기(CSV)"</a></p>
            <div class="columns">
                <div>{items}</div>
                <div>
                    <section class="part">
                        <h2>"분류"<a class="quiet" href="/admin/menu/categories/new">"분류 더하기"</a></h2>
                        {headings.view(&book)}
                    </section>
                    <section class="part">
                        <h2>"옵션"<a class="quiet" href="/admin/menu/groups/new">"옵션 더하기"</a></h2>
                        {groups.view(&book)}
                    </section>
                </div>
            </div>
            <PageScript name="arrange.js"/>
        </main>
    }
    .into_any()
}

fn items(category: &Category, book: &Book) -> impl IntoView + use<> {
    let menu = &book.menu;
    let money = Money::of(&menu.store.currency, Lang::Ko);
    let row = |item: &Item| Row {
        id: item.id.to_string(),
        name: item.name.ko.clone(),
        more: money.text(item.price_minor),
        sale: item.availability,
        href: format!("/admin/menu/items/{}", item.id),
    };
    let rows: Vec<Row> = menu.items_of(&category.id).map(row).collect();
    let add = format!("/admin/menu/items/new?category={}", category.id);
    let name = category.name.ko.clone();
    let label = format!("{name}에 메뉴 더하기");
    view! {
        <section class="part">
            <h2>{name}<a class="quiet" href=add aria-label=label>"메뉴 더하기"</a></h2>
            {Ordered { kind: "items", group: None, rows }.view(book)}
        </section>
    }
}

fn group(group: &OptionGroup, menu: &Menu) -> Row {
    let used = menu.items.iter().filter(|item| item.option_groups.contains(&group.id)).count();
    let must = if group.min > 0 { "꼭 골라요 · " } else { "" };
    Row {
        id: group.id.to_string(),
        name: group.name.ko.clone(),
        more: format!("{must}선택지 {}개 · 메뉴 {used}개", group.options.len()),
        sale: Availability::Available,
        href: format!("/admin/menu/groups/{}", group.id),
    }
}

/// The price that an option adds, in words.
pub fn adds(minor: i64, currency: &str) -> String {
    if minor == 0 { "무료".to_owned() } else { money(minor, currency, Lang::Ko) }
}

/// One row of a list.
pub struct Row {
    pub id: String,
    pub name: String,
    pub more: String,
    pub sale: Availability,
    pub href: String,
}

/// A list that can be rearranged.
pub struct Ordered {
    /// The list's name in the menu service's contract.
    pub kind: &'static str,
    pub group: Option<String>,
    pub rows: Vec<Row>,
}

impl Ordered {
    /// The buttons move a row by one position; `arrange.js` adds dragging.
    pub fn view(self, book: &Book) -> impl IntoView + use<> {
        let Self { kind, group, rows } = self;
        let last = rows.len().saturating_sub(1);
        let rows =
            rows.into_iter().enumerate().map(|(at, row)| one(kind, row, at == 0, at == last)).collect_view();
        view! {
            <form method="post" action="/admin/menu" class="ordered">
                {book.mark()}
                <input type="hidden" name="kind" value=kind/>
                {group.map(|group| view! { <input type="hidden" name="group" value=group/> })}
                <ol>{rows}</ol>
            </form>
        }
    }
}

fn one(kind: &str, row: Row, is_first: bool, is_last: bool) -> impl IntoView + use<> {
    let Row { id, name, more, sale, href } = row;
    let state = match sale.at(context().now) {
        Availability::Available => None,
        Availability::SoldOut { .. } => Some("품절"),
        Availability::Hidden => Some("숨김"),
    };
    let button = |way: &'static str, sign: &'static str, words: &str, is_end: bool| {
        let label = format!("{name} {words}");
        view! { <button type="submit" class="quiet" name="move" value=format!("{id}:{way}") disabled=is_end aria-label=label>{sign}</button> }
    };
    let (up, down) = (button("up", "↑", "위로", is_first), button("down", "↓", "아래로", is_last));
    view! {
        <li id=format!("{kind}-{id}") data-id=id.clone()>
            <input type="hidden" name="id" value=id.clone()/>
            <a href=href><span>{name.clone()}</span>{state.map(|state| view! { <strong class="state">{state}</strong> })}<small>{more}</small></a>
            {up}{down}
        </li>
    }
}
