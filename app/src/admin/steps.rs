//! What a finger on the board does. A step that can be taken back is sent at once; one that ends an order is held for as long
//! as it can be undone, since a customer who was turned down cannot be called back.

use super::ticket::Ticket;
use crate::{
    api,
    ui::{Act, Lang, Problem},
};
use leptos::{prelude::*, task::spawn_local};
use order_api::Status;
use std::time::Duration;

/// How long a step can be undone with one tap.
const UNDO: Duration = Duration::from_secs(5);

/// What every ticket on the board shares.
#[derive(Clone, Copy)]
pub struct BoardState {
    /// The server's clock as far as known, milliseconds since 1970.
    pub now_ms: RwSignal<i64>,
    /// What went wrong last, in words.
    pub problem: RwSignal<Option<String>>,
    /// Id of the order something is under way for.
    pub busy: RwSignal<Option<String>>,
    /// The last step, while it can be undone.
    pub undo: RwSignal<Option<Undo>>,
    /// The station whose lines are shown; all of them when there is none.
    pub station: RwSignal<Option<String>>,
    /// What is wrong is said in this language.
    pub lang: Lang,
}

/// A step that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The order.
    pub id: String,
    /// Its pickup number.
    pub number: i64,
    /// Where it was.
    from: Status,
    /// Where it goes.
    pub to: Status,
    /// As the tablet knew it before.
    version: i64,
    reason: Option<String>,
    /// It was sent, and is undone by the step back; otherwise by not being sent.
    is_sent: bool,
}

impl Undo {
    /// Nothing more may be done with this order meanwhile.
    pub fn holds(&self, id: &str) -> bool {
        !self.is_sent && self.id == id
    }
}

impl BoardState {
    /// The state of a board that was opened at this time.
    pub fn new(now_ms: i64, lang: Lang) -> Self {
        Self {
            now_ms: RwSignal::new(now_ms),
            problem: RwSignal::new(None),
            busy: RwSignal::new(None),
            undo: RwSignal::new(None),
            station: RwSignal::new(None),
            lang,
        }
    }

    /// Something is under way for this order.
    pub fn is_busy(self, id: &str) -> bool {
        self.busy.with(|busy| busy.as_deref() == Some(id))
            || self.undo.with(|undo| undo.as_ref().is_some_and(|undo| undo.holds(id)))
    }

    /// Whole minutes from a moment until now; below zero when it is still to come.
    pub fn minutes_since(self, at_ms: i64) -> i64 {
        (self.now_ms.get() - at_ms).div_euclid(60_000)
    }
}

/// Moves an order; the feed brings the new state, a refusal is said in words.
pub fn step(state: BoardState, ticket: &Ticket, to: Status, reason: Option<String>) {
    settle(state);
    let (id, number, from, version) = (ticket.id.clone(), ticket.number, ticket.status, ticket.version);
    let is_sent = to.is_open() || to == Status::Completed;
    let undo = Undo { id, number, from, to, version, reason, is_sent };
    if is_sent {
        send(state, &undo);
    }
    // The lifecycle has no way back from an acceptance, and none is needed.
    if !is_sent
        || matches!((from, to), (Status::Preparing, Status::Ready) | (Status::Ready, Status::Completed))
    {
        state.undo.set(Some(undo.clone()));
        let settle_it = move || {
            if state.undo.with_untracked(|last| *last == Some(undo)) {
                settle(state);
            }
        };
        set_timeout(settle_it, UNDO);
    }
}

/// Ends the time in which the last step can be undone.
pub fn settle(state: BoardState) {
    if let Some(undo) = state.undo.get_untracked() {
        state.undo.set(None);
        if !undo.is_sent {
            send(state, &undo);
        }
    }
}

/// Takes the last step back, once it is done.
pub fn undo(state: BoardState) {
    let Some(undo) = state.undo.get_untracked() else { return };
    if state.busy.with_untracked(|busy| busy.as_deref() == Some(&*undo.id)) {
        return;
    }
    state.undo.set(None);
    if undo.is_sent {
        let (from, to, version) = (undo.to, undo.from, undo.version + 1);
        send(state, &Undo { from, to, version, ..undo });
    }
}

fn send(state: BoardState, step: &Undo) {
    let Undo { id, from, to, version, reason, .. } = step.clone();
    ask(state, id.clone(), api::move_order(id, from, to, version, reason));
}

/// Ticks a line off, or makes it open again.
pub fn tick(state: BoardState, id: String, line: u32, done: bool) {
    ask(state, id.clone(), api::amend_order(id, None, Some(line), done, false));
}

/// Promises it for then.
pub fn promise(state: BoardState, id: String, at_ms: i64) {
    ask(state, id.clone(), api::amend_order(id, Some(at_ms), None, false, false));
}

/// Says that the counter knows of a cancellation.
pub fn acknowledge(state: BoardState, id: String) {
    ask(state, id.clone(), api::amend_order(id, None, None, false, true));
}

/// Blocks the phone that placed it, and says so in `is_blocked`.
pub fn block(state: BoardState, id: String, is_blocked: RwSignal<bool>) {
    ask(state, id.clone(), async move {
        let blocked = api::block_phone(id).await;
        is_blocked.set(blocked.is_ok());
        blocked
    });
}

/// One thing at a time for one order.
fn ask(state: BoardState, id: String, call: impl Future<Output = Result<(), api::ApiError>> + 'static) {
    if state.busy.with_untracked(|busy| busy.as_deref() == Some(&*id)) {
        return;
    }
    state.busy.set(Some(id));
    state.problem.set(None);
    spawn_local(async move {
        if let Err(error) = call.await {
            let now = error.current.map(|status| {
                format!(" {} {}", state.lang.words().counter.status_now, super::board::status_word(status))
            });
            let by = error.by.map(|by| format!(" ({by})"));
            let problem = Problem::of(&error.code, Act::Step).text(state.lang);
            let said = [Some(problem.to_owned()), by, now];
            state.problem.set(Some(said.into_iter().flatten().collect()));
        }
        state.busy.set(None);
    });
}
