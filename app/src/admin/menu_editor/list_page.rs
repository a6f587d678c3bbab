//! Start page of the editor: every category with its items, and the option groups, in menu
//! sequence.

use crate::{
    admin::{
        menu_editor::{
            draft,
            edit_target::EditTarget,
            form::{
                EditorHeader, render_menu_unknown, render_problem, render_unavailable_notice,
                require_edit_target,
            },
        },
        store::set_up_warnings::{menu_warnings, render_notices},
        words::page_words,
    },
    shared::{
        ssr::{PageScript, query_value, request_context, request_lang, request_words},
        ui::{MoneyFormat, foreign_tag, format_money},
    },
};
use leptos::prelude::*;
use menu_api::{Availability, Category, Item, LocalizedText, Menu, OptionGroup};

/// `/admin/menu`
#[component]
pub fn MenuEditorPage() -> impl IntoView {
    let Some(book) = require_edit_target() else { return render_menu_unknown() };
    let menu = &book.menu;
    let words = &page_words().menu_editor;
    let heading = |category: &Category| EditorRow {
        id: category.id.to_string(),
        name: category.name.clone(),
        more: (words.item_count)(menu.items_in_category(&category.id).count()),
        sale: Availability::Available,
        href: format!("/admin/menu/categories/{}", category.id),
    };
    let headings = SortableList {
        kind: "categories",
        group: None,
        rows: menu.categories.iter().map(heading).collect(),
    };
    let groups = SortableList {
        kind: "option_groups",
        group: None,
        rows: menu.option_groups.iter().map(|one| group_row(one, menu)).collect(),
    };
    let items = menu.categories.iter().map(|category| render_items(category, &book)).collect_view();
    view! {
        <EditorHeader title=page_words().common.menu_editor to="/admin".to_owned()/>
        <main class="finding editing">
            {render_unavailable_notice(&book)}
            {query_value("problem").as_deref().map(render_problem)}
            {draft::render_draft_panel(&book)}
            {render_notices(menu_warnings(menu, request_context().now))}
            {query_value("removed").map(|_| view! { <p class="done" role="status">{words.removed}</p> })}
            <p><a class="quiet" href="/admin/menu/csv">{words.as_table}</a></p>
            <div class="columns">
                <div>{items}</div>
                <div>
                    <section class="part">
                        <h2>{words.categories}<a class="quiet" href="/admin/menu/categories/new">{words.add_category}</a></h2>
                        {headings.render_list(&book)}
                    </section>
                    <section class="part">
                        <h2>{words.groups}<a class="quiet" href="/admin/menu/groups/new">{words.add_group}</a></h2>
                        {groups.render_list(&book)}
                    </section>
                </div>
            </div>
            <PageScript name="arrange.js"/>
        </main>
    }
    .into_any()
}

fn render_items(category: &Category, book: &EditTarget) -> impl IntoView + use<> {
    let menu = &book.menu;
    let lang = request_lang();
    let words = &page_words().menu_editor;
    let money = MoneyFormat::for_currency(&menu.store.currency, lang);
    let row = |item: &Item| EditorRow {
        id: item.id.to_string(),
        name: item.name.clone(),
        more: money.format_amount(item.price_minor),
        sale: item.availability,
        href: format!("/admin/menu/items/{}", item.id),
    };
    let rows: Vec<EditorRow> = menu.items_in_category(&category.id).map(row).collect();
    let add = format!("/admin/menu/items/new?category={}", category.id);
    let name = category.name.in_language(lang.tag()).to_owned();
    let label = (words.add_item_to)(&name);
    view! {
        <section class="part">
            <h2>{name}<a class="quiet" href=add aria-label=label>{words.add_item}</a></h2>
            {SortableList { kind: "items", group: None, rows }.render_list(book)}
        </section>
    }
}

fn group_row(group: &OptionGroup, menu: &Menu) -> EditorRow {
    let used = menu.items.iter().filter(|item| item.option_groups.contains(&group.id)).count();
    let summary = page_words().menu_editor.group_summary;
    EditorRow {
        id: group.id.to_string(),
        name: group.name.clone(),
        more: summary(group.min > 0, group.options.len(), used),
        sale: Availability::Available,
        href: format!("/admin/menu/groups/{}", group.id),
    }
}

/// The price that an option adds, in words.
pub fn surcharge_text(minor: i64, currency: &str) -> String {
    if minor == 0 {
        page_words().menu_editor.free.to_owned()
    } else {
        format_money(minor, currency, request_lang())
    }
}

/// One row of a list.
pub struct EditorRow {
    pub id: String,
    pub name: LocalizedText,
    pub more: String,
    pub sale: Availability,
    pub href: String,
}

/// A list that can be rearranged.
pub struct SortableList {
    /// The list's name in the menu service's contract.
    pub kind: &'static str,
    pub group: Option<String>,
    pub rows: Vec<EditorRow>,
}

impl SortableList {
    /// The buttons move a row by one position; `arrange.js` adds dragging.
    pub fn render_list(self, book: &EditTarget) -> impl IntoView + use<> {
        let Self { kind, group, rows } = self;
        let words = &page_words().menu_editor;
        let last = rows.len().saturating_sub(1);
        let rows = rows
            .into_iter()
            .enumerate()
            .map(|(at, row)| render_row(kind, row, at == 0, at == last))
            .collect_view();
        view! {
            <form method="post" action="/admin/menu" class="ordered" data-moved=words.moved data-saved=words.arranged data-unsaved=words.not_arranged>
                {book.render_hidden_input()}
                <input type="hidden" name="kind" value=kind/>
                {group.map(|group| view! { <input type="hidden" name="group" value=group/> })}
                <ol>{rows}</ol>
            </form>
        }
    }
}

fn render_row(kind: &str, row: EditorRow, is_first: bool, is_last: bool) -> impl IntoView + use<> {
    let EditorRow { id, name, more, sale, href } = row;
    let editor = &page_words().menu_editor;
    let state = match sale.effective_at(request_context().now) {
        Availability::Available => None,
        Availability::SoldOut { .. } => Some(request_words().common.sold_out),
        Availability::Hidden => Some(editor.fields.hidden),
    };
    let tag = request_lang().tag();
    let foreign = foreign_tag(&name, tag);
    let name = name.in_language(tag).to_owned();
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
