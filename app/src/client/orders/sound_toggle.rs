//! Toggle for sound alerts; the behaviour is in `sound.js`. Rendered hidden, since without scripts
//! it does nothing.

use leptos::prelude::*;

/// At most one per page: `sound.js` takes the first.
#[component]
pub fn SoundToggle(
    /// Key under which the device stores the choice.
    kept_as: &'static str,
    /// Label while it is off.
    on: &'static str,
    /// Label while it is on.
    off: &'static str,
    /// Hint while it is on and the browser waits for a touch before it plays sound.
    touch: &'static str,
    /// Whether switching it on also asks for permission to show notifications.
    asks: bool,
) -> impl IntoView {
    view! {
        <div class="bell" data-kept-as=kept_as data-on=on data-off=off data-asks=asks hidden>
            <button type="button" class="quiet"></button>
            <p class="fine" hidden>{touch}</p>
        </div>
    }
}
