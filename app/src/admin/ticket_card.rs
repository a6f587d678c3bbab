//! One ticket: what to make, how long it has waited, and the next step under the thumb.

use super::{
    board::{BoardState, status_word, step},
    ticket::{Ticket, TicketLine},
};
use leptos::prelude::*;
use order_api::Status;

/// What staff tell a customer when an order cannot be made.
const REASONS: [&str; 4] =
    ["재료가 떨어졌어요", "주문이 많아 지금은 어려워요", "곧 영업을 마쳐요", "매장 사정으로 만들 수 없어요"];

/// From this many minutes on a ticket is late.
const LATE_MIN: i64 = 10;

/// The common step from each status, with its label.
fn next(status: Status) -> Option<(Status, &'static str)> {
    match status {
        Status::Placed => Some((Status::Accepted, "접수")),
        Status::Accepted => Some((Status::Preparing, "제조 시작")),
        Status::Preparing => Some((Status::Ready, "준비 완료")),
        Status::Ready => Some((Status::Completed, "전달 완료")),
        _ => None,
    }
}

/// How an order is turned down from each status.
fn refusal(status: Status) -> Option<(Status, &'static str)> {
    match status {
        Status::Placed => Some((Status::Rejected, "거절")),
        Status::Accepted | Status::Preparing => Some((Status::Cancelled, "취소")),
        _ => None,
    }
}

/// A ticket with its buttons.
#[component]
pub fn TicketCard(ticket: Ticket, state: BoardState) -> impl IntoView {
    let asking = RwSignal::new(false);
    let (id, status, version, placed_at_ms) =
        (ticket.id.clone(), ticket.status, ticket.version, ticket.placed_at_ms);
    let id = StoredValue::new(id);
    let act =
        move |to: Status, reason: Option<String>| id.with_value(|id| step(state, id, to, version, reason));
    let waiting_min = move || (state.now_ms.get() - placed_at_ms).max(0) / 60_000;
    let busy = move || id.with_value(|id| state.busy.with(|busy| busy.as_deref() == Some(id.as_str())));
    view! {
        <article class="ticket" class:late={move || waiting_min() >= LATE_MIN} data-number=ticket.number data-status=status.as_str()>
            <header>
                <strong class="number">{ticket.number}</strong>
                <span class="who">{ticket.name.clone()}</span>
                <span class="badge">{ticket.dining.clone()}</span>
                <span class="age">{move || waiting_min()}"분"</span>
            </header>
            <p class="times">{ticket.placed.clone()}" 주문 · "{ticket.promised.clone()}" 약속 · "{status_word(status)}</p>
            <ul class="make">{ticket.lines.iter().map(line).collect_view()}</ul>
            {(!ticket.note.is_empty()).then(|| view! { <p class="note">{ticket.note.clone()}</p> })}
            {(!ticket.menu_verified).then(|| view! { <p class="unverified">"메뉴 확인 전 주문 · 품절과 가격을 확인하세요"</p> })}
            <footer>
                {next(status).map(|(to, label)| view! {
                    <button type="button" class="primary" disabled=busy on:click=move |_| act(to, None)>{label}</button>
                })}
                {(status == Status::Ready).then(|| view! {
                    <button type="button" class="quiet" disabled=busy on:click=move |_| act(Status::Preparing, None)>"되돌리기"</button>
                })}
                {refusal(status).map(|(_, label)| view! {
                    <button type="button" class="quiet danger" disabled=busy aria-expanded=move || asking.get().to_string()
                        on:click=move |_| asking.update(|asking| *asking = !*asking)>{label}</button>
                })}
            </footer>
            <Show when=move || asking.get()>
                <div class="reasons" role="group" aria-label="사유">
                    {refusal(status).map(|(to, _)| REASONS.into_iter().map(|reason| view! {
                        <button type="button" disabled=busy on:click=move |_| act(to, Some(reason.to_owned()))>{reason}</button>
                    }).collect_view())}
                </div>
            </Show>
        </article>
    }
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
