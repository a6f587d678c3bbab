//! Components that the editor's pages share.

use crate::{
    admin::{menu_editor::edit_target::EditTarget, words::page_words},
    shared::{
        ssr::{PageTitle, request_lang, request_words, set_status},
        ui::{OrderAction, PageProblem},
    },
};
use leptos::prelude::*;

/// Header of the editor's pages, with a link back.
#[component]
pub fn EditorHeader(title: &'static str, to: String) -> impl IntoView {
    let is_first = to == "/admin";
    view! {
        <PageTitle text=title/>
        <header class="bar">
            <h1>{title}</h1>
            <nav>
                {(!is_first).then(|| view! { <a class="quiet" href=to>{request_words().common.back}</a> })}
                <a class="quiet" href="/admin">{page_words().common.board}</a>
            </nav>
        </header>
    }
}

/// The editor's target; answers 503 while no menu is known.
pub fn require_edit_target() -> Option<EditTarget> {
    let book = use_context::<EditTarget>();
    if book.is_none() {
        set_status(503);
    }
    book
}

pub fn render_menu_unknown() -> AnyView {
    view! {
        <EditorHeader title=page_words().common.menu_editor to="/admin".to_owned()/>
        <main class="finding"><p class="problem" role="alert">{PageProblem::MenuUnknown.text_in(request_lang())}</p></main>
    }
    .into_any()
}

/// Notice while nothing can be saved.
pub fn render_unavailable_notice(book: &EditTarget) -> Option<impl IntoView + use<>> {
    book.is_out_of_reach.then(|| {
        view! {
            <p class="notice" role="status" data-condition="editing-unavailable">
                {page_words().menu_editor.out_of_reach}
            </p>
        }
    })
}

/// Largest file, in bytes: the limit of 8 MiB less room for the other fields of the form.
pub const MOST_BYTES: usize = 8 * 1024 * 1024 - 64 * 1024;

/// Why something was not saved, in words.
pub fn render_problem(code: &str) -> AnyView {
    let editor = &page_words().menu_editor;
    let words = match code {
        "invalid_form" => page_words().common.invalid_form,
        "version_conflict" => editor.version_conflict,
        "invalid_menu" | "invalid_body" => editor.invalid_menu,
        "invalid_picture" => editor.invalid_picture,
        "payload_too_large" => editor.file_too_large,
        "no_picture" => editor.no_picture,
        "draft_changed" => editor.draft_changed,
        "invalid_draft" => editor.invalid_draft,
        "needed" => editor.needed,
        "not_found" => editor.gone,
        code => PageProblem::from_code(code, OrderAction::Step).text_in(request_lang()),
    };
    view! { <p class="problem" role="alert" data-code=code.to_owned()>{words}</p> }.into_any()
}
