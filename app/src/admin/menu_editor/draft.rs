//! The draft: changes collected for later and published at once, with a preview of the differences.

use crate::{
    admin::{
        menu_editor::{edit_target::EditTarget, form::render_problem, import, table},
        words::{menu_editor::draft::DraftWords, page_words, staff_words},
    },
    shared::{
        ssr::{menu_code, query_value, request_lang},
        ui::Lang,
    },
};
use gateway::{DraftStep, Gateway};
use leptos::prelude::*;
use menu_api::Menu;

/// Address that opens, publishes and drops the draft.
pub const DRAFT: &str = "/admin/menu/draft";

/// Applies the step that was pressed; returns the address to redirect to.
pub async fn apply_draft_step(gateway: &Gateway, step: &str, version: Option<i64>) -> String {
    let step = match (step, version) {
        ("publish", Some(version)) => DraftStep::Publish(version),
        ("drop", Some(version)) => DraftStep::Drop(version),
        _ => DraftStep::Open,
    };
    match gateway.apply_draft_step(step).await {
        Ok(()) => match step {
            DraftStep::Open => "/admin/menu".to_owned(),
            DraftStep::Publish(_) => "/admin/menu?draft=published".to_owned(),
            DraftStep::Drop(_) => "/admin/menu?draft=dropped".to_owned(),
        },
        Err(error) => {
            let code = match menu_code(&error) {
                "not_found" | "version_conflict" => "draft_changed",
                code => code,
            };
            format!("/admin/menu?problem={code}")
        }
    }
}

/// Section of the editor's start page: the draft's differences, or the button that opens one.
pub fn render_draft_panel(book: &EditTarget) -> AnyView {
    let words = &page_words().menu_editor.draft;
    let done = query_value("draft").map(|done| {
        let done = if done == "published" { words.published } else { words.dropped };
        view! { <p class="done" role="status">{done}</p> }
    });
    let inside =
        if book.is_draft() { render_open_draft(book, words) } else { render_closed_draft(words) };
    view! { {done} <section class="part draft" aria-label=words.title>{inside}</section> }
        .into_any()
}

fn render_closed_draft(words: &'static DraftWords) -> AnyView {
    view! {
        <h2>{words.edit_live}<a class="quiet" href="/admin/preview">{words.see_live}</a></h2>
        <p>{words.edit_live_hint}</p>
        <form method="post" action=DRAFT><button type="submit" class="quiet" name="step" value="open">{words.start}</button></form>
    }
    .into_any()
}

fn render_open_draft(book: &EditTarget, words: &'static DraftWords) -> AnyView {
    let (changes, faults) = menu_differences(&book.sold, &book.menu, request_lang());
    let count = changes.len();
    let line = |text: String| view! { <li>{text}</li> };
    let publish = (count > 0 && faults.is_empty()).then(|| {
        view! { <button type="submit" class="primary" name="step" value="publish">{(words.publish)(count)}</button> }
    });
    let wrong = (!faults.is_empty()).then(|| {
        view! { {render_problem("invalid_draft")} <ol class="faults">{faults.into_iter().map(line).collect_view()}</ol> }
    });
    let version = book.menu.version;
    view! {
        <h2>{words.title}<a class="quiet" href="/admin/preview">{words.preview}</a></h2>
        <p>{words.hint}</p>
        {wrong}
        {(count == 0).then(|| view! { <p>{words.no_changes}</p> })}
        <ol class="changes">{changes.into_iter().map(line).collect_view()}</ol>
        <form method="post" action=DRAFT>
            <input type="hidden" name="version" value=version/>
            {publish}
            <details class="removal">
                <summary class="quiet danger">{words.drop}</summary>
                <div><button type="submit" class="quiet danger" name="step" value="drop">{words.drop_confirm}</button></div>
            </details>
        </form>
    }
    .into_any()
}

/// Notice on the editor's other pages.
pub fn render_draft_notice(book: &EditTarget) -> Option<impl IntoView + use<>> {
    let words = &page_words().menu_editor.draft;
    book.is_draft().then(|| {
        view! {
            <p class="notice draft">
                {words.notice}" "<a href="/admin/preview">{words.preview}</a>
            </p>
        }
    })
}

/// The differences between `sold` and `drawn`, and the faults of `drawn`, in words.
fn menu_differences(sold: &Menu, drawn: &Menu, lang: Lang) -> (Vec<String>, Vec<String>) {
    let editor = &staff_words(lang).menu_editor;
    let words =
        |all: Vec<(u64, String)>| all.into_iter().map(|(_, words)| words).collect::<Vec<_>>();
    let plan = table::write_table(drawn)
        .map(|table| import::plan_import(&table, sold, lang))
        .unwrap_or_default();
    let mut changes = words(plan.changes);
    for item in &drawn.items {
        let before = sold.find_item(&item.id).and_then(|item| item.picture.as_ref());
        if item.picture.as_ref() != before {
            let name = item.name.in_language(lang.tag());
            changes.push(format!("{} {name}: {}", editor.item, editor.draft.picture_changes));
        }
    }
    (changes, words(plan.faults))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_becomes_of_the_menu_is_said_item_by_item() {
        let menu = |price: i64, alt: &str| -> Menu {
            let item = json!({ "id": "latte", "category": "coffee", "name": { "ko": "라떼" }, "price_minor": price,
                "picture": { "id": "a1", "alt": { "ko": alt } } });
            let store = json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
            let category = json!({ "id": "coffee", "name": { "ko": "커피" } });
            let menu = json!({ "version": 1, "store": store, "categories": [category], "items": [item], "option_groups": [] });
            serde_json::from_value(menu).unwrap()
        };
        let differences = |sold: &Menu, drawn: &Menu| menu_differences(sold, drawn, Lang::Ko);
        assert_eq!(differences(&menu(5_000, "잔"), &menu(5_000, "잔")), (vec![], vec![]));
        let (changes, faults) = differences(&menu(5_000, "잔"), &menu(5_500, "컵"));
        assert_eq!((changes.len(), faults.len()), (2, 0), "{changes:?} {faults:?}");
        assert!(changes[0].starts_with("메뉴 라떼: 가격"), "{changes:?}");
        let gone = Menu { items: vec![], ..menu(5_000, "잔") };
        assert_eq!(differences(&menu(5_000, "잔"), &gone).0, ["메뉴 라떼: 지워요"]);
    }
}
