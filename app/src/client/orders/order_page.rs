//! Page of one order: pickup number, progress and receipt.

use crate::{
    client::{
        orders::{
            open_orders::{OpenOrder, OpenOrderStrip},
            progress::{ProgressFrame, ProgressWords},
            progress_sign::OrderProgress,
            sound_toggle::SoundToggle,
        },
        parts::{
            NotFoundPage, OrderUnreachablePage, ProblemNotice, TopBar, store_address::StoreAddress,
            store_name,
        },
    },
    shared::{
        ssr::{
            OwnOrder, PageScript, PageTitle, PeriodicRefresh, condition, find_own_order,
            line_names, query_value, render_unprintable_notice, request_context, request_lang,
            time,
        },
        ui::{Lang, MoneyFormat, OrderAction, PageNotice},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use menu_api::Menu;
use order_api::{DiningMode, Order, OrderLine, OrderStatus};
use std::sync::Arc;

/// `/client/orders/:id`
#[component]
pub fn OrderPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")?.parse().ok());
    let page = Suspend::new(async move {
        let Some(id) = id else { return NotFoundPage().into_any() };
        match find_own_order(id).await.map(|own| own.map(hide_erased_customer)) {
            Ok(Some(own)) => view! { <FollowedOrder own/> }.into_any(),
            Ok(None) => NotFoundPage().into_any(),
            Err(_) => OrderUnreachablePage().into_any(),
        }
    });
    view! { <Suspense>{page}</Suspense> }
}

/// The order without name and note, right after the customer erased them: the live feed may still
/// have the earlier version.
fn hide_erased_customer(own: OwnOrder) -> OwnOrder {
    if query_value("erased").is_none() || own.order.status.is_open() {
        return own;
    }
    let mut order = Order::clone(&own.order);
    order.customer.name.clear();
    order.note.clear();
    OwnOrder { order: Arc::new(order), ..own }
}

#[component]
fn FollowedOrder(own: OwnOrder) -> impl IntoView {
    let (context, OwnOrder { order, is_current }) = (request_context(), own);
    let zone = time::store_zone(&context.gateway);
    let lang = context.lang;
    let stale = condition::order_notice(context.live.feed_status(), None, context.now, lang)
        .filter(|_| !is_current);
    let words = &lang.words().order;
    let id = order.id.to_string();
    let mut others =
        OpenOrder::list_for_session(context.live.as_ref(), &context.session, None, &zone, lang);
    others.retain(|other| other.id != id);
    let title = format!("{} · {}", words.title, store_name());
    let ready = (words.ready)(order.number);
    let is_ready = order.status == OrderStatus::Ready;
    let order_id = id.clone();
    let rest = view! {
        <OrderReceipt order=order.clone()/>
        <EraseForm order=order.clone()/>
        <a class="quiet" href="/client/orders">{words.see_all}</a>
    };
    view! {
        <TopBar title=words.title back="/client"/>
        {is_ready.then(|| view! { <PageTitle text=ready.clone()/> })}
        <main
            class="order"
            data-order=order_id
            data-title=title
            data-ready=ready
            data-body=(lang.words().status)(OrderStatus::Ready)
        >
            <PeriodicRefresh every_s=5 says=PageNotice::PageAsleep/>
            <OpenOrderStrip orders=others/>
            <ProblemNotice act=OrderAction::Cancel/>
            <div class="number">
                <small>{words.number}</small>
                <strong>{order.number}</strong>
                <span class="for-name">{order.customer.name.clone()}</span>
            </div>
            <OrderProgress
                id=id.clone()
                initial=ProgressFrame::from_order(&order, &zone, lang)
                stale
                words=ProgressWords::for_order(&order, lang)
            />
            <StoreAddress label=words.collect_at/>
            <SoundToggle kept_as="jumun_bell" on=words.bell_on off=words.bell_off touch=words.bell_touch asks=true/>
            <form method="post" action="/client/api/orders/again" class="again">
                <input type="hidden" name="id" value=id/>
                <button type="submit" class="quiet">{lang.words().orders.again}</button>
            </form>
            {if context.easy {
                view! { <details class="more"><summary>{words.more}</summary>{rest}</details> }.into_any()
            } else {
                rest.into_any()
            }}
            <PageScript name="sound.js"/>
            <PageScript name="following.js"/>
        </main>
    }
}

/// Lets a customer erase name and note of an order that has ended, where it has any.
#[component]
fn EraseForm(order: Arc<Order>) -> impl IntoView {
    let words = &request_lang().words().order;
    let is_known = !order.customer.name.is_empty() || !order.note.is_empty();
    (is_known && !order.status.is_open()).then(|| {
        view! {
            <details class="erase">
                <summary>{words.erase}</summary>
                <form method="post" action="/client/api/orders/erase">
                    <p class="fine">{words.erase_hint}</p>
                    <input type="hidden" name="id" value=order.id.to_string()/>
                    <button type="submit" class="quiet">{words.erase}</button>
                </form>
            </details>
        }
    })
}

/// Lines, total, note, and how the order is handed over.
#[component]
fn OrderReceipt(order: Arc<Order>) -> impl IntoView {
    let context = request_context();
    let lang = request_lang();
    let (zone, words, money) = (
        time::store_zone(&context.gateway),
        lang.words(),
        MoneyFormat::for_currency(&order.currency, lang),
    );
    let dining =
        if order.dining == DiningMode::Here { words.common.here } else { words.common.takeout };
    let dining = match order.cup {
        Some(cup) => format!("{dining} · {}", (words.checkout.cup)(cup)),
        None => dining.to_owned(),
    };
    let receipt = (words.order.receipt)(&dining, &time::day_and_time(order.placed_at, &zone, lang));
    let pickup = order.pickup_at.map(|at| {
        let at = time::upcoming_time(at, context.now, &zone, lang);
        view! { <p class="fine">{words.order.pickup_at}" "{at}</p> }
    });
    let unprinted = order.status.is_open().then(|| render_unprintable_notice(&order, lang));
    let menu = context.gateway.known_menu().map(|known| known.menu);
    let lines =
        order.lines.iter().map(|of| render_line(of, menu.as_deref(), &money, lang)).collect_view();
    view! {
        <section class="receipt" aria-label=words.order.contents>
            <ul class="lines summary">{lines}</ul>
            <p class="total">{words.common.total}" "<strong>{money.format_amount(order.total)}</strong></p>
            {(!order.note.is_empty()).then(|| view! { <p class="note">{order.note.clone()}</p> })}
            {unprinted}
            {pickup}
            <p class="fine">{receipt}</p>
            <p class="fine pay">{words.checkout.pay_in_store}</p>
        </section>
    }
}

fn render_line(
    line: &OrderLine,
    menu: Option<&Menu>,
    money: &MoneyFormat,
    lang: Lang,
) -> impl IntoView + use<> {
    let names = line_names(line, menu, lang);
    view! {
        <li>
            <div class="words">
                <strong><span lang=names.name_lang>{names.name}</span>" × "{line.quantity}</strong>
                <span class="chosen" lang=names.options_lang>{names.options}</span>
            </div>
            <span class="price">{money.format_amount(line.line_total)}</span>
        </li>
    }
}
