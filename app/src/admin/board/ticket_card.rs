//! One ticket: lines to make, waiting time, and the next step within reach of the thumb.

use crate::{
    admin::{
        board::confirmed_action::TicketActions,
        board::{
            steps::{BoardState, set_line_done, set_promised_time, transition_ticket},
            ticket::{Ticket, TicketLine},
        },
        words::board::BoardWords,
    },
    shared::ui::{Lang, PageNotice, bind_text},
};
use leptos::prelude::*;
use order_api::{
    OrderActor, OrderStatus, REASONS,
    lifecycle::{RECALL_WINDOW, STEPS, TransitionCondition, TransitionRule},
};

/// A ticket with fewer minutes left than this is marked as soon late.
const SOON_MIN: i64 = 3;

/// Minutes that one press adds to the promised time.
const DELAY_MIN: i64 = 5;

/// Minutes after which a ready order can be marked as not collected.
const NO_SHOW_MIN: i64 = 10;

/// The lifecycle's steps that staff may take from `from`.
fn staff_transitions(from: OrderStatus) -> impl Iterator<Item = &'static TransitionRule> {
    STEPS.iter().filter(move |step| step.from == from && step.by == OrderActor::Staff)
}

/// Target of the step that refuses an order, the first in the table where there are two.
fn refusal_status(from: OrderStatus) -> Option<OrderStatus> {
    staff_transitions(from)
        .find(|step| step.needs == TransitionCondition::Reason)
        .map(|step| step.to)
}

/// Label of a step's button.
fn transition_label(step: &TransitionRule, words: &BoardWords) -> &'static str {
    if step.needs == TransitionCondition::Recent { words.recall } else { (words.step)(step.to) }
}

/// A ticket with its buttons.
#[component]
pub fn TicketCard(ticket: Ticket, state: BoardState) -> impl IntoView {
    let words = state.board_words();
    let asking = RwSignal::new(false);
    let ticket = StoredValue::new(ticket);
    let act = move |to: OrderStatus, reason: Option<String>| {
        asking.set(false);
        ticket.with_value(|t| transition_ticket(state, t, to, reason));
    };
    let busy = move || ticket.with_value(|t| state.is_busy(&t.id));
    let Ticket { status, status_at_ms, promised_at_ms, .. } = ticket.get_value();
    let is_awaited = status.is_awaited();
    let late_min = move || state.minutes_since(promised_at_ms);
    let button = move |step: &'static TransitionRule| {
        let class = if step.needs == TransitionCondition::Nothing && step.to != OrderStatus::NoShow
        {
            "primary"
        } else {
            "quiet"
        };
        let shown = move || match (step.needs, step.to) {
            (TransitionCondition::Recent, _) => {
                state.minutes_since(status_at_ms) < RECALL_WINDOW.as_mins()
            }
            (_, OrderStatus::NoShow) => state.minutes_since(status_at_ms) >= NO_SHOW_MIN,
            _ => true,
        };
        view! {
            <Show when=shown>
                <button type="button" class=class disabled=busy on:click=move |_| act(step.to, None)>{transition_label(step, words)}</button>
            </Show>
        }
    };
    let delay = move |_| {
        let later_ms = promised_at_ms.max(state.now_ms.get_untracked()) + DELAY_MIN * 60_000;
        ticket.with_value(|t| set_promised_time(state, t.id.clone(), later_ms));
    };
    let shown = ticket.get_value();
    let lines =
        (0..).zip(shown.lines.clone()).map(|(index, made)| render_line(index, made, ticket, state));
    view! {
        <article class="ticket" class:late={move || is_awaited && late_min() >= 0}
            class:soon={move || is_awaited && (-SOON_MIN..0).contains(&late_min())}
            class:held=busy data-number=shown.number data-status=status.as_str()>
            <header>
                <strong class="number">{shown.number}</strong>
                <span class="who">{shown.name}</span>
                <span class="age" {..bind_text(move || due_text(state, is_awaited, late_min(), status_at_ms))}></span>
            </header>
            <p class="times">
                {shown.at_counter.then(|| view! { <span class="badge">{words.at_counter}</span> })}
                <span class="badge">{shown.dining}</span>
                {shown.cup.map(|cup| view! { <span class="badge">{cup}</span> })}
                <span>{(words.placed_at)(&shown.placed)}</span>
                <span>{(words.promised_at)(&shown.promised)}</span>
            </p>
            {shown.pickup.map(|at| view! { <p class="pickup">{words.pickup_at.0}<strong>{at}</strong>{words.pickup_at.1}</p> })}
            <ul class="make">{lines.collect_view()}</ul>
            {(!shown.note.is_empty()).then(|| view! { <p class="note">{shown.note}</p> })}
            {(!shown.menu_verified).then(|| view! { <p class="unverified">{PageNotice::MenuUnverified.text_in(state.lang)}</p> })}
            <footer>
                {staff_transitions(status).filter(|step| step.needs != TransitionCondition::Reason).map(button).collect_view()}
                {is_awaited.then(|| view! {
                    <button type="button" class="quiet" disabled=busy on:click=delay>{format!("+{}", (words.minutes)(DELAY_MIN))}</button>
                })}
                {refusal_status(status).map(|to| view! {
                    <button type="button" class="quiet danger" disabled=busy aria-expanded=move || asking.get().to_string()
                        on:click=move |_| asking.update(|asking| *asking = !*asking)>{(words.step)(to)}</button>
                })}
                {(!shown.at_counter).then(|| view! { <TicketActions id=shown.id state/> })}
            </footer>
            <Show when=move || asking.get()>
                <div class="reasons" role="group" aria-label=words.reason>
                    {refusal_status(status).map(|to| REASONS.into_iter().zip(state.lang.words().order.reasons).map(|(code, reason)| view! {
                        <button type="button" disabled=busy on:click=move |_| act(to, Some(code.to_owned()))>{reason}</button>
                    }).collect_view())}
                </div>
            </Show>
        </article>
    }
}

/// Minutes left until the promised time, or minutes late; for a ready order the minutes since it
/// became ready.
fn due_text(state: BoardState, is_awaited: bool, late_min: i64, status_at_ms: i64) -> String {
    let words = state.board_words();
    match late_min {
        _ if !is_awaited => (words.minutes)(state.minutes_since(status_at_ms).max(0)),
        0 => words.due_now.to_owned(),
        late_min @ 1.. => (words.late_by)(late_min),
        late_min => (words.left)(-late_min),
    }
}

/// A line of the ticket; a touch marks it as made while the order is being made.
fn render_line(
    index: u32,
    line: TicketLine,
    ticket: StoredValue<Ticket>,
    state: BoardState,
) -> impl IntoView {
    let Ticket { id, status, .. } = ticket.get_value();
    let here = line.clone();
    let is_here = move || state.station.with(|station| here.is_at(station.as_deref()));
    let TicketLine { quantity, name, name_lang, options, options_lang, done, .. } = line;
    let what = view! {
        <strong class="times-of">{quantity}</strong>
        <span class="what">
            <span lang=name_lang.map(Lang::tag)>{name}</span>
            <small lang=options_lang.map(Lang::tag)>{options}</small>
        </span>
    };
    let inner = if matches!(status, OrderStatus::Accepted | OrderStatus::Preparing) {
        let own = StoredValue::new(id.clone());
        view! {
            <button type="button" class="line" aria-pressed=done.to_string() disabled=move || own.with_value(|id| state.is_busy(id))
                on:click=move |_| set_line_done(state, id.clone(), index, !done)>{what}</button>
        }
        .into_any()
    } else {
        view! { <div class="line">{what}</div> }.into_any()
    };
    view! { <li class:made=done hidden=move || !is_here()>{inner}</li> }
}
