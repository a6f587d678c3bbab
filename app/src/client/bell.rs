//! The switch that lets news be heard, as `sound.js` finds it: hidden, since without scripts it could do nothing.

use leptos::prelude::*;

/// One on a page.
#[component]
pub fn Bell(
    /// Under this name a device keeps the choice.
    kept_as: &'static str,
    /// On the switch while it is off.
    on: &'static str,
    /// On the switch while it is on.
    off: &'static str,
    /// It is on, and the browser waits for a touch.
    touch: &'static str,
    /// It also asks for notifications.
    asks: bool,
) -> impl IntoView {
    view! {
        <div class="bell" data-kept-as=kept_as data-on=on data-off=off data-asks=asks hidden>
            <button type="button" class="quiet"></button>
            <p class="fine" hidden>{touch}</p>
        </div>
    }
}
