//! Decisions about the customer of an order: block the phone for a day, or erase name and note.

use crate::{
    admin::{
        board::confirmed_action::{ConfirmedAction, block_phone_action},
        words::page_words,
    },
    shared::{
        ssr::{query_value, request_context, request_lang, request_words},
        ui::{OrderAction, PageProblem},
    },
};
use leptos::prelude::*;
use order_api::Order;

/// The section below an order.
#[component]
pub fn OrderCustomer(order: Order) -> impl IntoView {
    let problem = query_value("problem").map(|code| {
        let problem = PageProblem::from_code(&code, OrderAction::Step).text_in(request_lang());
        view! { <p class="problem" role="alert" data-code=code>{problem}</p> }
    });
    let id = order.id.to_string();
    let is_known = !order.customer.name.is_empty() || !order.note.is_empty();
    let block = (!order.customer.is_at_counter())
        .then(|| render_confirmed_action(&id, block_phone_action(request_lang())));
    let staff = &page_words().orders;
    let erase = ConfirmedAction {
        action: "/admin/api/orders/erase",
        label: staff.erase,
        hint: request_words().order.erase_hint,
    };
    let erase = (request_context().is_manager() && is_known && !order.status.is_open())
        .then(|| render_confirmed_action(&id, erase));
    view! {
        {problem}
        {query_value("erased").map(|_| view! { <p class="done" role="status">{staff.erased}</p> })}
        <div class="acts">{block}{erase}</div>
    }
}

fn render_confirmed_action(
    id: &str,
    ConfirmedAction { action, label, hint }: ConfirmedAction,
) -> impl IntoView + use<> {
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
