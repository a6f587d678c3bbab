//! The cart, priced by the current menu. Where that differs from what its owner last saw, each line
//! shows the difference, and one button accepts all of them.

use crate::{
    client::{
        cart::{
            changes::{self, ComparedLine},
            line::CartRow,
        },
        orders::{open_orders::OpenOrders, reorder_notice::ReorderNotice},
        parts::{
            MenuAgeNotice, MenuUnknownPage, ProblemNotice, TopBar, live_feed::LiveFeed,
            ordering::OpeningSign,
        },
    },
    shared::{
        ssr::{PageScript, cookies, query_value, request_context, request_lang, request_words},
        ui::{MoneyFormat, foreign_tag},
    },
};
use leptos::prelude::*;
use menu_api::{Cart, Menu, pricing};
use std::sync::Arc;

/// `/client/cart`
#[component]
pub fn CartPage() -> impl IntoView {
    let Some(known) = request_context().gateway.known_menu() else {
        return MenuUnknownPage().into_any();
    };
    let ((cart, shown), words) = (cookies::read_cart_and_prices(), request_words());
    if cart.is_empty() {
        return view! {
            <TopBar title=words.cart.title back="/client"/>
            <main class="empty">
                <OpenOrders/>
                <ProblemNotice/>
                <ReorderNotice/>
                <UndoRemoval menu=known.menu/>
                <p>{words.cart.empty}</p>
                <a class="primary" href="/client">{words.common.see_menu}</a>
            </main>
        }
        .into_any();
    }
    let lines = changes::compare_cart(&known.menu, &cart, shown, request_context().now);
    let is_changed = lines.iter().any(|line| line.change.is_some());
    let money = MoneyFormat::for_currency(&known.menu.store.currency, request_lang());
    let row =
        |line: ComparedLine| view! { <CartRow line menu=known.menu.clone() money=money.clone()/> };
    let rows = lines.iter().cloned().map(row).collect_view();
    view! {
        <TopBar title=words.cart.title back="/client"/>
        <main class="cart" data-cookie=cookies::cart_cookie_name()>
            <OpenOrders/>
            <ProblemNotice/>
            <ReorderNotice/>
            <UndoRemoval menu=known.menu.clone()/>
            <MenuAgeNotice/>
            <OpeningSign store=known.menu.store.clone()/>
            <LiveFeed feed="store".to_owned()/>
            {is_changed.then(|| view! { <p class="notice" role="status">{words.cart.changed}</p> })}
            <ul class="lines">{rows}</ul>
            <p class="notice" data-empty hidden>{words.cart.empty}</p>
            <a class="quiet" href="/client">{words.cart.add_more}</a>
            <PageScript name="cart.js" defer=true/>
            <div class="order-bar">
                {if is_changed {
                    view! { <AcceptForm menu=known.menu.clone() lines money/> }.into_any()
                } else {
                    view! { <CheckoutLink menu=known.menu.clone() cart money/> }.into_any()
                }}
            </div>
        </main>
    }
    .into_any()
}

/// Total and link to checkout.
#[component]
fn CheckoutLink(menu: Arc<Menu>, cart: Cart, money: MoneyFormat) -> impl IntoView {
    let words = request_words();
    match pricing::price_cart(&menu, &cart, request_context().now) {
        Ok(priced) => view! {
            <p class="total">{words.common.total}" "<strong>{money.format_amount(priced.total_minor)}</strong></p>
            <a class="primary" href="/client/checkout">{words.cart.checkout}</a>
        }
        .into_any(),
        Err(_) => view! { <p class="hint" role="alert">{words.cart.mend}</p> }.into_any(),
    }
}

/// Button that accepts every change; a hint instead while options have to be chosen.
#[component]
fn AcceptForm(menu: Arc<Menu>, lines: Vec<ComparedLine>, money: MoneyFormat) -> impl IntoView {
    let words = request_words();
    let now = request_context().now;
    let left = changes::cart_after_changes(&lines)
        .and_then(|cart| Some((pricing::price_cart(&menu, &cart, now).ok()?.total_minor, cart)));
    let Some((total, cart)) = left else {
        return view! { <p class="hint" role="alert">{words.cart.mend}</p> }.into_any();
    };
    let terms = changes::terms_text(&menu, &cart, now);
    let button = if cart.is_empty() { words.cart.accept_none } else { words.cart.accept };
    view! {
        <p class="total">{words.common.total}" "<strong>{money.format_amount(total)}</strong></p>
        <form method="post" action="/client/api/cart/accept" class="accept">
            <input type="hidden" name="terms" value=terms/>
            <button type="submit" class="primary">{button}</button>
        </form>
    }
    .into_any()
}

/// Offers to restore the line that was just removed.
#[component]
fn UndoRemoval(menu: Arc<Menu>) -> impl IntoView {
    let line = query_value("removed").and_then(|text| cookies::parse_cart_line(&text))?;
    let item = menu.find_item(&line.item)?;
    let words = request_words();
    let text = (words.cart.removed)(item.name.in_language(words.tag));
    Some(view! {
        <form method="post" action="/client/api/cart/restore" class="done undo">
            <input type="hidden" name="line" value=cookies::encode_cart_line(&line)/>
            <span role="status" lang=foreign_tag(&item.name, words.tag)>{text}</span>
            <button type="submit" class="quiet">{words.cart.undo}</button>
        </form>
    })
}
