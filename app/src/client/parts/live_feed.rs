//! Live feed for pages whose moving parts are page scripts, so that code for one page stays out of
//! the wasm that every page downloads. Each frame arrives as an event `live:<frame>` on the
//! document.

use leptos::prelude::*;

/// Follows the feed of the phone's orders, of the pickup screen or of the store's ordering state.
#[island]
pub fn LiveFeed(
    /// `orders`, `ready` or `store`.
    feed: String,
) -> impl IntoView {
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    {
        let events: &[&str] = match &*feed {
            "ready" => &["calls"],
            "store" => &["store"],
            _ => &["orders", "stale"],
        };
        let follower = crate::shared::live::FeedCallbacks {
            events,
            on_frame: Box::new(|_, _| ()),
            on_connection: Box::new(|_| ()),
        };
        crate::shared::live::follow_feed(format!("/client/live/{feed}"), follower);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = feed;
    view! { <span class="live-feed" hidden data-hydrated=move || hydrated.get()></span> }
}
