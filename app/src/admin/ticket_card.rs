//! One ticket: what to make, how long it has waited, and the next step under the thumb.

use super::{
    board::{BoardState, status_word, step},
    ticket::{Ticket, TicketLine},
};
use crate::ui::{Lang, State};
use leptos::prelude::*;
use order_api::{
    Actor, Status,
    lifecycle::{Needs, RECALL_WINDOW, STEPS, Step},
};

/// From this many minutes on a ticket is late.
const LATE_MIN: i64 = 10;

/// From this many minutes on a ready order may be given up as not collected.
const NO_SHOW_MIN: i64 = 10;

/// The steps that staff may take from a status, as the lifecycle has them.
fn steps(from: Status) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.from == from && step.by == Actor::Staff)
}

/// The step that turns an order down; of two, the first in the table.
fn refusal(from: Status) -> Option<Status> {
    steps(from).find(|step| step.needs == Needs::Reason).map(|step| step.to)
}

/// The word on the button of a step.
fn label(step: &Step) -> &'static str {
    match (step.needs, step.to) {
        (Needs::Recent, _) => "되돌리기",
        (_, Status::Accepted) => "접수",
        (_, Status::Preparing) => "제조 시작",
        (_, Status::Ready) => "준비 완료",
        (_, Status::Completed) => "전달 완료",
        (_, to) => status_word(to),
    }
}

/// A ticket with its buttons.
#[component]
pub fn TicketCard(ticket: Ticket, state: BoardState) -> impl IntoView {
    let asking = RwSignal::new(false);
    let id = StoredValue::new(ticket.id.clone());
    let (status, version) = (ticket.status, ticket.version);
    let (placed_at_ms, status_at_ms) = (ticket.placed_at_ms, ticket.status_at_ms);
    let act =
        move |to: Status, reason: Option<String>| id.with_value(|id| step(state, id, to, version, reason));
    let waiting_min = move || minutes_since(state, placed_at_ms);
    // Who ordered for later is not kept waiting.
    let is_now = ticket.pickup.is_none();
    let busy = move || id.with_value(|id| state.busy.with(|busy| busy.as_deref() == Some(id.as_str())));
    let button = move |step: &'static Step| {
        let class =
            if step.needs == Needs::Nothing && step.to != Status::NoShow { "primary" } else { "quiet" };
        let shown = move || match (step.needs, step.to) {
            (Needs::Recent, _) => minutes_since(state, status_at_ms) < RECALL_WINDOW.as_mins(),
            (_, Status::NoShow) => minutes_since(state, status_at_ms) >= NO_SHOW_MIN,
            _ => true,
        };
        view! {
            <Show when=shown>
                <button type="button" class=class disabled=busy on:click=move |_| act(step.to, None)>{label(step)}</button>
            </Show>
        }
    };
    view! {
        <article class="ticket" class:late={move || is_now && waiting_min() >= LATE_MIN} data-number=ticket.number data-status=status.as_str()>
            <header>
                <strong class="number">{ticket.number}</strong>
                <span class="who">{ticket.name.clone()}</span>
                <span class="badge">{ticket.dining.clone()}</span>
                {ticket.cup.clone().map(|cup| view! { <span class="badge cup">{cup}</span> })}
                <span class="age">{move || waiting_min()}"분"</span>
            </header>
            <p class="times">{ticket.placed.clone()}" 주문 · "{ticket.promised.clone()}" 약속 · "{status_word(status)}</p>
            {ticket.pickup.clone().map(|at| view! { <p class="pickup">"예약 · "<strong>{at}</strong>"에 받기"</p> })}
            <ul class="make">{ticket.lines.iter().map(line).collect_view()}</ul>
            {(!ticket.note.is_empty()).then(|| view! { <p class="note">{ticket.note.clone()}</p> })}
            {(!ticket.menu_verified).then(|| view! { <p class="unverified" lang=state.lang.tag()>{State::MenuUnverified.text(state.lang)}</p> })}
            <footer>
                {steps(status).filter(|step| step.needs != Needs::Reason).map(button).collect_view()}
                {refusal(status).map(|to| view! {
                    <button type="button" class="quiet danger" disabled=busy aria-expanded=move || asking.get().to_string()
                        on:click=move |_| asking.update(|asking| *asking = !*asking)>{status_word(to)}</button>
                })}
            </footer>
            <Show when=move || asking.get()>
                <div class="reasons" role="group" aria-label="사유">
                    {refusal(status).map(|to| Lang::Ko.words().order.reasons.into_iter().map(|reason| view! {
                        <button type="button" disabled=busy on:click=move |_| act(to, Some(reason.to_owned()))>{reason}</button>
                    }).collect_view())}
                </div>
            </Show>
        </article>
    }
}

fn minutes_since(state: BoardState, at_ms: i64) -> i64 {
    (state.now_ms.get() - at_ms).max(0) / 60_000
}

fn line(line: &TicketLine) -> impl IntoView + use<> {
    view! {
        <li>
            <strong class="times-of">{line.quantity}</strong>
            <div>
                <span>{line.name.clone()}</span>
                <small>{line.options.clone()}</small>
            </div>
        </li>
    }
}
