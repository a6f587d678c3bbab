//! The board's page, with the state the live feed last told, so it opens while the order service is down.

use super::{
    Board,
    ticket::{Snapshot, Ticket},
};
use crate::ssr::{context, time};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/admin`
#[component]
pub fn BoardPage() -> impl IntoView {
    let context = context();
    if !context.signed_in {
        leptos_axum::redirect("/admin/sign-in");
        return ().into_any();
    }
    let (zone, name) = (
        time::store_zone(&context.gateway),
        context.gateway.menu().map(|known| known.menu.store.name.ko.clone()),
    );
    let (orders, upstream, heard_at) = context.live.board();
    let tickets = orders.iter().map(|order| Ticket::of(order, &zone)).collect();
    let heard_ms = heard_at.map(jiff::Timestamp::as_millisecond);
    let initial = Snapshot { tickets, upstream, heard_ms, now_ms: context.now.as_millisecond() };
    view! {
        <Title text="주문 보드"/>
        <header class="bar">
            <h1>{name.unwrap_or_else(|| "주문 보드".to_owned())}</h1>
            <form method="post" action="/admin/api/sign-out"><button type="submit" class="quiet">"로그아웃"</button></form>
        </header>
        <main><Board initial/></main>
    }
    .into_any()
}
