//! For whoever works here and is no manager.

use super::page::Head;
use crate::{
    ssr::set_status,
    ui::{Lang, Problem},
};
use leptos::prelude::*;

/// `/admin/managers-only`, also in the place of what it keeps closed.
#[component]
pub fn ManagersOnlyPage() -> impl IntoView {
    set_status(403);
    view! {
        <Head title="관리자 전용"/>
        <main class="finding"><p class="problem" role="alert" data-code="forbidden">{Problem::Forbidden.text(Lang::Ko)}</p></main>
    }
}
