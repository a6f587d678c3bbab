//! The cart, priced by the menu as it is now; a line that cannot be ordered any more says why.

use super::parts::{MenuAge, MenuUnknown, ProblemNotice, TopBar};
use crate::{
    ssr::{context, cookies},
    ui::{Act, Problem, fault_code, money, signed_money},
};
use leptos::prelude::*;
use menu_api::{
    Cart, CartLine, Menu,
    pricing::{self, LineFault, PricedLine},
};

/// `/client/cart`
#[component]
pub fn CartPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let cart = cookies::cart();
    if cart.is_empty() {
        return view! {
            <TopBar title="장바구니" back="/client"/>
            <main class="empty">
                <p>"장바구니가 비어 있어요."</p>
                <a class="primary" href="/client">"메뉴 보기"</a>
            </main>
        }
        .into_any();
    }
    let total = pricing::price_cart(&known.menu, &cart, context().now).ok().map(|priced| priced.total_minor);
    view! {
        <TopBar title="장바구니" back="/client"/>
        <main class="cart">
            <ProblemNotice/>
            <MenuAge/>
            <ul class="lines">{cart.lines.iter().map(|line| cart_line(&known.menu, line)).collect_view()}</ul>
            <a class="quiet" href="/client">"+ 메뉴 더 담기"</a>
            <div class="order-bar">
                {match total {
                    Some(total) => view! {
                        <p class="total">"합계 "<strong>{money(total)}</strong></p>
                        <a class="primary" href="/client/checkout">"주문하러 가기"</a>
                    }.into_any(),
                    None => view! { <p class="hint" role="alert">"표시된 메뉴를 빼거나 다시 담아 주세요."</p> }.into_any(),
                }}
            </div>
        </main>
    }
    .into_any()
}

fn cart_line(menu: &Menu, line: &CartLine) -> impl IntoView + use<> {
    let offer = menu.offer(&line.item, context().now).ok_or(LineFault::UnknownItem);
    let name = menu.item(&line.item).map_or_else(|| line.item.to_string(), |item| item.name.ko.clone());
    let priced = offer.and_then(|offer| pricing::price_line(&offer, line));
    let (fault, lang) = (priced.as_ref().err().map(fault_code), context().lang);
    let encoded = Cart { lines: vec![line.clone()] }.to_string();
    let quantity = line.quantity;
    view! {
        <li class:gone=fault.is_some()>
            <div class="words">
                <strong>{name}</strong>
                {priced.as_ref().ok().map(|priced| view! { <span class="chosen">{chosen(priced)}</span> })}
                {fault.map(|code| view! {
                    <span class="fault" role="alert" data-code=code lang=lang.tag()>{Problem::of(code, Act::Place).text(lang)}</span>
                })}
                <span class="price">{priced.ok().map(|priced| money(priced.line_total_minor))}</span>
            </div>
            <div class="amount">
                <QuantityButton line=encoded.clone() to=quantity.saturating_sub(1) label=if quantity == 1 { "빼기" } else { "하나 줄이기" } sign="−"/>
                <span aria-label="수량">{quantity}</span>
                <QuantityButton line=encoded to=quantity.saturating_add(1) label="하나 늘리기" sign="+"/>
            </div>
        </li>
    }
}

/// A form with one button, so that it works without scripts.
#[component]
fn QuantityButton(line: String, to: u32, label: &'static str, sign: &'static str) -> impl IntoView {
    view! {
        <form method="post" action="/client/api/cart/quantity">
            <input type="hidden" name="line" value=line/>
            <input type="hidden" name="quantity" value=to/>
            <button type="submit" aria-label=label>{sign}</button>
        </form>
    }
}

/// The chosen options in one line of text.
pub fn chosen(line: &PricedLine) -> String {
    let options = line.options.iter().map(|option| {
        let times = if option.quantity > 1 { format!(" ×{}", option.quantity) } else { String::new() };
        let extra = signed_money(option.price_minor.saturating_mul(i64::from(option.quantity)));
        let extra = if extra.is_empty() { extra } else { format!(" ({extra})") };
        format!("{}{times}{extra}", option.name.ko)
    });
    options.collect::<Vec<_>>().join(", ")
}
