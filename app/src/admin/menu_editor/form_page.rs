//! Form of a category, an item, a group or an option. A form that cannot be saved is shown again as
//! typed.

use crate::{
    admin::{
        menu_editor::{
            draft,
            edit_target::EditTarget,
            edited_entity::{EditedEntity, EditedEntityKind},
            form::{
                EditorHeader, render_menu_unknown, render_problem, render_unavailable_notice,
                require_edit_target,
            },
            form_state::{FormState, field_texts},
            inputs::FormInputs,
            list_page::{EditorRow, SortableList, surcharge_text},
            picture::render_picture_form,
        },
        words::page_words,
    },
    shared::ssr::{PageScript, query_value, request_context, request_lang, set_status, typed_form},
};
use http::request::Parts;
use leptos::prelude::*;

/// `/admin/menu/categories/{id}`, `/items/{id}`, `/groups/{id}` and `/groups/{group}/options/{id}`;
/// the id `new` is one to be created.
#[component]
pub fn EditPage() -> impl IntoView {
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let Some(book) = require_edit_target() else { return render_menu_unknown() };
    let menu = &book.menu;
    let place = EditedEntity::parse(&path);
    let category = query_value("category");
    let found = place.and_then(|place| {
        let now = place.find_value(menu, &place.default_value(menu, category.as_deref()))?;
        Some((place.clone(), field_texts(&place, &now, menu)))
    });
    let Some((place, now)) = found else { return render_not_found(typed_form::<FormState>()) };
    let sent = typed_form::<FormState>().filter(|sheet| sheet.place == place);
    let is_sent = sent.is_some();
    let sheet = sent.unwrap_or_else(|| {
        FormState::open(place.clone(), place.fresh_id(request_context().fresh_id), now.clone())
    });
    sheet.code.as_deref().map(problem_status).into_iter().for_each(set_status);
    let [opened, conflicts] = [&sheet.opened, &sheet.conflicts]
        .map(|texts| serde_json::to_string(texts).unwrap_or_default());
    let fields = FormInputs { sheet: &sheet, menu, now: &now }.render_inputs();
    let words = &page_words().menu_editor;
    view! {
        <EditorHeader title=place.page_title(words) to=place.parent_address()/>
        <main class="finding editing">
            {render_unavailable_notice(&book)}
            {draft::render_draft_notice(&book)}
            {sheet.code.clone().or(query_value("problem")).as_deref().map(render_problem)}
            {query_value("saved").filter(|_| !is_sent).map(|_| view! { <p class="done" role="status">{page_words().common.saved}</p> })}
            <form method="post" action=place.page_address() class="settings">
                // Enter presses a form's first submit button, and fields have buttons of their own.
                <button type="submit" hidden></button>
                {book.render_hidden_input()}
                <input type="hidden" name="opened" value=opened/>
                <input type="hidden" name="conflicts" value=conflicts/>
                <input type="hidden" name="id" value=sheet.new_id.clone()/>
                <fieldset>{fields}</fieldset>
                <button type="submit" class="primary">{request_lang().words().settings.save}</button>
            </form>
            {render_options(&place, &book)}
            {render_item_picture(&place, &book)}
            {render_removal(&place, &book)}
        </main>
    }
    .into_any()
}

fn render_not_found(sheet: Option<FormState>) -> AnyView {
    set_status(404);
    let words = &page_words().menu_editor;
    let why = if sheet.is_some() { words.gone } else { words.not_found };
    view! {
        <EditorHeader title=page_words().common.menu_editor to="/admin/menu".to_owned()/>
        <main class="finding"><p class="problem" role="alert">{why}</p></main>
    }
    .into_any()
}

fn problem_status(code: &str) -> u16 {
    match code {
        "version_conflict" | "draft_changed" | "needed" => 409,
        "menu_unavailable" | "menu_unknown" => 503,
        "not_found" => 404,
        _ => 422,
    }
}

/// The picture form of an existing item.
fn render_item_picture(place: &EditedEntity, book: &EditTarget) -> Option<AnyView> {
    let id = place.id.as_deref().filter(|_| place.what == EditedEntityKind::Item)?;
    book.menu
        .items
        .iter()
        .find(|item| item.id.as_str() == id)
        .map(|item| render_picture_form(item, book))
}

/// The options of an existing group, below its form.
fn render_options(place: &EditedEntity, book: &EditTarget) -> Option<AnyView> {
    let menu = &book.menu;
    let id = place.id.as_deref().filter(|_| place.what == EditedEntityKind::Group)?;
    let group = menu.option_groups.iter().find(|group| group.id.as_str() == id)?;
    let row = |option: &menu_api::ItemOption| EditorRow {
        id: option.id.to_string(),
        name: option.name.clone(),
        more: surcharge_text(option.price_minor, &menu.store.currency),
        sale: option.availability,
        href: format!("{}/options/{}", place.page_address(), option.id),
    };
    let ordered = SortableList {
        kind: "options",
        group: Some(id.to_owned()),
        rows: group.options.iter().map(row).collect(),
    };
    let words = &page_words().menu_editor;
    Some(
        view! {
            <section class="part">
                <h2>{words.options}<a class="quiet" href=format!("{}/options/new", place.page_address())>{words.add_option}</a></h2>
                {ordered.render_list(book)}
                <PageScript name="arrange.js"/>
            </section>
        }
        .into_any(),
    )
}

/// The delete button is folded away, so that a slip of the hand deletes nothing.
fn render_removal(place: &EditedEntity, book: &EditTarget) -> Option<AnyView> {
    place.id.as_ref()?;
    let words = &page_words().menu_editor;
    let inside = match place.removal_obstacle(&book.menu) {
        Some(need) => view! { <p>{need.reason_text(request_lang())}</p> }.into_any(),
        None => view! {
            <form method="post" action=place.page_address()>
                {book.render_hidden_input()}
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
