//! The last look before ordering: what, for whom, how much.

use super::{
    cart_page::chosen,
    opening_line::OpeningLine,
    parts::{Condition, MenuAge, MenuUnknown, ProblemNotice, TopBar, refusal_code},
};
use crate::{
    ssr::{checkout::Checkout, condition, context, cookies, time},
    ui::{State, money},
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
    let ready_at = time::clock_time(ready_at, &store.zone);
    let priced_total = priced.total_minor;
    let (total, lead_min) = (money(priced.total_minor), store.lead_time_s.div_ceil(60));
    // Neither "you can order now" nor a time is promised while nobody hears an order.
    let can_order = !condition::ordering_paused(context().live.feed());
    view! {
        <TopBar title="주문하기" back="/client/cart"/>
        <main class="checkout">
            <ProblemNotice/>
            <Paused/>
            <MenuAge/>
            {can_order.then(|| view! { <OpeningLine store=store.clone()/> })}
            <Summary priced/>
            {can_order.then(|| view! {
                <p class="promise">"지금 주문하면 약 "{lead_min}"분 뒤, "<strong>{ready_at}</strong>"쯤 준비돼요. 만들기 전까지 취소할 수 있어요."</p>
            })}
            <form method="post" action="/client/api/orders">
                <input type="hidden" name="shown_total" value=priced_total/>
                <Fields/>
                <div class="order-bar">
                    <p class="fine">"결제는 매장에서 해요."</p>
                    <button type="submit" class="primary">{total}" 주문하기"</button>
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
fn Summary(priced: PricedCart) -> impl IntoView {
    let lines = priced.lines.iter().map(|line| {
        view! {
            <li>
                <div class="words">
                    <strong>{line.name.ko.clone()}" × "{line.quantity}</strong>
                    <span class="chosen">{chosen(line)}</span>
                </div>
                <span class="price">{money(line.line_total_minor)}</span>
            </li>
        }
    });
    view! {
        <ul class="lines summary">{lines.collect_view()}</ul>
        <p class="total">"합계 "<strong>{money(priced.total_minor)}</strong></p>
    }
}

/// What is asked, filled with what was typed before.
#[component]
fn Fields() -> impl IntoView {
    let checkout = Checkout::open();
    let dining = checkout.dining;
    view! {
        <input type="hidden" name="key" value=checkout.key/>
        <fieldset class="chips">
            <legend>"어디서 드시나요?"</legend>
            <div class="options">
                <label class="choice">
                    <input type="radio" name="dining" value="takeout" checked={dining == Dining::Takeout}/>
                    <span>"포장"</span>
                </label>
                <label class="choice">
                    <input type="radio" name="dining" value="here" checked={dining == Dining::Here}/>
                    <span>"매장"</span>
                </label>
            </div>
        </fieldset>
        <label class="field">
            <span>"이름 "<small>"부를 이름, 선택"</small></span>
            <input type="text" name="name" value=checkout.name maxlength=limits::NAME_CHARS autocomplete="nickname" placeholder="예: 민지"/>
        </label>
        <label class="field">
            <span>"요청 사항 "<small>"선택"</small></span>
            <textarea name="note" rows="3" maxlength=limits::NOTE_CHARS placeholder="예: 얼음 적게 부탁드려요">{checkout.note}</textarea>
        </label>
    }
}
