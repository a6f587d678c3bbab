//! One ticket: lines to make, waiting time, and the next step within reach of the thumb.

use crate::{
    admin::{
        board::confirmed_action::TicketMore,
        board::{
            steps::{BoardState, promise, step, tick},
            ticket::{Ticket, TicketLine},
        },
        words::board::BoardWords,
    },
    shared::ui::{Lang, State, said},
};
use leptos::prelude::*;
use order_api::{
    Actor, REASONS, Status,
    lifecycle::{Needs, RECALL_WINDOW, STEPS, Step},
};

/// A ticket with fewer minutes left than this is marked as soon late.
const SOON_MIN: i64 = 3;

/// Minutes that one press adds to the promised time.
const DELAY_MIN: i64 = 5;

/// Minutes after which a ready order can be marked as not collected.
const NO_SHOW_MIN: i64 = 10;

/// The lifecycle's steps that staff may take from `from`.
fn steps(from: Status) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.from == from && step.by == Actor::Staff)
}

/// Target of the step that refuses an order, the first in the table where there are two.
fn refusal(from: Status) -> Option<Status> {
    steps(from).find(|step| step.needs == Needs::Reason).map(|step| step.to)
}

/// Label of a step's button.
fn label(step: &Step, words: &BoardWords) -> &'static str {
    if step.needs == Needs::Recent { words.recall } else { (words.step)(step.to) }
}

/// A ticket with its buttons.
#[component]
pub fn TicketCard(ticket: Ticket, state: BoardState) -> impl IntoView {
    let words = state.words();
    let asking = RwSignal::new(false);
    let ticket = StoredValue::new(ticket);
    let act = move |to: Status, reason: Option<String>| {
        asking.set(false);
        ticket.with_value(|t| step(state, t, to, reason));
    };
    let busy = move || ticket.with_value(|t| state.is_busy(&t.id));
    let Ticket { status, status_at_ms, promised_at_ms, .. } = ticket.get_value();
    let is_awaited = status.is_awaited();
    let late_min = move || state.minutes_since(promised_at_ms);
    let button = move |step: &'static Step| {
        let class =
            if step.needs == Needs::Nothing && step.to != Status::NoShow { "primary" } else { "quiet" };
        let shown = move || match (step.needs, step.to) {
            (Needs::Recent, _) => state.minutes_since(status_at_ms) < RECALL_WINDOW.as_mins(),
            (_, Status::NoShow) => state.minutes_since(status_at_ms) >= NO_SHOW_MIN,
            _ => true,
        };
        view! {
            <Show when=shown>
                <button type="button" class=class disabled=busy on:click=move |_| act(step.to, None)>{label(step, words)}</button>
            </Show>
        }
    };
    let delay = move |_| {
        let later_ms = promised_at_ms.max(state.now_ms.get_untracked()) + DELAY_MIN * 60_000;
        ticket.with_value(|t| promise(state, t.id.clone(), later_ms));
    };
    let shown = ticket.get_value();
    let lines = (0..).zip(shown.lines.clone()).map(|(index, made)| line(index, made, ticket, state));
    view! {
        <article class="ticket" class:late={move || is_awaited && late_min() >= 0}
            class:soon={move || is_awaited && (-SOON_MIN..0).contains(&late_min())}
            class:held=busy data-number=shown.number data-status=status.as_str()>
            <header>
                <strong class="number">{shown.number}</strong>
                <span class="who">{shown.name}</span>
                <span class="age" {..said(move || age(state, is_awaited, late_min(), status_at_ms))}></span>
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
            {(!shown.menu_verified).then(|| view! { <p class="unverified">{State::MenuUnverified.text(state.lang)}</p> })}
            <footer>
                {steps(status).filter(|step| step.needs != Needs::Reason).map(button).collect_view()}
                {is_awaited.then(|| view! {
                    <button type="button" class="quiet" disabled=busy on:click=delay>{format!("+{}", (words.minutes)(DELAY_MIN))}</button>
                })}
                {refusal(status).map(|to| view! {
                    <button type="button" class="quiet danger" disabled=busy aria-expanded=move || asking.get().to_string()
                        on:click=move |_| asking.update(|asking| *asking = !*asking)>{(words.step)(to)}</button>
                })}
                {(!shown.at_counter).then(|| view! { <TicketMore id=shown.id state/> })}
            </footer>
            <Show when=move || asking.get()>
                <div class="reasons" role="group" aria-label=words.reason>
                    {refusal(status).map(|to| REASONS.into_iter().zip(state.lang.words().order.reasons).map(|(code, reason)| view! {
                        <button type="button" disabled=busy on:click=move |_| act(to, Some(code.to_owned()))>{reason}</button>
                    }).collect_view())}
                </div>
            </Show>
        </article>
    }
}

/// Minutes left until the promised time, or minutes late; for a ready order the minutes since it
/// became ready.
fn age(state: BoardState, is_awaited: bool, late_min: i64, status_at_ms: i64) -> String {
    let words = state.words();
    match late_min {
        _ if !is_awaited => (words.minutes)(state.minutes_since(status_at_ms).max(0)),
        0 => words.due_now.to_owned(),
        late_min @ 1.. => (words.late_by)(late_min),
        late_min => (words.left)(-late_min),
    }
}

/// A line of the ticket; a touch marks it as made while the order is being made.
fn line(index: u32, line: TicketLine, ticket: StoredValue<Ticket>, state: BoardState) -> impl IntoView {
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
    let inner = if matches!(status, Status::Accepted | Status::Preparing) {
        let own = StoredValue::new(id.clone());
        view! {
            <button type="button" class="line" aria-pressed=done.to_string() disabled=move || own.with_value(|id| state.is_busy(id))
                on:click=move |_| tick(state, id.clone(), index, !done)>{what}</button>
        }
        .into_any()
    } else {
        view! { <div class="line">{what}</div> }.into_any()
    };
    view! { <li class:made=done hidden=move || !is_here()>{inner}</li> }
}
