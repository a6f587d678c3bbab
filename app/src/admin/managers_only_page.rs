//! For whoever works here and is no manager.

use super::page::Head;
use crate::{
    ssr::{Context, set_status},
    ui::{Lang, Problem},
};
use leptos::prelude::*;

/// A manager's page: whoever is none gets [`ManagersOnlyPage`] in its place. The surface's router asks before, by address; this
/// asks by page, so that no spelling of an address leads around it.
pub fn for_managers<V: IntoView + 'static>(page: fn() -> V) -> impl Fn() -> AnyView + Clone + Send + 'static {
    move || {
        let is_manager = with_context(Context::is_manager).unwrap_or_default();
        if is_manager { page().into_any() } else { view! { <ManagersOnlyPage/> }.into_any() }
    }
}

/// `/admin/managers-only`, where whoever asks for what it keeps closed is led.
#[component]
pub fn ManagersOnlyPage() -> impl IntoView {
    set_status(403);
    view! {
        <Head title="관리자 전용"/>
        <main class="finding"><p class="problem" role="alert" data-code="forbidden">{Problem::Forbidden.text(Lang::Ko)}</p></main>
    }
}
