//! The last look before ordering: what, for whom, how much.

use super::{
    cart_page::chosen,
    opening_line::OpeningLine,
    parts::{Condition, MenuAge, MenuUnknown, ProblemNotice, TopBar, refusal_code},
};
use crate::{
    ssr::{checkout::Checkout, condition, context, cookies, lang, time, words},
    ui::{Money, State, foreign},
};
use leptos::prelude::*;
use menu_api::pricing::{self, PricedCart};
use order_api::{Dining, limits};

/// `/client/checkout`
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let cart = cookies::cart();
    let priced =
        pricing::price_cart(&known.menu, &cart, context().now).ok().filter(|cart| !cart.lines.is_empty());
    let Some(priced) = priced else {
        leptos_axum::redirect("/client/cart");
        return ().into_any();
    };
    let store = &known.menu.store;
    let ready_at = context().now + jiff::SignedDuration::from_secs(i64::from(store.lead_time_s));
    let ready_at = time::clock_time(ready_at, &store.zone, lang());
    let (money, words) = (Money::of(&store.currency, lang()), &words().checkout);
    let (priced_total, total) = (priced.total_minor, money.text(priced.total_minor));
    let (soon, until) = (words.promise)(store.lead_time_s.div_ceil(60));
    // Neither "you can order now" nor a time is promised while nobody hears an order.
    let can_order = !condition::ordering_paused(context().live.feed());
    view! {
        <TopBar title=words.title back="/client/cart"/>
        <main class="checkout">
            <ProblemNotice/>
            <Paused/>
            <MenuAge/>
            {can_order.then(|| view! { <OpeningLine store=store.clone()/> })}
            <Summary priced money/>
            {can_order.then(|| view! {
                <p class="promise">{soon}<strong>{ready_at}</strong>{until}</p>
            })}
            <form method="post" action="/client/api/orders">
                <input type="hidden" name="shown_total" value=priced_total/>
                <Fields/>
                <div class="order-bar">
                    <p class="fine">{words.pay_in_store}</p>
                    <button type="submit" class="primary">{(words.order_for)(&total)}</button>
                </div>
            </form>
        </main>
    }
    .into_any()
}

/// Says so before anything is pressed, when nobody can order now. The button stays: pressing it is the retry.
#[component]
fn Paused() -> impl IntoView {
    let context = context();
    let is_new = refusal_code().is_none() && condition::ordering_paused(context.live.feed());
    let words = is_new.then(|| State::OrderingPaused.text(context.lang));
    view! { <Condition words name="ordering-paused"/> }
}

#[component]
fn Summary(priced: PricedCart, money: Money) -> impl IntoView {
    let tag = lang().tag();
    let lines = priced.lines.iter().map(|line| {
        view! {
            <li>
                <div class="words">
                    <strong><span lang=foreign(&line.name, tag)>{line.name.of(tag).to_owned()}</span>" × "{line.quantity}</strong>
                    <span class="chosen">{chosen(line, &money)}</span>
                </div>
                <span class="price">{money.text(line.line_total_minor)}</span>
            </li>
        }
    });
    view! {
        <ul class="lines summary">{lines.collect_view()}</ul>
        <p class="total">{words().common.total}" "<strong>{money.text(priced.total_minor)}</strong></p>
    }
}

/// What is asked, filled with what was typed before.
#[component]
fn Fields() -> impl IntoView {
    let checkout = Checkout::open();
    let (dining, common, words) = (checkout.dining, &words().common, &words().checkout);
    view! {
        <input type="hidden" name="key" value=checkout.key/>
        <fieldset class="chips">
            <legend>{words.dining}</legend>
            <div class="options">
                <label class="choice">
                    <input type="radio" name="dining" value="takeout" checked={dining == Dining::Takeout}/>
                    <span>{common.takeout}</span>
                </label>
                <label class="choice">
                    <input type="radio" name="dining" value="here" checked={dining == Dining::Here}/>
                    <span>{common.here}</span>
                </label>
            </div>
        </fieldset>
        <label class="field">
            <span>{words.name}" "<small>{words.name_hint}</small></span>
            <input type="text" name="name" value=checkout.name maxlength=limits::NAME_CHARS autocomplete="nickname" placeholder=words.name_example/>
        </label>
        <label class="field">
            <span>{words.note}" "<small>{words.note_hint}</small></span>
            <textarea name="note" rows="3" maxlength=limits::NOTE_CHARS placeholder=words.note_example>{checkout.note}</textarea>
        </label>
    }
}
