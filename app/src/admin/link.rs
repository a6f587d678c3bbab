//! How fresh the screen is: whether the server is heard, whether the server hears the order service, and when that
//! was last so. The board never shows an old state without saying how old.

use crate::ui::{Age, Label, Lang, State};
use leptos::prelude::*;

/// The two lines between the screen and the orders.
#[derive(Clone, Copy)]
pub struct Link {
    /// Frames arrive from the server.
    pub connected: RwSignal<bool>,
    /// The server's own feed is up.
    pub upstream: RwSignal<bool>,
    /// When both last were, on the server's clock in milliseconds since 1970; `None` if never.
    pub heard_ms: RwSignal<Option<i64>>,
}

impl Link {
    /// As the server knew it when it made the page.
    pub fn new(upstream: bool, heard_ms: Option<i64>) -> Self {
        Self {
            connected: RwSignal::new(true),
            upstream: RwSignal::new(upstream),
            heard_ms: RwSignal::new(heard_ms),
        }
    }

    /// What is on the screen is what the order service knows.
    pub fn is_live(self) -> bool {
        self.connected.get() && self.upstream.get()
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
    let words = move || {
        let age = link.heard_ms.get().map(|heard| Age::between_ms(heard, now_ms.get()));
        let state = if link.connected.get() { State::BoardStale(age) } else { State::BoardOffline(age) };
        state.text(lang)
    };
    view! {
        <Show when=move || !link.is_live()>
            <p class="stale" role="alert" lang=lang.tag()>
                {words}" "<a href="/admin">{Label::Refresh.text(lang)}</a>
            </p>
        </Show>
    }
}
