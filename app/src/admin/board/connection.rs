//! Freshness of the board: whether the browser hears the server, whether the server hears the order
//! service, and when both last did. The board never shows an old state without its age.

use crate::{
    admin::words::staff_words,
    shared::ui::{Lang, OrderFeedState, PageNotice, PageProblem, RoundedAge, bind_text},
};
use leptos::prelude::*;

/// State of the board's two connections: browser to server, server to order service.
#[derive(Clone, Copy)]
pub struct BoardConnection {
    /// Frames arrive from the server.
    pub connected: RwSignal<bool>,
    /// The server's connection to the order service.
    pub upstream: RwSignal<OrderFeedState>,
    /// When both were last connected, by the server's clock in milliseconds since 1970; `None` if
    /// never.
    pub heard_ms: RwSignal<Option<i64>>,
    /// The staff session has ended.
    pub signed_out: RwSignal<bool>,
}

impl BoardConnection {
    /// The state at the time the page was rendered.
    pub fn new(upstream: OrderFeedState, heard_ms: Option<i64>) -> Self {
        Self {
            connected: RwSignal::new(true),
            upstream: RwSignal::new(upstream),
            heard_ms: RwSignal::new(heard_ms),
            signed_out: RwSignal::new(false),
        }
    }

    /// Whether the screen shows what the order service knows.
    pub fn is_live(self) -> bool {
        self.connected.get() && self.upstream.get() == OrderFeedState::Connected
    }

    /// The failure and the screen's age, in words.
    fn staleness_text(self, now_ms: i64, lang: Lang) -> String {
        let age = self.heard_ms.get().map(|heard| RoundedAge::between_ms(heard, now_ms));
        let state = match (self.connected.get(), self.upstream.get()) {
            _ if self.signed_out.get() => return PageProblem::SignedOut.text_in(lang).to_owned(),
            (false, _) => PageNotice::BoardOffline(age),
            (true, OrderFeedState::Starting) => PageNotice::BoardLoading,
            (true, _) => PageNotice::BoardStale(age),
        };
        state.text_in(lang)
    }
}

/// Notice of the failure and the screen's age; absent while both connections are up.
#[component]
pub fn StaleNotice(
    /// State of the connections.
    link: BoardConnection,
    /// The server's clock, milliseconds since 1970.
    now_ms: RwSignal<i64>,
    /// The reader's language.
    lang: Lang,
) -> impl IntoView {
    view! {
        <Show when=move || !link.is_live() || link.signed_out.get()>
            <p class="stale" role="alert" lang=lang.tag()>
                <span {..bind_text(move || link.staleness_text(now_ms.get(), lang))}></span>" "
                <ReloadLink page="/admin" signed_out=link.signed_out lang/>
            </p>
        </Show>
    }
}

/// Link that reloads `page`, or leads to sign-in when the session has ended.
#[component]
pub fn ReloadLink(
    /// Address of the current page.
    page: &'static str,
    /// The session has ended.
    signed_out: RwSignal<bool>,
    /// The reader's language.
    lang: Lang,
) -> impl IntoView {
    let href = move || if signed_out.get() { "/admin/sign-in" } else { page };
    let words = &staff_words(lang).board;
    let label = move || if signed_out.get() { words.sign_in } else { words.refresh };
    view! { <a {..bind_text(label)} href=href></a> }
}
