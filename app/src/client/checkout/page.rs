//! Checkout: items, customer, pickup time and total before ordering. The total depends on the cup,
//! and without scripts only a style sheet can follow that choice: the page holds the words for the
//! café's cups and for the customer's own, and the style sheet shows those of the chosen cup.

use crate::{
    client::{
        cart::changes,
        checkout::{
            fields::Fields,
            state::Checkout,
            summary::{ByCup, Summary},
        },
        parts::{
            MenuAge, MenuUnknown, ProblemNotice, TopBar, live_feed::LiveFeed, ordering::CheckoutSign,
            refusal_code,
        },
    },
    shared::{
        ssr::{context, cookies, lang, pass_refusal_on, words},
        ui::Money,
    },
};
use leptos::prelude::*;
use menu_api::{
    Cart, Menu,
    pricing::{Cups, PricedCart, price_cart_in},
};
use order_api::Cup;

/// `/client/checkout`
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let menu = known.menu;
    let (cart, shown) = cookies::cart_as_shown();
    let is_changed = changes::compare(&menu, &cart, shown, context().now).iter().any(|l| l.change.is_some());
    let Some(prices) = Prices::of(&menu, &cart).filter(|_| !is_changed) else {
        pass_refusal_on("/client/cart".into(), refusal_code().filter(|_| !cart.is_empty()));
        return ().into_any();
    };
    let (checkout, words) = (Checkout::open(), &words().checkout);
    let money = Money::of(&menu.store.currency, lang());
    let (cafe, own) = (prices.cafe.total_minor, prices.own.total_minor);
    let amount = |total: i64| (words.order_for)(&money.text(total));
    let cups = if checkout.cup() == Some(Cup::Own) { "own" } else { "cafe" };
    view! {
        <TopBar title=words.title back="/client/cart"/>
        <main class="checkout" data-cups=cups>
            <ProblemNotice/>
            <MenuAge/>
            <CheckoutSign store=menu.store.clone() is_refused=refusal_code().is_some()/>
            <LiveFeed feed="store".to_owned()/>
            <Summary cafe=prices.cafe own=prices.own money=money.clone()/>
            <form id="checkout" method="post" action="/client/api/orders">
                <input type="hidden" name="shown_total" value=cafe/>
                <input type="hidden" name="shown_total_own" value=own/>
                <Fields menu cart checkout money=money.clone()/>
                <div class="order-bar">
                    <p class="fine">{words.pay_in_store}</p>
                    <button type="submit" class="primary" data-places><ByCup cafe=amount(cafe) own=amount(own)/></button>
                </div>
                <button type="submit" class="quiet again" formaction="/client/api/checkout">{words.recalculate}</button>
            </form>
        </main>
    }
    .into_any()
}

/// The cart's price in the café's cups and in the customer's own.
struct Prices {
    cafe: PricedCart,
    own: PricedCart,
}

impl Prices {
    fn of(menu: &Menu, cart: &Cart) -> Option<Self> {
        let price = |cups| price_cart_in(menu, cart, cups, context().now).ok();
        Some(Self { cafe: price(Cups::Cafe)?, own: price(Cups::Own)? }).filter(|_| !cart.is_empty())
    }
}
