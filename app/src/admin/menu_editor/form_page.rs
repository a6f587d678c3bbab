//! Form of a category, an item, a group or an option. A form that cannot be saved is shown again as
//! typed.

use crate::{
    admin::{
        menu_editor::{
            draft,
            edit_target::Book,
            edited_entity::{Place, What},
            form::{EditHead, book, out_of_reach, problem, unknown},
            form_state::{Sheet, texts},
            inputs::Inputs,
            list_page::{Ordered, Row, adds},
            picture::picture_form,
        },
        words::page_words,
    },
    shared::ssr::{PageScript, context, lang, query, set_status, typed_form},
};
use http::request::Parts;
use leptos::prelude::*;

/// `/admin/menu/categories/{id}`, `/items/{id}`, `/groups/{id}` and `/groups/{group}/options/{id}`;
/// the id `new` is one to be created.
#[component]
pub fn EditPage() -> impl IntoView {
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let Some(book) = book() else { return unknown() };
    let menu = &book.menu;
    let place = Place::parse(&path);
    let category = query("category");
    let found = place.and_then(|place| {
        let now = place.find(menu, &place.blank(menu, category.as_deref()))?;
        Some((place.clone(), texts(&place, &now, menu)))
    });
    let Some((place, now)) = found else { return gone(typed_form::<Sheet>()) };
    let sent = typed_form::<Sheet>().filter(|sheet| sheet.place == place);
    let is_sent = sent.is_some();
    let sheet =
        sent.unwrap_or_else(|| Sheet::open(place.clone(), place.fresh_id(context().fresh_id), now.clone()));
    sheet.code.as_deref().map(status).into_iter().for_each(set_status);
    let [opened, conflicts] =
        [&sheet.opened, &sheet.conflicts].map(|texts| serde_json::to_string(texts).unwrap_or_default());
    let fields = Inputs { sheet: &sheet, menu, now: &now }.all();
    let words = &page_words().menu_editor;
    view! {
        <EditHead title=place.title(words) to=place.parent()/>
        <main class="finding editing">
            {out_of_reach(&book)}
            {draft::notice(&book)}
            {sheet.code.clone().or(query("problem")).as_deref().map(problem)}
            {query("saved").filter(|_| !is_sent).map(|_| view! { <p class="done" role="status">{page_words().common.saved}</p> })}
            <form method="post" action=place.address() class="settings">
                // Enter presses a form's first submit button, and fields have buttons of their own.
                <button type="submit" hidden></button>
                {book.mark()}
                <input type="hidden" name="opened" value=opened/>
                <input type="hidden" name="conflicts" value=conflicts/>
                <input type="hidden" name="id" value=sheet.new_id.clone()/>
                <fieldset>{fields}</fieldset>
                <button type="submit" class="primary">{lang().words().settings.save}</button>
            </form>
            {options(&place, &book)}
            {picture(&place, &book)}
            {removal(&place, &book)}
        </main>
    }
    .into_any()
}

fn gone(sheet: Option<Sheet>) -> AnyView {
    set_status(404);
    let words = &page_words().menu_editor;
    let why = if sheet.is_some() { words.gone } else { words.not_found };
    view! {
        <EditHead title=page_words().common.menu_editor to="/admin/menu".to_owned()/>
        <main class="finding"><p class="problem" role="alert">{why}</p></main>
    }
    .into_any()
}

fn status(code: &str) -> u16 {
    match code {
        "version_conflict" | "draft_changed" | "needed" => 409,
        "menu_unavailable" | "menu_unknown" => 503,
        "not_found" => 404,
        _ => 422,
    }
}

/// The picture form of an existing item.
fn picture(place: &Place, book: &Book) -> Option<AnyView> {
    let id = place.id.as_deref().filter(|_| place.what == What::Item)?;
    book.menu.items.iter().find(|item| item.id.as_str() == id).map(|item| picture_form(item, book))
}

/// The options of an existing group, below its form.
fn options(place: &Place, book: &Book) -> Option<AnyView> {
    let menu = &book.menu;
    let id = place.id.as_deref().filter(|_| place.what == What::Group)?;
    let group = menu.option_groups.iter().find(|group| group.id.as_str() == id)?;
    let row = |option: &menu_api::ItemOption| Row {
        id: option.id.to_string(),
        name: option.name.clone(),
        more: adds(option.price_minor, &menu.store.currency),
        sale: option.availability,
        href: format!("{}/options/{}", place.address(), option.id),
    };
    let ordered = Ordered {
        kind: "options",
        group: Some(id.to_owned()),
        rows: group.options.iter().map(row).collect(),
    };
    let words = &page_words().menu_editor;
    Some(
        view! {
            <section class="part">
                <h2>{words.options}<a class="quiet" href=format!("{}/options/new", place.address())>{words.add_option}</a></h2>
                {ordered.view(book)}
                <PageScript name="arrange.js"/>
            </section>
        }
        .into_any(),
    )
}

/// The delete button is folded away, so that a slip of the hand deletes nothing.
fn removal(place: &Place, book: &Book) -> Option<AnyView> {
    place.id.as_ref()?;
    let words = &page_words().menu_editor;
    let inside = match place.needed_by(&book.menu) {
        Some(need) => view! { <p>{need.text(lang())}</p> }.into_any(),
        None => view! {
            <form method="post" action=place.address()>
                {book.mark()}
                <p>{words.remove_warning}</p>
                <button type="submit" class="quiet danger" name="remove" value="1">{words.remove_confirm}</button>
            </form>
        }
        .into_any(),
    };
    Some(
        view! { <details class="removal"><summary class="quiet danger">{words.remove}</summary>{inside}</details> }
            .into_any(),
    )
}
