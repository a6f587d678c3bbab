//! The pages of the customer's surface.

use super::{
    cart_page::CartPage, checkout_page::CheckoutPage, item_page::ItemPage, menu_page::MenuPage,
    order_page::OrderPage, orders_page::OrdersPage, parts::NotFound,
};
use crate::ssr::Shell;
use leptos::{config::LeptosOptions, prelude::*};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// The whole document for one request.
pub fn document(options: LeptosOptions) -> impl IntoView {
    view! {
        <Shell options surface="client">
            <Router>
                <Routes fallback=NotFound>
                    <Route path=path!("/client") view=MenuPage/>
                    <Route path=path!("/client/items/:id") view=ItemPage/>
                    <Route path=path!("/client/cart") view=CartPage/>
                    <Route path=path!("/client/checkout") view=CheckoutPage/>
                    <Route path=path!("/client/orders") view=OrdersPage/>
                    <Route path=path!("/client/orders/:id") view=OrderPage/>
                </Routes>
            </Router>
        </Shell>
    }
}
