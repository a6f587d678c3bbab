//! The page that the service worker shows when the server does not answer and no copy of the page
//! is kept. The worker marks the document with the reason (`data-kept`), and the style sheet shows
//! the text for it.

use crate::{client::parts::TopBar, shared::ssr::request_words};
use leptos::prelude::*;

/// `/client/offline`
#[component]
pub fn OfflinePage() -> impl IntoView {
    let words = request_words();
    let offline = &words.offline;
    view! {
        <TopBar title=offline.title back="/client"/>
        <main class="empty">
            <p data-when="offline" role="status">{offline.page}</p>
            <p data-when="unsent" role="alert" hidden>{offline.unsent}</p>
            <p data-when="unanswered" role="alert" hidden>{offline.unanswered}</p>
            <a class="primary" data-back href="/client/cart">{offline.back}</a>
            <a class="quiet" href="/client">{words.common.see_menu}</a>
        </main>
    }
}
