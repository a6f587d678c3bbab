//! What every page of the customer's surface holds for phones that install it and for the service worker.

use super::{PageScript, asset, context, time, words};
use leptos::prelude::*;

/// For `<head>`: the manifest, the icon of phones that do not read it, and the script that installs the worker.
#[component]
pub fn Installable() -> impl IntoView {
    view! {
        <link rel="manifest" href="/client/manifest.webmanifest" crossorigin="use-credentials"/>
        <link rel="apple-touch-icon" href=asset("pwa/apple-touch-icon.png")/>
        <PageScript name="pwa/install.js" defer=true/>
    }
}

/// When the page was made, hidden until the worker shows it from what it kept.
#[component]
pub fn KeptNotice() -> impl IntoView {
    let context = context();
    let made_at = time::day_and_time(context.now, &time::store_zone(&context.gateway), context.lang);
    view! { <p class="notice kept" data-when="page" role="status" hidden>{(words().offline.kept)(&made_at)}</p> }
}
