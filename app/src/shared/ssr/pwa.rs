//! Parts of every customer page that make the app installable (PWA) and support its service worker.

use crate::shared::ssr::{PageScript, asset_path, request_context, request_words, time};
use leptos::prelude::*;

/// Elements for `<head>`: the manifest, the icon for phones that do not read it, and the script
/// that installs the worker.
#[component]
pub fn PwaHead() -> impl IntoView {
    view! {
        <link rel="manifest" href="/client/manifest.webmanifest" crossorigin="use-credentials"/>
        <link rel="apple-touch-icon" href=asset_path("pwa/apple-touch-icon.png")/>
        <PageScript name="pwa/install.js" defer=true/>
    }
}

/// The time at which the page was rendered. It is hidden unless the service worker shows the page
/// from its cache.
#[component]
pub fn CachedPageNotice() -> impl IntoView {
    let context = request_context();
    let made_at =
        time::day_and_time(context.now, &time::store_zone(&context.gateway), context.lang);
    view! { <p class="notice kept" data-when="page" role="status" hidden>{(request_words().offline.kept)(&made_at)}</p> }
}
