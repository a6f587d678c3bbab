//! Routes of the counter's surface.

use crate::{
    admin::{
        board::{page::BoardPage, printing_sign::PrintingSignPage},
        menu_editor::{CsvPage, EditPage, MenuEditorPage, PreviewBar, PreviewMarker},
        orders::{
            blocked_page::BlockedPage,
            page::{OrderPage, OrdersPage},
            slip_page::SlipPage,
        },
        people::{
            managers_only_page::{ManagersOnlyPage, for_managers},
            my_pin_page::MyPinPage,
            page::PeoplePage,
            pin_again_page::PinAgainPage,
            sign_in_page::SignInPage,
        },
        printers::page::PrintersPage,
        reports::{audit_page::AuditPage, day_page::DayPage},
        store::{page::StorePage, poster_page::PosterPage},
        system::page::SystemPage,
        walk_in::page::WalkInPage,
        words::page_words,
    },
    client::{item::page::ItemPage, menu::page::MenuPage as CustomersMenu},
    shared::ssr::{DocumentShell, request_lang, request_words},
};
use leptos::{config::LeptosOptions, prelude::*};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// Renders the whole document for one request.
pub fn render_document(options: LeptosOptions) -> impl IntoView {
    let preview = use_context::<PreviewMarker>().is_some();
    let surface = if preview { "client" } else { "admin" };
    view! {
        <DocumentShell options surface lang=request_lang() preview>
            {preview.then(|| view! { <PreviewBar/> })}
            <Router>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/admin") view=BoardPage/>
                    <Route path=path!("/admin/audit") view=for_managers(AuditPage)/>
                    <Route path=path!("/admin/blocked") view=BlockedPage/>
                    <Route path=path!("/admin/day") view=for_managers(DayPage)/>
                    <Route path=path!("/admin/managers-only") view=ManagersOnlyPage/>
                    <Route path=path!("/admin/menu") view=for_managers(MenuEditorPage)/>
                    <Route path=path!("/admin/menu/categories/:id") view=for_managers(EditPage)/>
                    <Route path=path!("/admin/menu/csv") view=for_managers(CsvPage)/>
                    <Route path=path!("/admin/menu/groups/:id") view=for_managers(EditPage)/>
                    <Route path=path!("/admin/menu/groups/:group/options/:id") view=for_managers(EditPage)/>
                    <Route path=path!("/admin/menu/items/:id") view=for_managers(EditPage)/>
                    <Route path=path!("/admin/my-pin") view=MyPinPage/>
                    <Route path=path!("/admin/orders") view=OrdersPage/>
                    <Route path=path!("/admin/orders/:id") view=OrderPage/>
                    <Route path=path!("/admin/orders/:id/slip") view=SlipPage/>
                    <Route path=path!("/admin/people") view=for_managers(PeoplePage)/>
                    <Route path=path!("/admin/pin-again") view=PinAgainPage/>
                    <Route path=path!("/admin/poster") view=PosterPage/>
                    <Route path=path!("/admin/preview") view=for_managers(CustomersMenu)/>
                    <Route path=path!("/admin/preview/items/:id") view=for_managers(ItemPage)/>
                    <Route path=path!("/admin/printers") view=PrintersPage/>
                    <Route path=path!("/admin/printers/sign") view=PrintingSignPage/>
                    <Route path=path!("/admin/sign-in") view=SignInPage/>
                    <Route path=path!("/admin/store") view=for_managers(StorePage)/>
                    <Route path=path!("/admin/system") view=SystemPage/>
                    <Route path=path!("/admin/walk-in") view=WalkInPage/>
                </Routes>
            </Router>
        </DocumentShell>
    }
}

#[component]
fn NotFoundPage() -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <main class="sign-in">
            <h1>{request_words().common.not_found_title}</h1>
            <a class="primary" href="/admin">{page_words().common.to_board}</a>
        </main>
    }
}
