//! Routes of the customer's surface.

use crate::{
    client::{
        cart::page::CartPage,
        checkout::page::CheckoutPage,
        item::page::ItemPage,
        menu::page::MenuPage,
        orders::{order_page::OrderPage, page::OrdersPage},
        parts::{NotFound, offline_page::OfflinePage},
        ready_screen::page::BoardPage,
        settings::page::SettingsPage,
    },
    shared::ssr::{Shell, lang},
};
use leptos::{config::LeptosOptions, prelude::*};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// Renders the whole document for one request.
pub fn document(options: LeptosOptions) -> impl IntoView {
    view! {
        <Shell options surface="client" lang=lang()>
            <Router>
                <Routes fallback=NotFound>
                    <Route path=path!("/client") view=MenuPage/>
                    <Route path=path!("/client/items/:id") view=ItemPage/>
                    <Route path=path!("/client/ready") view=BoardPage/>
                    <Route path=path!("/client/cart") view=CartPage/>
                    <Route path=path!("/client/checkout") view=CheckoutPage/>
                    <Route path=path!("/client/orders") view=OrdersPage/>
                    <Route path=path!("/client/orders/:id") view=OrderPage/>
                    <Route path=path!("/client/settings") view=SettingsPage/>
                    <Route path=path!("/client/offline") view=OfflinePage/>
                </Routes>
            </Router>
        </Shell>
    }
}
