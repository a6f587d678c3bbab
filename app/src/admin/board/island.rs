//! The order board: one island fed by the live feed. When its state may be old, it shows how old.

use crate::{
    admin::board::{
        all_day::all_day_totals,
        connection::{BoardConnection, StaleNotice},
        steps::{BoardState, acknowledge_cancellation, transition_ticket, undo_transition},
        ticket::{ActiveDecision, BoardSnapshot, BoardStoreState},
        ticket_card::TicketCard,
        visible_tickets::{BoardColumn, VisibleTickets},
    },
    shared::ui::{Lang, bind_text},
};
use leptos::prelude::*;
use order_api::OrderStatus;

/// `/admin`, starting with the board as the server knew it when the page was rendered.
#[island]
pub fn OrderBoard(
    /// The state to start from.
    initial: BoardSnapshot,
    /// The reader's language.
    lang: Lang,
) -> impl IntoView {
    let state = BoardState::new(initial.now_ms, lang);
    let words = state.board_words();
    let link = BoardConnection::new(initial.upstream, initial.heard_ms);
    let silent = RwSignal::new(false);
    let hydrated = RwSignal::new(false);
    let store = RwSignal::new(initial.store);
    let shown = RwSignal::new({
        let mut shown = VisibleTickets::default();
        shown.replace_all(initial.tickets);
        shown
    });
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    crate::admin::board::feed::follow_board_feed(shown, store, state, link, silent);

    let column = move |column| {
        let tickets = Memo::new(move |_| {
            let at = state.station.get();
            let mut tickets = shown.with(|shown| shown.column_tickets(column, state.now_ms.get()));
            tickets.retain(|ticket| ticket.lines.iter().any(|line| line.is_at(at.as_deref())));
            tickets
        });
        (tickets, move || tickets.with(Vec::len))
    };
    let lane = move |which: BoardColumn, title: &'static str, none: &'static str| {
        let (tickets, count) = column(which);
        view! {
            <section class="lane" aria-label=title>
                <h2>{title}" "<span class="count" translate="no" {..bind_text(move || count().to_string())}></span></h2>
                <Show when=move || count() == 0><p class="none">{none}</p></Show>
                <div class="tickets">
                    <For each=move || tickets.get() key=|t| (t.id.clone(), t.version) let:ticket>
                        <TicketCard ticket state/>
                    </For>
                </div>
            </section>
        }
    };
    let (done, done_count) = column(BoardColumn::Done);
    let (cancelled, _) = column(BoardColumn::Cancelled);
    view! {
        <div class="board" data-hydrated=move || hydrated.get() data-live=move || link.is_live()>
            <div class="notices">
                <StaleNotice link now_ms=state.now_ms lang/>
                <Show when=move || store.with(|store| store.closed.is_some())>
                    <p class="paused" role="status" {..bind_text(move || store.get().closed.unwrap_or_default())}></p>
                </Show>
                <DecisionNotice store state which=|store| store.paused.clone() action="/admin/api/store/pause" ends=("how_long", "over", words.resume)/>
                <DecisionNotice store state which=|store| store.slower.clone() action="/admin/api/store/wait" ends=("extra_min", "0", words.usual_times)/>
                <Show when=move || state.problem.with(Option::is_some)>
                    <p class="problem" role="alert" lang=lang.tag()>
                        <span {..bind_text(move || state.problem.get().unwrap_or_default())}></span>
                        <button type="button" class="quiet" on:click=move |_| state.problem.set(None)>{words.close}</button>
                    </p>
                </Show>
                <For each=move || cancelled.get() key=|t| (t.id.clone(), t.version) let:ticket>
                    <p class="cancelled" role="alert" data-number=ticket.number>
                        <span><strong>{ticket.number}</strong>" "{words.customer_cancelled}" · "<span class="who">{ticket.name.clone()}</span></span>
                        <button type="button" class="quiet" disabled=order_busy_signal(state, ticket.id.clone()) on:click=move |_| acknowledge_cancellation(state, ticket.id.clone())>{words.acknowledge}</button>
                    </p>
                </For>
            </div>
            <Show when=move || silent.get()>
                <button type="button" class="sound" on:click=move |_| unlock_sound()>{words.unlock_sound}</button>
            </Show>
            <AllDay shown store state/>
            <div class="lanes">
                {lane(BoardColumn::New, words.new, words.new_none)}
                {lane(BoardColumn::Making, words.making, words.making_none)}
                {lane(BoardColumn::Ready, words.ready, words.ready_none)}
            </div>
            <Show when=move || done_count() != 0>
                <section class="done-lane" aria-label=words.recent>
                    <h2>{words.recent}</h2>
                    <For each=move || done.get() key=|t| (t.id.clone(), t.version) let:ticket>
                        <button type="button" class="recall" disabled=order_busy_signal(state, ticket.id.clone()) on:click=move |_| transition_ticket(state, &ticket, OrderStatus::Ready, None)>
                            <strong>{ticket.number}</strong>" "{words.recall}
                        </button>
                    </For>
                </section>
            </Show>
            <UndoBar state/>
        </div>
    }
}

/// A decision of staff about the store, how long it holds, and the button that ends it.
#[component]
fn DecisionNotice(
    store: RwSignal<BoardStoreState>,
    state: BoardState,
    which: fn(&BoardStoreState) -> Option<ActiveDecision>,
    action: &'static str,
    /// Name and value of the form field that ends the decision, and the button's label.
    ends: (&'static str, &'static str, &'static str),
) -> impl IntoView {
    let (name, value, label) = ends;
    let words = move || {
        let decided = store.with(which)?;
        decided
            .until_ms
            .is_none_or(|until_ms| state.now_ms.get() < until_ms)
            .then_some(decided.words)
    };
    view! {
        <Show when=move || words().is_some()>
            <form class="paused" method="post" action=action>
                <span role="status" {..bind_text(move || words().unwrap_or_default())}></span>
                <button type="submit" class="quiet" name=name value=value>{label}</button>
            </form>
        </Show>
    }
}

/// The quantities still to be made, for all stations or one.
#[component]
fn AllDay(
    shown: RwSignal<VisibleTickets>,
    store: RwSignal<BoardStoreState>,
    state: BoardState,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        let at = state.station.get();
        shown.with(|shown| all_day_totals(shown.all_tickets(), at.as_deref()))
    });
    let words = state.board_words();
    let choice = move |id: Option<String>, name: String| {
        let chosen = id.clone();
        let here = id;
        view! {
            <button type="button" class="chip" aria-pressed=move || (state.station.get() == here).to_string()
                on:click=move |_| state.station.set(chosen.clone())>{name}</button>
        }
    };
    view! {
        <section class="all-day" aria-label=words.all_day>
            <Show when=move || store.with(|store| store.stations.len() > 1)>
                <div class="stations" role="group" aria-label=words.stations>
                    {choice(None, words.all_stations.to_owned())}
                    <For each=move || store.get().stations key=|at| (at.id.clone(), at.name.clone()) let:at>
                        {choice(Some(at.id), at.name)}
                    </For>
                </div>
            </Show>
            <ul>
                <For each=move || all.get() key=|total| (total.name.clone(), total.quantity, total.ways.clone()) let:total>
                    <li>
                        <strong>{total.quantity}</strong>" "<span lang=total.name_lang>{total.name}</span>
                        {(!total.ways.is_empty()).then(|| {
                            let is_one = total.ways.len() == 1;
                            let way = |(way, quantity): &(String, i64)| match way.as_str() {
                                way if is_one => way.to_owned(),
                                "" => (words.plain)(*quantity),
                                way => format!("{way} {quantity}"),
                            };
                            view! { <small>{total.ways.iter().map(way).collect::<Vec<_>>().join(" · ")}</small> }
                        })}
                    </li>
                </For>
            </ul>
        </section>
    }
}

/// The last step, while it can be undone.
#[component]
fn UndoBar(state: BoardState) -> impl IntoView {
    let words = state.board_words();
    view! {
        <div class="undo" role="status">
            <For each=move || state.undo.get() key=|last| (last.id.clone(), last.to) let:last>
                <span><strong>{last.number}</strong>" "{(words.status)(last.to)}</span>
                <button type="button" class="quiet" disabled=order_busy_signal(state, last.id.clone()) on:click=move |_| undo_transition(state)>{words.undo}</button>
                <button type="button" class="quiet" aria-label=words.dismiss on:click=move |_| state.undo.set(None)>"✕"</button>
            </For>
        </div>
    }
}

/// Whether a request for that order is under way, for the buttons about it.
fn order_busy_signal(state: BoardState, id: String) -> impl Fn() -> bool + Send + 'static {
    move || state.is_busy(&id)
}

/// Staff's word for a status.
#[cfg(feature = "ssr")]
pub fn status_word(status: OrderStatus, lang: Lang) -> &'static str {
    (crate::admin::words::staff_words(lang).board.status)(status)
}

#[cfg(feature = "hydrate")]
fn unlock_sound() {
    crate::admin::board::chime::unlock_sound();
}

#[cfg(not(feature = "hydrate"))]
fn unlock_sound() {}
