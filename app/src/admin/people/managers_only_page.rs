//! Page for staff who are not managers.

use crate::{
    admin::{page::PageHeader, words::page_words},
    shared::{
        ssr::{RequestContext, request_lang, set_status},
        ui::PageProblem,
    },
};
use leptos::prelude::*;

/// Renders [`ManagersOnlyPage`] in place of a manager's page for everyone else. The surface's
/// router checks by address; this check is by page, so no other spelling of an address avoids it.
pub fn for_managers<V: IntoView + 'static>(
    page: fn() -> V,
) -> impl Fn() -> AnyView + Clone + Send + 'static {
    move || {
        let is_manager = with_context(RequestContext::is_manager).unwrap_or_default();
        if is_manager { page().into_any() } else { view! { <ManagersOnlyPage/> }.into_any() }
    }
}

/// `/admin/managers-only`, where the router redirects requests for managers' pages.
#[component]
pub fn ManagersOnlyPage() -> impl IntoView {
    set_status(403);
    view! {
        <PageHeader title=page_words().common.managers_only/>
        <main class="finding"><p class="problem" role="alert" data-code="forbidden">{PageProblem::Forbidden.text_in(request_lang())}</p></main>
    }
}
