//! Following one order: its number, where it stands, and what is in it.

use super::{
    OrderProgress,
    parts::{NotFound, OrderUnreachable, ProblemNotice, TopBar},
    progress::{Progress, ProgressWords},
};
use crate::{
    ssr::{OwnOrder, condition, context, line_names, own_order, time},
    ui::{Act, Lang, Money},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use menu_api::Menu;
use order_api::{Dining, Line};

/// `/client/orders/:id`
#[component]
pub fn OrderPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let page = Suspend::new(async move {
        match own_order(&id).await {
            Ok(Some(own)) => view! { <Followed own/> }.into_any(),
            Ok(None) => NotFound().into_any(),
            Err(_) => OrderUnreachable().into_any(),
        }
    });
    view! { <Suspense>{page}</Suspense> }
}

#[component]
fn Followed(own: OwnOrder) -> impl IntoView {
    let (context, OwnOrder { order, is_current }) = (context(), own);
    let (zone, lang) = (time::store_zone(&context.gateway), context.lang);
    let stale = condition::order_notice(context.live.feed(), None, context.now, lang).filter(|_| !is_current);
    let (words, money) = (lang.words(), Money::of(&order.currency, lang));
    let dining = if order.dining == Dining::Here { words.common.here } else { words.common.takeout };
    let receipt = (words.order.receipt)(dining, &time::day_and_time(order.placed_at, &zone, lang));
    let menu = context.gateway.menu().map(|known| known.menu);
    let lines = order.lines.iter().map(|of| line(of, menu.as_deref(), &money, lang)).collect_view();
    view! {
        <TopBar title=words.order.title back="/client"/>
        <noscript><meta http-equiv="refresh" content="5"/></noscript>
        <main class="order">
            <ProblemNotice act=Act::Cancel/>
            <div class="number">
                <small>{words.order.number}</small>
                <strong>{order.number}</strong>
                <span class="for-name">{order.customer.name.clone()}</span>
            </div>
            <OrderProgress
                id=order.id.to_string()
                initial=Progress::of(&order, &zone, lang)
                stale
                words=ProgressWords::of(lang)
            />
            <section class="receipt" aria-label=words.order.contents>
                <ul class="lines summary">{lines}</ul>
                <p class="total">{words.common.total}" "<strong>{money.text(order.total)}</strong></p>
                {(!order.note.is_empty()).then(|| view! { <p class="note">{order.note.clone()}</p> })}
                <p class="fine">{receipt}</p>
            </section>
            <a class="quiet" href="/client/orders">{words.order.see_all}</a>
        </main>
    }
}

fn line(line: &Line, menu: Option<&Menu>, money: &Money, lang: Lang) -> impl IntoView + use<> {
    let names = line_names(line, menu, lang);
    view! {
        <li>
            <div class="words">
                <strong><span lang=names.name_lang>{names.name}</span>" × "{line.quantity}</strong>
                <span class="chosen" lang=names.options_lang>{names.options}</span>
            </div>
            <span class="price">{money.text(line.line_total)}</span>
        </li>
    }
}
