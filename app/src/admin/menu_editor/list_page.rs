//! Start page of the editor: every category with its items, and the option groups, in menu
//! sequence.

use crate::{
    admin::{
        menu_editor::{
            draft,
            edit_target::Book,
            form::{EditHead, book, out_of_reach, problem, unknown},
        },
        store::set_up_warnings::{menu_warnings, notices},
        words::page_words,
    },
    shared::{
        ssr::{PageScript, context, lang, query, words},
        ui::{Money, foreign, money},
    },
};
use leptos::prelude::*;
use menu_api::{Availability, Category, Item, Menu, OptionGroup, Text};

/// `/admin/menu`
#[component]
pub fn MenuPage() -> impl IntoView {
    let Some(book) = book() else { return unknown() };
    let menu = &book.menu;
    let words = &page_words().menu_editor;
    let heading = |category: &Category| Row {
        id: category.id.to_string(),
        name: category.name.clone(),
        more: (words.item_count)(menu.items_of(&category.id).count()),
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
        <EditHead title=page_words().common.menu_editor to="/admin".to_owned()/>
        <main class="finding editing">
            {out_of_reach(&book)}
            {query("problem").as_deref().map(problem)}
            {draft::panel(&book)}
            {notices(menu_warnings(menu, context().now))}
            {query("removed").map(|_| view! { <p class="done" role="status">{words.removed}</p> })}
            <p><a class="quiet" href="/admin/menu/csv">{words.as_table}</a></p>
            <div class="columns">
                <div>{items}</div>
                <div>
                    <section class="part">
                        <h2>{words.categories}<a class="quiet" href="/admin/menu/categories/new">{words.add_category}</a></h2>
                        {headings.view(&book)}
                    </section>
                    <section class="part">
                        <h2>{words.groups}<a class="quiet" href="/admin/menu/groups/new">{words.add_group}</a></h2>
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
    let (menu, lang) = (&book.menu, lang());
    let words = &page_words().menu_editor;
    let money = Money::of(&menu.store.currency, lang);
    let row = |item: &Item| Row {
        id: item.id.to_string(),
        name: item.name.clone(),
        more: money.text(item.price_minor),
        sale: item.availability,
        href: format!("/admin/menu/items/{}", item.id),
    };
    let rows: Vec<Row> = menu.items_of(&category.id).map(row).collect();
    let add = format!("/admin/menu/items/new?category={}", category.id);
    let name = category.name.of(lang.tag()).to_owned();
    let label = (words.add_item_to)(&name);
    view! {
        <section class="part">
            <h2>{name}<a class="quiet" href=add aria-label=label>{words.add_item}</a></h2>
            {Ordered { kind: "items", group: None, rows }.view(book)}
        </section>
    }
}

fn group(group: &OptionGroup, menu: &Menu) -> Row {
    let used = menu.items.iter().filter(|item| item.option_groups.contains(&group.id)).count();
    let summary = page_words().menu_editor.group_summary;
    Row {
        id: group.id.to_string(),
        name: group.name.clone(),
        more: summary(group.min > 0, group.options.len(), used),
        sale: Availability::Available,
        href: format!("/admin/menu/groups/{}", group.id),
    }
}

/// The price that an option adds, in words.
pub fn adds(minor: i64, currency: &str) -> String {
    if minor == 0 { page_words().menu_editor.free.to_owned() } else { money(minor, currency, lang()) }
}

/// One row of a list.
pub struct Row {
    pub id: String,
    pub name: Text,
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
        let (words, last) = (&page_words().menu_editor, rows.len().saturating_sub(1));
        let rows =
            rows.into_iter().enumerate().map(|(at, row)| one(kind, row, at == 0, at == last)).collect_view();
        view! {
            <form method="post" action="/admin/menu" class="ordered" data-moved=words.moved data-saved=words.arranged data-unsaved=words.not_arranged>
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
    let editor = &page_words().menu_editor;
    let state = match sale.at(context().now) {
        Availability::Available => None,
        Availability::SoldOut { .. } => Some(words().common.sold_out),
        Availability::Hidden => Some(editor.fields.hidden),
    };
    let tag = lang().tag();
    let (foreign, name) = (foreign(&name, tag), name.of(tag).to_owned());
    let button = |way: &'static str, sign: &'static str, label: String, is_end: bool| {
        view! { <button type="submit" class="quiet" name="move" value=format!("{id}:{way}") disabled=is_end aria-label=label>{sign}</button> }
    };
    let up = button("up", "↑", (editor.move_up)(&name), is_first);
    let down = button("down", "↓", (editor.move_down)(&name), is_last);
    view! {
        <li id=format!("{kind}-{id}") data-id=id.clone()>
            <input type="hidden" name="id" value=id.clone()/>
            <a href=href><span lang=foreign>{name}</span>{state.map(|state| view! { <strong class="state">{state}</strong> })}<small>{more}</small></a>
            {up}{down}
        </li>
    }
}
