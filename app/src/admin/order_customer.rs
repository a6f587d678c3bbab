//! What staff decide about the customer of an order: that the phone places no more for a day, and that name and note are erased.
//! Either takes two presses.

use crate::{
    ssr::{context, query},
    ui::{Act, Lang, Problem},
};
use leptos::prelude::*;
use order_api::Order;

/// Below an order.
#[component]
pub fn OrderCustomer(order: Order) -> impl IntoView {
    let problem = query("problem").map(|code| {
        let words = Problem::of(&code, Act::Step).text(Lang::Ko);
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    let id = order.id.to_string();
    let is_known = !order.customer.name.is_empty() || !order.note.is_empty();
    let block = (!order.customer.is_at_counter()).then(|| {
        decision(
            &id,
            "/admin/api/orders/block",
            "이 휴대폰 막기",
            "이 휴대폰은 24시간 동안 주문할 수 없어요. 손님에게는 카운터에 말씀해 달라고 보여요.",
        )
    });
    let erase = (context().is_manager() && is_known && !order.status.is_open()).then(|| {
        decision(
            &id,
            "/admin/api/orders/erase",
            "손님 정보 지우기",
            "이 주문의 이름과 요청 사항을 지금 지워요. 되돌릴 수 없어요.",
        )
    });
    view! {
        {problem}
        {query("erased").map(|_| view! { <p class="done" role="status">"지웠어요"</p> })}
        <div class="acts">{block}{erase}</div>
    }
}

/// The first press says what the second one does.
fn decision(
    id: &str,
    action: &'static str,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView + use<> {
    view! {
        <details class="more">
            <summary>{label}</summary>
            <form method="post" action=action>
                <input type="hidden" name="id" value=id.to_owned()/>
                <p class="fine">{hint}</p>
                <button type="submit" class="quiet danger">{label}</button>
            </form>
        </details>
    }
}
