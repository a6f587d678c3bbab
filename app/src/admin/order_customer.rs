//! Decisions about the customer of an order: block the phone for a day, or erase name and note.

use super::decision::{BLOCK_PHONE, Decision};
use crate::{
    ssr::{context, query},
    ui::{Act, Lang, Problem},
};
use leptos::prelude::*;
use order_api::Order;

const ERASE: Decision = Decision {
    action: "/admin/api/orders/erase",
    label: "손님 정보 지우기",
    hint: "이 주문의 이름과 요청 사항을 지금 지워요. 되돌릴 수 없어요.",
};

/// The section below an order.
#[component]
pub fn OrderCustomer(order: Order) -> impl IntoView {
    let problem = query("problem").map(|code| {
        let words = Problem::of(&code, Act::Step).text(Lang::Ko);
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    let id = order.id.to_string();
    let is_known = !order.customer.name.is_empty() || !order.note.is_empty();
    let block = (!order.customer.is_at_counter()).then(|| decide(&id, BLOCK_PHONE));
    let erase = (context().is_manager() && is_known && !order.status.is_open()).then(|| decide(&id, ERASE));
    view! {
        {problem}
        {query("erased").map(|_| view! { <p class="done" role="status">"지웠어요"</p> })}
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
