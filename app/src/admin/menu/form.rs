//! Components that the editor's pages share.

use super::book::Book;
use crate::{
    ssr::{PageTitle, set_status},
    ui::{Act, Lang, Problem},
};
use leptos::prelude::*;

/// Header of the editor's pages, with a link back.
#[component]
pub fn EditHead(title: String, to: String) -> impl IntoView {
    let is_first = to == "/admin";
    view! {
        <PageTitle text=title.clone()/>
        <header class="bar">
            <h1>{title}</h1>
            <nav>
                {(!is_first).then(|| view! { <a class="quiet" href=to>"뒤로"</a> })}
                <a class="quiet" href="/admin">"주문 보드"</a>
            </nav>
        </header>
    }
}

/// The editor's target; answers 503 while no menu is known.
pub fn book() -> Option<Book> {
    let book = use_context::<Book>();
    if book.is_none() {
        set_status(503);
    }
    book
}

pub fn unknown() -> AnyView {
    view! {
        <EditHead title="메뉴 편집".to_owned() to="/admin".to_owned()/>
        <main class="finding"><p class="problem" role="alert">{Problem::MenuUnknown.text(Lang::Ko)}</p></main>
    }
    .into_any()
}

/// Notice while nothing can be saved.
pub fn out_of_reach(book: &Book) -> Option<impl IntoView + use<>> {
    book.is_out_of_reach.then(|| {
        view! {
            <p class="notice" role="status" data-condition="editing-unavailable">
                "메뉴 서비스에 연결되지 않아서 지금은 메뉴를 고칠 수 없어요. 손님에게는 마지막으로 받은 메뉴가 보여요."
            </p>
        }
    })
}

/// Message for a file above the surface's limit.
pub const TOO_LARGE: &str = "8MB보다 큰 파일이라 올리지 못했어요. 더 작은 파일을 골라 주세요.";
/// Largest file, in bytes: the limit of 8 MiB less room for the other fields of the form.
pub const MOST_BYTES: usize = 8 * 1024 * 1024 - 64 * 1024;

/// Why something was not saved, in words.
pub fn problem(code: &str) -> AnyView {
    let words = match code {
        "invalid_form" => "표시된 칸을 확인해 주세요. 입력한 내용은 그대로 있어요.",
        "version_conflict" => {
            "그사이 다른 곳에서 같은 칸이 바뀌었어요. 어느 값으로 할지 정하고 다시 저장해 주세요."
        }
        "invalid_menu" | "invalid_body" => {
            "이대로는 저장할 수 없어요. 표시된 칸과 숫자의 범위를 확인해 주세요."
        }
        "invalid_picture" => {
            "사진으로 읽을 수 없거나 너무 큰 파일이에요. 2400만 화소까지의 JPEG, PNG, WebP 사진을 골라 주세요."
        }
        "payload_too_large" => TOO_LARGE,
        "no_picture" => "8MB보다 작은 사진 파일을 골라 주세요.",
        "draft_changed" => "그사이 초안이 시작되거나 끝났어요. 어디에 저장되는지 확인하고 다시 눌러 주세요.",
        "invalid_draft" => "이대로는 손님에게 보일 수 없어요. 그사이 바뀐 메뉴와 맞지 않는 곳이 있어요.",
        "needed" => "다른 곳에 쓰이고 있어서 지울 수 없어요.",
        "not_found" => "그사이 지워졌어요.",
        code => Problem::of(code, Act::Step).text(Lang::Ko),
    };
    view! { <p class="problem" role="alert" data-code=code.to_owned()>{words}</p> }.into_any()
}
