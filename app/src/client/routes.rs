//! Routes of the customer's surface.

use crate::{
    client::{
        cart::page::CartPage,
        checkout::page::CheckoutPage,
        item::page::ItemPage,
        menu::page::MenuPage,
        orders::{order_page::OrderPage, page::OrdersPage},
        parts::{NotFoundPage, offline_page::OfflinePage},
        ready_screen::page::ReadyScreenPage,
        settings::page::SettingsPage,
    },
    shared::ssr::{DocumentShell, request_lang},
};
use leptos::{config::LeptosOptions, prelude::*};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// Renders the whole document for one request.
pub fn render_document(options: LeptosOptions) -> impl IntoView {
    view! {
        <DocumentShell options surface="client" lang=request_lang()>
            <Router>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/client") view=MenuPage/>
                    <Route path=path!("/client/items/:id") view=ItemPage/>
                    <Route path=path!("/client/ready") view=ReadyScreenPage/>
                    <Route path=path!("/client/cart") view=CartPage/>
                    <Route path=path!("/client/checkout") view=CheckoutPage/>
                    <Route path=path!("/client/orders") view=OrdersPage/>
                    <Route path=path!("/client/orders/:id") view=OrderPage/>
                    <Route path=path!("/client/settings") view=SettingsPage/>
                    <Route path=path!("/client/offline") view=OfflinePage/>
                </Routes>
            </Router>
        </DocumentShell>
    }
}
