//! The cart, priced by the current menu. Where that differs from what its owner last saw, each line
//! shows the difference, and one button accepts all of them.

use crate::{
    client::{
        cart::{
            changes::{self, Compared},
            line::CartRow,
        },
        orders::{open_orders::OpenOrders, reorder_notice::AgainNotice},
        parts::{MenuAge, MenuUnknown, ProblemNotice, TopBar, live_feed::LiveFeed, ordering::OpeningSign},
    },
    shared::{
        ssr::{PageScript, context, cookies, lang, query, words},
        ui::{Money, foreign},
    },
};
use leptos::prelude::*;
use menu_api::{Cart, Menu, pricing};
use std::sync::Arc;

/// `/client/cart`
#[component]
pub fn CartPage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else { return MenuUnknown().into_any() };
    let ((cart, shown), words) = (cookies::cart_as_shown(), words());
    if cart.is_empty() {
        return view! {
            <TopBar title=words.cart.title back="/client"/>
            <main class="empty">
                <OpenOrders/>
                <ProblemNotice/>
                <AgainNotice/>
                <Removed menu=known.menu/>
                <p>{words.cart.empty}</p>
                <a class="primary" href="/client">{words.common.see_menu}</a>
            </main>
        }
        .into_any();
    }
    let lines = changes::compare(&known.menu, &cart, shown, context().now);
    let is_changed = lines.iter().any(|line| line.change.is_some());
    let money = Money::of(&known.menu.store.currency, lang());
    let row = |line: Compared| view! { <CartRow line menu=known.menu.clone() money=money.clone()/> };
    let rows = lines.iter().cloned().map(row).collect_view();
    view! {
        <TopBar title=words.cart.title back="/client"/>
        <main class="cart" data-cookie=cookies::cart_name()>
            <OpenOrders/>
            <ProblemNotice/>
            <AgainNotice/>
            <Removed menu=known.menu.clone()/>
            <MenuAge/>
            <OpeningSign store=known.menu.store.clone()/>
            <LiveFeed feed="store".to_owned()/>
            {is_changed.then(|| view! { <p class="notice" role="status">{words.cart.changed}</p> })}
            <ul class="lines">{rows}</ul>
            <p class="notice" data-empty hidden>{words.cart.empty}</p>
            <a class="quiet" href="/client">{words.cart.add_more}</a>
            <PageScript name="cart.js" defer=true/>
            <div class="order-bar">
                {if is_changed {
                    view! { <Accept menu=known.menu.clone() lines money/> }.into_any()
                } else {
                    view! { <Onwards menu=known.menu.clone() cart money/> }.into_any()
                }}
            </div>
        </main>
    }
    .into_any()
}

/// Total and link to checkout.
#[component]
fn Onwards(menu: Arc<Menu>, cart: Cart, money: Money) -> impl IntoView {
    let words = words();
    match pricing::price_cart(&menu, &cart, context().now) {
        Ok(priced) => view! {
            <p class="total">{words.common.total}" "<strong>{money.text(priced.total_minor)}</strong></p>
            <a class="primary" href="/client/checkout">{words.cart.checkout}</a>
        }
        .into_any(),
        Err(_) => view! { <p class="hint" role="alert">{words.cart.mend}</p> }.into_any(),
    }
}

/// Button that accepts every change; a hint instead while options have to be chosen.
#[component]
fn Accept(menu: Arc<Menu>, lines: Vec<Compared>, money: Money) -> impl IntoView {
    let (words, now) = (words(), context().now);
    let left = changes::accepted(&lines)
        .and_then(|cart| Some((pricing::price_cart(&menu, &cart, now).ok()?.total_minor, cart)));
    let Some((total, cart)) = left else {
        return view! { <p class="hint" role="alert">{words.cart.mend}</p> }.into_any();
    };
    let terms = changes::terms(&menu, &cart, now);
    let button = if cart.is_empty() { words.cart.accept_none } else { words.cart.accept };
    view! {
        <p class="total">{words.common.total}" "<strong>{money.text(total)}</strong></p>
        <form method="post" action="/client/api/cart/accept" class="accept">
            <input type="hidden" name="terms" value=terms/>
            <button type="submit" class="primary">{button}</button>
        </form>
    }
    .into_any()
}

/// Offers to restore the line that was just removed.
#[component]
fn Removed(menu: Arc<Menu>) -> impl IntoView {
    let line = query("removed").and_then(|text| cookies::one_line(&text))?;
    let (item, words) = (menu.item(&line.item)?, words());
    let text = (words.cart.removed)(item.name.of(words.tag));
    Some(view! {
        <form method="post" action="/client/api/cart/restore" class="done undo">
            <input type="hidden" name="line" value=cookies::encoded(&line)/>
            <span role="status" lang=foreign(&item.name, words.tag)>{text}</span>
            <button type="submit" class="quiet">{words.cart.undo}</button>
        </form>
    })
}
