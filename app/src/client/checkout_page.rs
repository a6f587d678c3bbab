//! The last look before ordering: what, for whom, when, how much. What the total is depends on the cup, and without a
//! script only a style sheet can follow that choice: the page holds the words for the café's cups and for the customer's
//! own, and shows those of the cup that is chosen.

use super::{
    cart_changes,
    checkout_fields::Fields,
    checkout_summary::{ByCup, Summary},
    opening_line::OpeningLine,
    parts::{Condition, MenuAge, MenuUnknown, ProblemNotice, TopBar, refusal_code},
};
use crate::{
    ssr::{checkout::Checkout, condition, context, cookies, lang, words},
    ui::{Money, State},
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
    let is_changed =
        cart_changes::compare(&menu, &cart, shown, context().now).iter().any(|l| l.change.is_some());
    let Some(prices) = Prices::of(&menu, &cart).filter(|_| !is_changed) else {
        let problem = refusal_code().filter(|_| !cart.is_empty()).map(|code| format!("?problem={code}"));
        leptos_axum::redirect(&format!("/client/cart{}", problem.unwrap_or_default()));
        return ().into_any();
    };
    let (checkout, words) = (Checkout::open(), &words().checkout);
    let money = Money::of(&menu.store.currency, lang());
    let (cafe, own) = (prices.cafe.total_minor, prices.own.total_minor);
    let amount = |total: i64| (words.order_for)(&money.text(total));
    let cups = if checkout.cup() == Some(Cup::Own) { "own" } else { "cafe" };
    // Not while nobody hears an order: "you can order now".
    let can_order = !condition::ordering_paused(context().live.feed());
    view! {
        <TopBar title=words.title back="/client/cart"/>
        <main class="checkout" data-cups=cups>
            <ProblemNotice/>
            <Paused/>
            <MenuAge/>
            {can_order.then(|| view! { <OpeningLine store=menu.store.clone()/> })}
            <Summary cafe=prices.cafe own=prices.own money=money.clone()/>
            <form method="post" action="/client/api/orders">
                <input type="hidden" name="shown_total" value=cafe/>
                <input type="hidden" name="shown_total_own" value=own/>
                <Fields menu cart checkout money=money.clone()/>
                <div class="order-bar">
                    <p class="fine">{words.pay_in_store}</p>
                    <button type="submit" class="primary"><ByCup cafe=amount(cafe) own=amount(own)/></button>
                </div>
                <button type="submit" class="quiet again" formaction="/client/api/checkout">{words.recalculate}</button>
            </form>
        </main>
    }
    .into_any()
}

/// What the cart costs in the café's cups and in the customer's.
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

/// Says so before anything is pressed, when nobody can order now. The button stays: pressing it is the retry.
#[component]
fn Paused() -> impl IntoView {
    let context = context();
    let is_new = refusal_code().is_none() && condition::ordering_paused(context.live.feed());
    let words = is_new.then(|| State::OrderingPaused.text(context.lang));
    view! { <Condition words name="ordering-paused"/> }
}
