//! Actions of staff on the board. A step is sent at once, so it does not depend on the page staying
//! open; undoing it is another step.

use crate::{
    admin::{
        board::{
            amend_order::amend_order, block_phone::block_phone, move_order::move_order,
            ticket::Ticket,
        },
        words::{board::BoardWords, staff_words},
    },
    shared::{
        api_error::ApiError,
        ui::{Lang, OrderAction, PageProblem},
    },
};
use leptos::{prelude::*, task::spawn_local};
use order_api::{OrderStatus, lifecycle};
use std::{collections::BTreeSet, time::Duration};

/// How long the bar offers to undo the last step. The service accepts it a little longer.
const UNDO_SHOWN: Duration = Duration::from_secs(6);

/// State shared by all tickets on the board.
#[derive(Clone, Copy)]
pub struct BoardState {
    /// The server's clock as far as known, milliseconds since 1970.
    pub now_ms: RwSignal<i64>,
    /// The last failure, in words.
    pub problem: RwSignal<Option<String>>,
    /// Ids of the orders with a request under way.
    pub busy: RwSignal<BTreeSet<String>>,
    /// The last step, while it can be undone.
    pub undo: RwSignal<Option<UndoableTransition>>,
    /// Id of the station whose lines are shown; `None` shows all.
    pub station: RwSignal<Option<String>>,
    /// The reader's language.
    pub lang: Lang,
}

/// A step that was taken and can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoableTransition {
    /// Id of the order.
    pub id: String,
    /// Its pickup number.
    pub number: i64,
    /// Status before the step.
    from: OrderStatus,
    /// Status after the step.
    pub to: OrderStatus,
    /// Version after the step.
    version: i64,
}

impl BoardState {
    /// The state of a board opened at `now_ms`, milliseconds since 1970.
    pub fn new(now_ms: i64, lang: Lang) -> Self {
        Self {
            now_ms: RwSignal::new(now_ms),
            problem: RwSignal::new(None),
            busy: RwSignal::new(BTreeSet::new()),
            undo: RwSignal::new(None),
            station: RwSignal::new(None),
            lang,
        }
    }

    /// The board's texts in the reader's language.
    pub fn board_words(self) -> &'static BoardWords {
        &staff_words(self.lang).board
    }

    /// Whether a request for this order is under way.
    pub fn is_busy(self, id: &str) -> bool {
        self.busy.with(|busy| busy.contains(id))
    }

    /// Whole minutes from `at_ms` until now; negative while `at_ms` lies ahead.
    pub fn minutes_since(self, at_ms: i64) -> i64 {
        (self.now_ms.get() - at_ms).div_euclid(60_000)
    }
}

/// Moves an order. The feed brings the new state; a refusal is shown in words.
pub fn transition_ticket(
    state: BoardState,
    ticket: &Ticket,
    to: OrderStatus,
    reason: Option<String>,
) {
    let id = ticket.id.clone();
    let number = ticket.number;
    let from = ticket.status;
    let version = ticket.version;
    state.undo.set(None);
    send_request(state, id.clone(), async move {
        move_order(id.clone(), from, to, version, reason).await?;
        if lifecycle::can_take_back(from, to) {
            offer_undo(state, UndoableTransition { id, number, from, to, version: version + 1 });
        }
        Ok(())
    });
}

fn offer_undo(state: BoardState, undo: UndoableTransition) {
    state.undo.set(Some(undo.clone()));
    let is_over = move || {
        state.undo.update(|last| {
            last.take_if(|last| *last == undo);
        });
    };
    set_timeout(is_over, UNDO_SHOWN);
}

/// Undoes the last step.
pub fn undo_transition(state: BoardState) {
    let Some(UndoableTransition { id, from, to, version, .. }) = state.undo.get_untracked() else {
        return;
    };
    state.undo.set(None);
    send_request(state, id.clone(), move_order(id, to, from, version, None));
}

/// Marks a line as made, or as open again.
pub fn set_line_done(state: BoardState, id: String, line: u32, done: bool) {
    send_request(state, id.clone(), amend_order(id, None, Some(line), done, false));
}

/// Promises the order for `at_ms`, milliseconds since 1970.
pub fn set_promised_time(state: BoardState, id: String, at_ms: i64) {
    send_request(state, id.clone(), amend_order(id, Some(at_ms), None, false, false));
}

/// Acknowledges a customer's cancellation.
pub fn acknowledge_cancellation(state: BoardState, id: String) {
    send_request(state, id.clone(), amend_order(id, None, None, false, true));
}

/// Blocks the phone that placed the order, and sets `is_blocked`.
pub fn block_order_phone(state: BoardState, id: String, is_blocked: RwSignal<bool>) {
    send_request(state, id.clone(), async move {
        let blocked = block_phone(id).await;
        is_blocked.set(blocked.is_ok());
        blocked
    });
}

/// A request that failed while the browser was online may have arrived: its outcome is unknown.
fn failure_code(code: &str) -> &str {
    let is_online = window().navigator().on_line();
    if code == "offline" && is_online { "order_unknown" } else { code }
}

/// Sends one request at a time for an order; its buttons are disabled meanwhile.
fn send_request(
    state: BoardState,
    id: String,
    call: impl Future<Output = Result<(), ApiError>> + 'static,
) {
    if state.busy.with_untracked(|busy| busy.contains(&id)) {
        return;
    }
    state.busy.update(|busy| {
        busy.insert(id.clone());
    });
    state.problem.set(None);
    spawn_local(async move {
        if let Err(error) = call.await {
            let words = state.board_words();
            let now = error
                .current
                .map(|status| format!(" {} {}", words.status_now, (words.status)(status)));
            let by = error.by.map(|by| format!(" ({by})"));
            let problem = PageProblem::from_code(failure_code(&error.code), OrderAction::Step)
                .text_in(state.lang);
            let said = [Some(problem.to_owned()), by, now];
            state.problem.set(Some(said.into_iter().flatten().collect()));
        }
        state.busy.update(|busy| {
            busy.remove(&id);
        });
    });
}
