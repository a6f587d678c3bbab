//! Checkout: items, customer, pickup time and total before ordering. The total depends on the cup,
//! and without scripts only a style sheet can follow that choice: the page holds the words for the
//! café's cups and for the customer's own, and the style sheet shows those of the chosen cup.

use crate::{
    client::{
        cart::changes,
        checkout::{
            fields::CheckoutFields,
            state::CheckoutState,
            summary::{CheckoutSummary, CupVariants},
        },
        parts::{
            MenuAgeNotice, MenuUnknownPage, ProblemNotice, TopBar, live_feed::LiveFeed,
            ordering::CheckoutSign, refusal_code,
        },
    },
    shared::{
        ssr::{cookies, forward_refusal, request_context, request_lang, request_words},
        ui::MoneyFormat,
    },
};
use leptos::prelude::*;
use menu_api::{
    Cart, Menu,
    pricing::{CupOwner, PricedCart, price_cart_in},
};
use order_api::CupKind;

/// `/client/checkout`
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let Some(known) = request_context().gateway.known_menu() else {
        return MenuUnknownPage().into_any();
    };
    let menu = known.menu;
    let (cart, shown) = cookies::read_cart_and_prices();
    let is_changed = changes::compare_cart(&menu, &cart, shown, request_context().now)
        .iter()
        .any(|l| l.change.is_some());
    let Some(prices) = CupPrices::for_cart(&menu, &cart).filter(|_| !is_changed) else {
        forward_refusal("/client/cart".into(), refusal_code().filter(|_| !cart.is_empty()));
        return ().into_any();
    };
    let checkout = CheckoutState::from_cookie_or_new();
    let words = &request_words().checkout;
    let money = MoneyFormat::for_currency(&menu.store.currency, request_lang());
    let cafe = prices.cafe.total_minor;
    let own = prices.own.total_minor;
    let amount = |total: i64| (words.order_for)(&money.format_amount(total));
    let cups = if checkout.chosen_cup() == Some(CupKind::Own) { "own" } else { "cafe" };
    view! {
        <TopBar title=words.title back="/client/cart"/>
        <main class="checkout" data-cups=cups>
            <ProblemNotice/>
            <MenuAgeNotice/>
            <CheckoutSign store=menu.store.clone() is_refused=refusal_code().is_some()/>
            <LiveFeed feed="store".to_owned()/>
            <CheckoutSummary cafe=prices.cafe own=prices.own money=money.clone()/>
            <form id="checkout" method="post" action="/client/api/orders">
                <input type="hidden" name="shown_total" value=cafe/>
                <input type="hidden" name="shown_total_own" value=own/>
                <CheckoutFields menu cart checkout money=money.clone()/>
                <div class="order-bar">
                    <p class="fine">{words.pay_in_store}</p>
                    <button type="submit" class="primary" data-places><CupVariants cafe=amount(cafe) own=amount(own)/></button>
                </div>
                <button type="submit" class="quiet again" formaction="/client/api/checkout">{words.recalculate}</button>
            </form>
        </main>
    }
    .into_any()
}

/// The cart's price in the café's cups and in the customer's own.
struct CupPrices {
    cafe: PricedCart,
    own: PricedCart,
}

impl CupPrices {
    fn for_cart(menu: &Menu, cart: &Cart) -> Option<Self> {
        let price = |cups| price_cart_in(menu, cart, cups, request_context().now).ok();
        Some(Self { cafe: price(CupOwner::Cafe)?, own: price(CupOwner::Own)? })
            .filter(|_| !cart.is_empty())
    }
}
