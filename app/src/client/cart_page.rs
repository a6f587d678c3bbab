//! The cart, priced by the menu as it is now; a line that cannot be ordered any more says why.

use super::{
    again_notice::AgainNotice,
    open_orders::OpenOrders,
    parts::{MenuAge, MenuUnknown, ProblemNotice, TopBar},
};
use crate::{
    ssr::{context, cookies, lang, words},
    ui::{Act, Money, Problem, fault_code, foreign},
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
    let (cart, words) = (cookies::cart(), words());
    if cart.is_empty() {
        return view! {
            <TopBar title=words.cart.title back="/client"/>
            <main class="empty">
                <AgainNotice/>
                <p>{words.cart.empty}</p>
                <a class="primary" href="/client">{words.common.see_menu}</a>
            </main>
        }
        .into_any();
    }
    let total = pricing::price_cart(&known.menu, &cart, context().now).ok().map(|priced| priced.total_minor);
    let money = Money::of(&known.menu.store.currency, lang());
    view! {
        <TopBar title=words.cart.title back="/client"/>
        <main class="cart">
            <OpenOrders/>
            <ProblemNotice/>
            <AgainNotice/>
            <MenuAge/>
            <ul class="lines">{cart.lines.iter().map(|line| cart_line(&known.menu, line, &money)).collect_view()}</ul>
            <a class="quiet" href="/client">{words.cart.add_more}</a>
            <div class="order-bar">
                {match total {
                    Some(total) => view! {
                        <p class="total">{words.common.total}" "<strong>{money.text(total)}</strong></p>
                        <a class="primary" href="/client/checkout">{words.cart.checkout}</a>
                    }.into_any(),
                    None => view! { <p class="hint" role="alert">{words.cart.mend}</p> }.into_any(),
                }}
            </div>
        </main>
    }
    .into_any()
}

fn cart_line(menu: &Menu, line: &CartLine, money: &Money) -> impl IntoView + use<> {
    let offer = menu.offer(&line.item, context().now).ok_or(LineFault::UnknownItem);
    let (lang, words) = (lang(), words());
    let item = menu.item(&line.item);
    let name = item.map_or_else(|| line.item.to_string(), |item| item.name.of(words.tag).to_owned());
    let name_lang = item.and_then(|item| foreign(&item.name, words.tag));
    let priced = offer.and_then(|offer| pricing::price_line(&offer, line));
    let fault = priced.as_ref().err().map(fault_code);
    let price = priced.as_ref().ok().map(|priced| money.text(priced.line_total_minor));
    let chosen =
        priced.as_ref().ok().map(|priced| view! { <span class="chosen">{chosen(priced, money)}</span> });
    let remove = if line.quantity == 1 { words.cart.remove } else { words.cart.one_less };
    let encoded = Cart { lines: vec![line.clone()] }.to_string();
    let quantity = line.quantity;
    view! {
        <li class:gone=fault.is_some()>
            <div class="words">
                <strong lang=name_lang>{name}</strong>
                {chosen}
                {fault.map(|code| view! {
                    <span class="fault" role="alert" data-code=code lang=lang.tag()>{Problem::of(code, Act::Place).text(lang)}</span>
                })}
                <span class="price">{price}</span>
            </div>
            <div class="amount">
                <QuantityButton line=encoded.clone() to=quantity.saturating_sub(1) label=remove sign="−"/>
                <span aria-label=words.common.quantity>{quantity}</span>
                <QuantityButton line=encoded to=quantity.saturating_add(1) label=words.cart.one_more sign="+"/>
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
pub fn chosen(line: &PricedLine, money: &Money) -> String {
    let tag = lang().tag();
    let options = line.options.iter().map(|option| {
        let times = if option.quantity > 1 { format!(" ×{}", option.quantity) } else { String::new() };
        let extra = money.signed(option.price_minor.saturating_mul(i64::from(option.quantity)));
        let extra = if extra.is_empty() { extra } else { format!(" ({extra})") };
        format!("{}{times}{extra}", option.name.of(tag))
    });
    options.collect::<Vec<_>>().join(", ")
}
