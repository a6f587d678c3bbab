//! The draft: changes collected for later and published at once, with a preview of the differences.

use super::{book::Book, form::problem, import, table};
use crate::ssr::{menu_code, query};
use gateway::{DraftStep, Gateway};
use leptos::prelude::*;
use menu_api::Menu;

/// Address that opens, publishes and drops the draft.
pub const DRAFT: &str = "/admin/menu/draft";

/// Applies the step that was pressed; returns the address to redirect to.
pub async fn step(gateway: &Gateway, step: &str, version: Option<i64>) -> String {
    let step = match (step, version) {
        ("publish", Some(version)) => DraftStep::Publish(version),
        ("drop", Some(version)) => DraftStep::Drop(version),
        _ => DraftStep::Open,
    };
    match gateway.draft_step(step).await {
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
pub fn panel(book: &Book) -> AnyView {
    let done = query("draft").map(|done| {
        let words =
            if done == "published" { "손님에게 보이게 했어요" } else { "초안을 버렸어요" };
        view! { <p class="done" role="status">{words}</p> }
    });
    let inside = if book.is_draft() { open(book) } else { closed() };
    view! { {done} <section class="part draft" aria-label="초안">{inside}</section> }.into_any()
}

fn closed() -> AnyView {
    view! {
        <h2>"바로 고치기"<a class="quiet" href="/admin/preview">"손님 화면 보기"</a></h2>
        <p>"저장하면 손님에게 바로 보여요. 여러 가지를 고쳐 두었다가 한 번에 바꾸려면 초안을 시작하세요."</p>
        <form method="post" action=DRAFT><button type="submit" class="quiet" name="step" value="open">"초안 시작"</button></form>
    }
    .into_any()
}

fn open(book: &Book) -> AnyView {
    let (changes, faults) = differences(&book.sold, &book.menu);
    let count = changes.len();
    let line = |words: String| view! { <li>{words}</li> };
    let publish = (count > 0 && faults.is_empty()).then(|| {
        let words = format!("{count}가지를 손님에게 보이기");
        view! { <button type="submit" class="primary" name="step" value="publish">{words}</button> }
    });
    let wrong = (!faults.is_empty()).then(|| {
        view! { {problem("invalid_draft")} <ol class="faults">{faults.into_iter().map(line).collect_view()}</ol> }
    });
    let version = book.menu.version;
    view! {
        <h2>"초안"<a class="quiet" href="/admin/preview">"미리 보기"</a></h2>
        <p>"지금 고치는 것은 아직 손님에게 보이지 않아요. 품절과 주문 멈춤은 초안과 상관없이 바로 바뀌어요."</p>
        {wrong}
        {(count == 0).then(|| view! { <p>"아직 바뀐 것이 없어요."</p> })}
        <ol class="changes">{changes.into_iter().map(line).collect_view()}</ol>
        <form method="post" action=DRAFT>
            <input type="hidden" name="version" value=version/>
            {publish}
            <details class="removal">
                <summary class="quiet danger">"초안 버리기"</summary>
                <div><button type="submit" class="quiet danger" name="step" value="drop">"정말 버리기"</button></div>
            </details>
        </form>
    }
    .into_any()
}

/// Notice on the editor's other pages.
pub fn notice(book: &Book) -> Option<impl IntoView + use<>> {
    book.is_draft().then(|| {
        view! {
            <p class="notice draft">
                "초안을 고치고 있어요. 손님에게는 아직 보이지 않아요. "<a href="/admin/preview">"미리 보기"</a>
            </p>
        }
    })
}

/// The differences between `sold` and `drawn`, and the faults of `drawn`, in words.
fn differences(sold: &Menu, drawn: &Menu) -> (Vec<String>, Vec<String>) {
    let words = |all: Vec<(u64, String)>| all.into_iter().map(|(_, words)| words).collect::<Vec<_>>();
    let plan = table::write(drawn).map(|table| import::read(&table, sold)).unwrap_or_default();
    let mut changes = words(plan.changes);
    for item in &drawn.items {
        let before = sold.item(&item.id).and_then(|item| item.picture.as_ref());
        if item.picture.as_ref() != before {
            changes.push(format!("메뉴 {}: 사진을 바꿔요", item.name.ko));
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
            let store =
                json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} });
            let category = json!({ "id": "coffee", "name": { "ko": "커피" } });
            let menu = json!({ "version": 1, "store": store, "categories": [category], "items": [item], "option_groups": [] });
            serde_json::from_value(menu).unwrap()
        };
        assert_eq!(differences(&menu(5_000, "잔"), &menu(5_000, "잔")), (vec![], vec![]));
        let (changes, faults) = differences(&menu(5_000, "잔"), &menu(5_500, "컵"));
        assert_eq!((changes.len(), faults.len()), (2, 0), "{changes:?} {faults:?}");
        assert!(changes[0].starts_with("메뉴 라떼: 가격"), "{changes:?}");
        let gone = Menu { items: vec![], ..menu(5_000, "잔") };
        assert_eq!(differences(&menu(5_000, "잔"), &gone).0, ["메뉴 라떼: 지워요"]);
    }
}
