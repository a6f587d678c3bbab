//! Fallback of a live page whose islands are not hydrated: without scripts, without WebAssembly, or
//! when a file of the build did not load. `islands.js` activates it in the last two cases.

use crate::shared::{ssr::request_context, ui::PageNotice};
use leptos::prelude::*;

/// Reloads the page at an interval and says so. Every page that follows a feed has one.
#[component]
pub fn PeriodicRefresh(
    /// Seconds between two reloads.
    every_s: u32,
    /// The notice about it; absent where the page already says that it waits.
    #[prop(optional)]
    says: Option<fn(u32) -> PageNotice>,
) -> impl IntoView {
    let lang = request_context().lang;
    let words = says
        .map(|says| view! { <p class="stale" lang=lang.tag()>{says(every_s).text_in(lang)}</p> });
    view! { <noscript><meta http-equiv="refresh" content=every_s/>{words}</noscript> }
}
