//! The board: one island fed by the live feed. It shows what it knows, and says when that may be old.

use super::{
    link::{Link, StaleNotice},
    shown::{Column, Shown},
    ticket::Snapshot,
    ticket_card::TicketCard,
};
use crate::ui::{Act, Lang, Problem};
use leptos::prelude::*;
use order_api::Status;

/// What every ticket on the board shares.
#[derive(Clone, Copy)]
pub struct BoardState {
    /// The server's clock as far as known, milliseconds since 1970.
    pub now_ms: RwSignal<i64>,
    /// What went wrong last, in words.
    pub problem: RwSignal<Option<String>>,
    /// Id of the order a step is under way for.
    pub busy: RwSignal<Option<String>>,
    /// What is wrong is said in this language.
    pub lang: Lang,
}

/// `/admin`, with the board as the server knew it when the page was made.
#[island]
pub fn Board(
    /// The state to start from.
    initial: Snapshot,
    /// What the reader reads.
    lang: Lang,
) -> impl IntoView {
    let state = BoardState {
        now_ms: RwSignal::new(initial.now_ms),
        problem: RwSignal::new(None),
        busy: RwSignal::new(None),
        lang,
    };
    let link = Link::new(initial.upstream, initial.heard_ms);
    let silent = RwSignal::new(false);
    let hydrated = RwSignal::new(false);
    let shown = RwSignal::new({
        let mut shown = Shown::default();
        shown.replace(initial.tickets);
        shown
    });
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    feed::start(shown, state, link, silent);

    let column = move |column| {
        let tickets = Memo::new(move |_| shown.with(|shown| shown.column(column, state.now_ms.get())));
        (tickets, move || tickets.with(Vec::len))
    };
    let lane = move |which: Column, title: &'static str, none: &'static str| {
        let (tickets, count) = column(which);
        view! {
            <section class="lane" aria-label=title>
                <h2>{title}" "<span class="count">{count}</span></h2>
                <Show when=move || count() == 0><p class="none">{none}</p></Show>
                <div class="tickets">
                    <For each=move || tickets.get() key=|t| (t.id.clone(), t.version) let:ticket>
                        <TicketCard ticket state/>
                    </For>
                </div>
            </section>
        }
    };
    let (done, done_count) = column(Column::Done);
    view! {
        <div class="board" data-hydrated=move || hydrated.get() data-live=move || link.is_live()>
            <div class="notices">
                <StaleNotice link now_ms=state.now_ms lang/>
                <Show when=move || state.problem.with(Option::is_some)>
                    <p class="problem" role="alert" lang=lang.tag()>
                        {move || state.problem.get()}
                        <button type="button" class="quiet" on:click=move |_| state.problem.set(None)>{lang.words().counter.close}</button>
                    </p>
                </Show>
            </div>
            <Show when=move || silent.get()>
                <button type="button" class="sound" on:click=move |_| unlock_sound()>"🔔 눌러서 알림 소리 켜기"</button>
            </Show>
            <div class="lanes">
                {lane(Column::New, "신규", "새 주문이 오면 여기에 나타나요")}
                {lane(Column::Making, "제조", "만들 주문이 없어요")}
                {lane(Column::Ready, "준비 완료", "기다리는 주문이 없어요")}
            </div>
            <Show when=move || done_count() != 0>
                <section class="done-lane" aria-label="최근 전달">
                    <h2>"최근 전달"</h2>
                    <For each=move || done.get() key=|t| (t.id.clone(), t.version) let:ticket>
                        <button type="button" class="recall" on:click=move |_| step(state, &ticket.id, Status::Ready, ticket.version, None)>
                            <strong>{ticket.number}</strong>" 되돌리기"
                        </button>
                    </For>
                </section>
            </Show>
        </div>
    }
}

/// Moves an order; the feed brings the new state, a refusal is said in words.
pub fn step(state: BoardState, id: &str, to: Status, version: i64, reason: Option<String>) {
    if state.busy.with_untracked(|busy| busy.as_deref() == Some(id)) {
        return;
    }
    let id = id.to_owned();
    state.busy.set(Some(id.clone()));
    state.problem.set(None);
    leptos::task::spawn_local(async move {
        if let Err(error) = crate::api::move_order(id, to, version, reason).await {
            let now = error
                .current
                .map(|status| format!(" {} {}", state.lang.words().counter.status_now, status_word(status)))
                .unwrap_or_default();
            let problem = Problem::of(&error.code, Act::Step).text(state.lang);
            state.problem.set(Some(format!("{problem}{now}")));
        }
        state.busy.set(None);
    });
}

/// Staff's word for a status.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Placed => "신규",
        Status::Accepted => "접수",
        Status::Preparing => "제조 중",
        Status::Ready => "준비 완료",
        Status::Completed => "전달 완료",
        Status::Rejected => "거절",
        Status::Cancelled => "취소",
        Status::Expired => "만료",
        Status::NoShow => "미수령",
    }
}

#[cfg(feature = "hydrate")]
fn unlock_sound() {
    super::chime::unlock();
}

#[cfg(not(feature = "hydrate"))]
fn unlock_sound() {}

#[cfg(feature = "hydrate")]
mod feed {
    use super::{BoardState, Link, Shown, Snapshot};
    use crate::{
        admin::{chime, ticket::Ticket},
        live::{Follower, follow, now_ms},
    };
    use leptos::prelude::*;
    use std::time::Duration;

    const TICK: Duration = Duration::from_secs(10);

    /// Follows the board's feed and keeps the clock that ages are counted by: the server's last word plus what
    /// this page has measured since, so a wrong clock on the tablet changes nothing.
    pub fn start(shown: RwSignal<Shown>, state: BoardState, link: Link, silent: RwSignal<bool>) {
        let base = StoredValue::new((state.now_ms.get_untracked(), now_ms()));
        let server_now = move || {
            let (server_ms, page_ms) = base.get_value();
            server_ms + (now_ms() - page_ms) as i64
        };
        set_interval(move || state.now_ms.set(server_now()), TICK);
        // After hydration: until then the page must be what the server made of it.
        Effect::new(move |_| chime::follow(move |ready| silent.set(!ready)));
        // While both lines are up the screen is as fresh as the clock.
        Effect::new(move |_| {
            let now = state.now_ms.get();
            if link.is_live() {
                link.heard_ms.set(Some(now));
            }
        });
        let ring = move |rings: bool| {
            if rings {
                chime::ring();
            }
        };
        let on_frame = move |name: &str, data: &str| match name {
            "board" => {
                if let Ok(board) = serde_json::from_str::<Snapshot>(data) {
                    base.set_value((board.now_ms, now_ms()));
                    state.now_ms.set(board.now_ms);
                    link.signed_out.set(false);
                    link.upstream.set(board.upstream);
                    link.heard_ms.set(board.heard_ms);
                    ring(shown.try_update(|shown| shown.replace(board.tickets)).unwrap_or_default());
                }
            }
            "ticket" => {
                if let Ok(ticket) = serde_json::from_str::<Ticket>(data) {
                    ring(shown.try_update(|shown| shown.take(ticket)).unwrap_or_default());
                }
            }
            "upstream" => {
                if let Ok(upstream) = serde_json::from_str(data) {
                    link.upstream.set(upstream);
                }
            }
            "signed_out" => link.signed_out.set(true),
            _ => (),
        };
        let on_connection = move |up: bool| {
            if up {
                state.now_ms.set(server_now());
            }
            link.connected.set(up);
        };
        follow(
            "/admin/live/board".to_owned(),
            Follower {
                events: &["board", "ticket", "upstream", "signed_out"],
                on_frame: Box::new(on_frame),
                on_connection: Box::new(on_connection),
            },
        );
    }
}
