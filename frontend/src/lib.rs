//! The browser's entry point, built twice: with feature `client` and with feature `admin`.

// Keeps the exports of the islands in the wasm module.
use app as _;
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::PageTransitionEvent;

/// Called by the page's script before it hydrates the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    refresh_when_restored();
}

/// Reloads a page that the back button restores from the back/forward cache, since it shows stale
/// data.
fn refresh_when_restored() {
    let Some(window) = web_sys::window() else { return };
    let restored = Closure::<dyn Fn(PageTransitionEvent)>::new(|event: PageTransitionEvent| {
        if let (true, Some(window)) = (event.persisted(), web_sys::window()) {
            let _ = window.location().reload();
        }
    });
    let _ = window.add_event_listener_with_callback("pageshow", restored.as_ref().unchecked_ref());
    restored.forget();
}
