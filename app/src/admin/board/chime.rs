//! Sound alert of the board. The notes are in `sound.js`, which phones and the public screen use
//! too; this module dispatches its events. The script is on the page before the board is.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{CustomEvent, Event};

/// Calls `then` with whether a sound would be heard, now and whenever the browser changes that.
pub fn watch_audibility(then: impl Fn(bool) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let told = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
        then(event.detail().is_truthy());
    });
    let _ =
        document.add_event_listener_with_callback("sound:audible", told.as_ref().unchecked_ref());
    told.forget();
    dispatch_sound_event("sound:listen");
}

/// Unlocks sound and rings once; must be called from a touch.
pub fn unlock_sound() {
    dispatch_sound_event("sound:unlock");
    play_chime();
}

/// Rings, if the browser allows sound.
pub fn play_chime() {
    dispatch_sound_event("sound:ring");
}

fn dispatch_sound_event(what: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(document), Ok(event)) = (document, Event::new(what)) {
        let _ = document.dispatch_event(&event);
    }
}
