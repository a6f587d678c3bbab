//! Decisions about the customer of an order: block the phone for a day, or erase name and note.

use crate::{
    admin::{
        board::confirmed_action::{Decision, block_phone},
        words::page_words,
    },
    shared::{
        ssr::{context, lang, query, words},
        ui::{Act, Problem},
    },
};
use leptos::prelude::*;
use order_api::Order;

/// The section below an order.
#[component]
pub fn OrderCustomer(order: Order) -> impl IntoView {
    let problem = query("problem").map(|code| {
        let problem = Problem::of(&code, Act::Step).text(lang());
        view! { <p class="problem" role="alert" data-code=code>{problem}</p> }
    });
    let id = order.id.to_string();
    let is_known = !order.customer.name.is_empty() || !order.note.is_empty();
    let block = (!order.customer.is_at_counter()).then(|| decide(&id, block_phone(lang())));
    let staff = &page_words().orders;
    let erase =
        Decision { action: "/admin/api/orders/erase", label: staff.erase, hint: words().order.erase_hint };
    let erase = (context().is_manager() && is_known && !order.status.is_open()).then(|| decide(&id, erase));
    view! {
        {problem}
        {query("erased").map(|_| view! { <p class="done" role="status">{staff.erased}</p> })}
        <div class="acts">{block}{erase}</div>
    }
}

fn decide(id: &str, Decision { action, label, hint }: Decision) -> impl IntoView + use<> {
    view! {
        <details class="removal">
            <summary class="quiet">{label}</summary>
            <form method="post" action=action>
                <input type="hidden" name="id" value=id.to_owned()/>
                <p class="fine">{hint}</p>
                <button type="submit" class="quiet danger">{label}</button>
            </form>
        </details>
    }
}
