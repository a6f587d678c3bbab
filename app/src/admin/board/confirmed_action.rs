//! Actions confirmed by a second press: the first press shows the consequence.

use crate::{
    admin::{
        board::steps::{BoardState, block_order_phone},
        words::staff_words,
    },
    shared::ui::{Lang, bind_text},
};
use leptos::{ev::SubmitEvent, prelude::*};

/// A form about an order.
#[derive(Clone, Copy)]
pub struct ConfirmedAction {
    /// Address that the form is posted to.
    pub action: &'static str,
    /// Label of both buttons.
    pub label: &'static str,
    /// The consequence, shown before the second press.
    pub hint: &'static str,
}

/// Blocks the phone that placed an order from ordering for a day.
pub fn block_phone_action(lang: Lang) -> ConfirmedAction {
    let words = &staff_words(lang).board;
    ConfirmedAction {
        action: "/admin/api/orders/block",
        label: words.block_phone,
        hint: words.block_phone_hint,
    }
}

/// Further actions on a ticket. With scripts the form is sent without leaving the board.
#[component]
pub fn TicketActions(id: String, state: BoardState) -> impl IntoView {
    let is_blocked = RwSignal::new(false);
    let order = StoredValue::new(id);
    let busy = move || order.with_value(|id| state.is_busy(id));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        block_order_phone(state, order.get_value(), is_blocked);
    };
    let ConfirmedAction { action, label, hint } = block_phone_action(state.lang);
    let words = state.board_words();
    view! {
        <details class="removal" hidden=move || is_blocked.get()>
            <summary class="quiet" aria-label=words.more>"⋯"</summary>
            <form method="post" action=action on:submit=submit>
                <input type="hidden" name="id" value=order.get_value()/>
                <p class="fine">{hint}</p>
                <button type="submit" class="quiet danger" disabled=busy>{label}</button>
            </form>
        </details>
        <p class="fine" role="status" {..bind_text(move || if is_blocked.get() { words.phone_blocked } else { "" })}></p>
    }
}
