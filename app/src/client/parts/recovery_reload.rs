//! Polling for a page whose content is unavailable: it reloads only once the condition is over. A
//! plain refresh every few seconds would send screen readers and magnifiers back to the top each
//! time, and without a network it would end on the browser's own error page.

use leptos::prelude::*;

/// Reloads the page when the condition that it shows is over. Without scripts the page refreshes
/// itself.
#[island]
pub fn RecoveryReload(
    /// The value of `data-condition` that is missing from the page once the condition is over.
    condition: String,
    /// Seconds between two looks.
    every_s: u32,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start_polling(format!("data-condition=\"{condition}\""), every_s);
    #[cfg(not(feature = "hydrate"))]
    let _ = (condition, every_s);
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::{set_interval, window};
    use std::time::Duration;
    use wasm_bindgen::{JsCast as _, closure::Closure};
    use web_sys::XmlHttpRequest;

    const DEADLINE_MS: u32 = 4_000;

    pub fn start_polling(mark: String, every_s: u32) {
        let again = move || {
            let _failed = poll_page(mark.clone());
        };
        set_interval(again, Duration::from_secs(every_s.into()));
    }

    /// Asks for the page once. A failed look changes nothing: the next one is due soon.
    fn poll_page(mark: String) -> Option<()> {
        let request = XmlHttpRequest::new().ok()?;
        request.open("GET", &window().location().href().ok()?).ok()?;
        request.set_request_header("accept", "text/html").ok()?;
        request.set_timeout(DEADLINE_MS);
        let answered = request.clone();
        let load = Closure::once_into_js(move || {
            let page = answered.response_text().ok().flatten().unwrap_or_default();
            if !page.is_empty() && !page.contains(&mark) {
                let _ = window().location().reload();
            }
        });
        request.set_onload(Some(load.unchecked_ref()));
        request.send().ok()
    }
}
