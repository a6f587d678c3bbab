//! What a page that moves does where its islands do not wake: without scripts, without WebAssembly, or when a file of the
//! build did not arrive. `islands.js` brings it out in the last two cases.

use super::context;
use crate::ui::State;
use leptos::prelude::*;

/// Loads the page anew every so often, and says so. Every page that follows a feed has one.
#[component]
pub fn LoadedAnew(
    /// Between two loads.
    every_s: u32,
    /// What the page says of that; nothing where it says already that it waits.
    #[prop(optional)]
    says: Option<fn(u32) -> State>,
) -> impl IntoView {
    let lang = context().lang;
    let words = says.map(|says| view! { <p class="stale" lang=lang.tag()>{says(every_s).text(lang)}</p> });
    view! { <noscript><meta http-equiv="refresh" content=every_s/>{words}</noscript> }
}
