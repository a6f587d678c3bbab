//! This phone's open orders: as a strip on pages that are not about one of them, and on the pages
//! that follow orders.

use crate::shared::{
    ssr::{LiveOrders, line_names, request_context, request_words, time},
    ui::Lang,
};
use leptos::prelude::*;
use menu_api::Menu;
use order_api::{Order, OrderStatus};
use serde::Serialize;
use std::cmp::Reverse;

/// An open order as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenOrder {
    /// Id of the order.
    pub id: String,
    /// Its pickup number.
    pub number: i64,
    pub status: OrderStatus,
    /// Grows with every change.
    pub version: i64,
    /// The step as a label, empty for a status without a step.
    pub step: String,
    /// The status as a sentence.
    pub text: String,
    /// The first item, and how many more.
    pub what: String,
    /// Language of `what`, when it is not the page's.
    pub what_lang: Option<String>,
    /// Promised time on the store's clock.
    pub promised: String,
}

impl OpenOrder {
    /// The order for a reader of `lang`, with the names of the current menu.
    pub fn from_order(order: &Order, menu: Option<&Menu>, zone: &str, lang: Lang) -> Self {
        let words = lang.words();
        let first = order.lines.first().map(|line| line_names(line, menu, lang));
        let (first, what_lang) =
            first.map(|names| (names.name, names.name_lang)).unwrap_or_default();
        let more = match order.lines.len() {
            0 | 1 => String::new(),
            lines => (words.orders.and_more)(lines - 1),
        };
        let step =
            crate::client::orders::progress::STEPS.iter().position(|step| *step == order.status);
        Self {
            id: order.id.to_string(),
            number: order.number,
            status: order.status,
            version: order.version,
            step: step.map_or("", |step| words.order.steps[step]).to_owned(),
            text: (words.status)(order.status).to_owned(),
            what: format!("{first}{more}"),
            what_lang: what_lang.map(str::to_owned),
            promised: time::clock_time(order.promised_at, zone, lang),
        }
    }

    /// The orders of `session` that the live feed knows, newest first: open ones, and those that
    /// ended recently.
    pub fn list_for_session(
        live: &dyn LiveOrders,
        session: &str,
        menu: Option<&Menu>,
        zone: &str,
        lang: Lang,
    ) -> Vec<Self> {
        let mut orders = live.orders_of(session);
        orders.sort_by_key(|order| Reverse((order.placed_at, order.number)));
        orders.iter().map(|order| Self::from_order(order, menu, zone, lang)).collect()
    }
}

/// Links to the open orders, for pages that are not about orders.
#[component]
pub fn OpenOrders() -> impl IntoView {
    let context = request_context();
    let zone = time::store_zone(&context.gateway);
    let own = OpenOrder::list_for_session(
        context.live.as_ref(),
        &context.session,
        None,
        &zone,
        context.lang,
    );
    view! { <OpenOrderStrip orders=own/> }
}

/// The open ones of `orders`, side by side; hidden but rendered while there are none, since a live
/// update may add one.
#[component]
pub fn OpenOrderStrip(
    /// Orders of one customer.
    orders: Vec<OpenOrder>,
) -> impl IntoView {
    let open: Vec<OpenOrder> = orders.into_iter().filter(|order| order.status.is_open()).collect();
    let one = |order: OpenOrder| {
        view! {
            <a href=format!("/client/orders/{}", order.id) data-status=order.status.as_str()>
                <strong>{order.number}</strong>" "<span>{order.step}</span>
            </a>
        }
    };
    let label = request_words().orders.open;
    let is_empty = open.is_empty();
    view! {
        <nav class="open-orders" aria-label=label hidden=is_empty>{open.into_iter().map(one).collect_view()}</nav>
    }
}

/// Row of the live list. `following.js` finds its parts by their position.
#[component]
pub fn OpenOrderRow(
    /// `None` renders the template for rows that the script adds later.
    order: Option<OpenOrder>,
) -> impl IntoView {
    let waits = order
        .as_ref()
        .is_some_and(|order| order.status.is_open() && order.status != OrderStatus::Ready);
    let status = order.as_ref().map(|order| order.status.as_str());
    let id = order.as_ref().map(|o| o.id.clone());
    let version = order.as_ref().map(|o| o.version);
    let href = format!("/client/orders/{}", id.as_deref().unwrap_or_default());
    let number = order.as_ref().map(|order| order.number);
    let (what, what_lang, text, promised) = order
        .map(|order| (order.what, order.what_lang, order.text, order.promised))
        .unwrap_or_default();
    view! {
        <li data-id=id data-status=status data-version=version>
            <a href=href>
                <strong class="small-number">{number}</strong>
                <div class="words">
                    <strong lang=what_lang>{what}</strong>
                    <span class="chosen">{text}</span>
                    <span class="fine" hidden=!waits>{request_words().order.promised}" "<span>{promised}</span></span>
                </div>
            </a>
        </li>
    }
}
