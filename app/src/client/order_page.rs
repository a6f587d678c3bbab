//! Following one order: its number, where it stands, and what is in it.

use super::{
    OrderProgress,
    parts::{NotFound, OrderUnreachable, ProblemNotice, TopBar},
    progress::Progress,
};
use crate::{
    ssr::{OwnOrder, condition, context, own_order, time},
    ui::{Act, State, chosen_options, money},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
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
    let dining = if order.dining == Dining::Here { "매장" } else { "포장" };
    view! {
        <TopBar title="주문 현황" back="/client"/>
        <noscript><meta http-equiv="refresh" content="5"/></noscript>
        <main class="order">
            <ProblemNotice act=Act::Cancel/>
            <div class="number">
                <small>"픽업 번호"</small>
                <strong>{order.number}</strong>
                <span class="for-name">{order.customer.name.clone()}</span>
            </div>
            <OrderProgress
                id=order.id.to_string()
                initial=Progress::of(&order, &zone)
                stale
                offline=State::OrderOffline.text(lang)
                lang=lang.tag().to_owned()
            />
            <section class="receipt" aria-label="주문 내용">
                <ul class="lines summary">{order.lines.iter().map(line).collect_view()}</ul>
                <p class="total">"합계 "<strong>{money(order.total)}</strong></p>
                {(!order.note.is_empty()).then(|| view! { <p class="note">{order.note.clone()}</p> })}
                <p class="fine">{dining}" · "{time::day_and_time(order.placed_at, &zone)}" 주문 · 결제는 매장에서"</p>
            </section>
            <a class="quiet" href="/client/orders">"내 주문 모두 보기"</a>
        </main>
    }
}

fn line(line: &Line) -> impl IntoView + use<> {
    view! {
        <li>
            <div class="words">
                <strong>{line.name.clone()}" × "{line.quantity}</strong>
                <span class="chosen">{chosen_options(line)}</span>
            </div>
            <span class="price">{money(line.line_total)}</span>
        </li>
    }
}
