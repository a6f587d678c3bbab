//! How fresh the screen is: whether the server is heard, whether the server hears the order service, and when that
//! was last so. The board never shows an old state without saying how old.

use crate::ui::{Age, Lang, Problem, State, Upstream, said};
use leptos::prelude::*;

/// The two lines between the screen and the orders.
#[derive(Clone, Copy)]
pub struct Link {
    /// Frames arrive from the server.
    pub connected: RwSignal<bool>,
    /// The server's own feed.
    pub upstream: RwSignal<Upstream>,
    /// When both last were, on the server's clock in milliseconds since 1970; `None` if never.
    pub heard_ms: RwSignal<Option<i64>>,
    /// The staff session has ended.
    pub signed_out: RwSignal<bool>,
}

impl Link {
    /// As the server knew it when it made the page.
    pub fn new(upstream: Upstream, heard_ms: Option<i64>) -> Self {
        Self {
            connected: RwSignal::new(true),
            upstream: RwSignal::new(upstream),
            heard_ms: RwSignal::new(heard_ms),
            signed_out: RwSignal::new(false),
        }
    }

    /// What is on the screen is what the order service knows.
    pub fn is_live(self) -> bool {
        self.connected.get() && self.upstream.get() == Upstream::Connected
    }

    /// What is broken, and how old the screen is.
    fn words(self, now_ms: i64, lang: Lang) -> String {
        let age = self.heard_ms.get().map(|heard| Age::between_ms(heard, now_ms));
        let state = match (self.connected.get(), self.upstream.get()) {
            _ if self.signed_out.get() => return Problem::SignedOut.text(lang).to_owned(),
            (false, _) => State::BoardOffline(age),
            (true, Upstream::Starting) => State::BoardLoading,
            (true, _) => State::BoardStale(age),
        };
        state.text(lang)
    }
}

/// Says what is broken and how old the screen is; nothing while all is well.
#[component]
pub fn StaleNotice(
    /// The state of the lines.
    link: Link,
    /// The server's clock.
    now_ms: RwSignal<i64>,
    /// What the reader reads.
    lang: Lang,
) -> impl IntoView {
    view! {
        <Show when=move || !link.is_live() || link.signed_out.get()>
            <p class="stale" role="alert" lang=lang.tag()>
                <span {..said(move || link.words(now_ms.get(), lang))}></span>" "
                <WayBack page="/admin" signed_out=link.signed_out lang/>
            </p>
        </Show>
    }
}

/// To this page afresh, or to sign-in when the session has ended.
#[component]
pub fn WayBack(
    /// This page.
    page: &'static str,
    /// The session has ended.
    signed_out: RwSignal<bool>,
    /// What the reader reads.
    lang: Lang,
) -> impl IntoView {
    let href = move || if signed_out.get() { "/admin/sign-in" } else { page };
    let words = &lang.words().counter;
    let label = move || if signed_out.get() { words.sign_in } else { words.refresh };
    view! { <a {..said(label)} href=href></a> }
}
