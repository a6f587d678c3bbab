//! Follows a feed for a page whose moving parts are small scripts of its own: what only one page needs is not in the
//! program that every page downloads. The frames arrive there as events, `live:<frame>`.

use leptos::prelude::*;

/// Of the phone's orders, of the public screen, or of whether one can order.
#[island]
pub fn LiveFeed(
    /// `orders`, `board` or `store`.
    feed: String,
) -> impl IntoView {
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    {
        let events: &[&str] = match &*feed {
            "board" => &["calls"],
            "store" => &["store"],
            _ => &["orders", "stale"],
        };
        let follower =
            crate::live::Follower { events, on_frame: Box::new(|_, _| ()), on_connection: Box::new(|_| ()) };
        crate::live::follow(format!("/client/live/{feed}"), follower);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = feed;
    view! { <span class="live-feed" hidden data-hydrated=move || hydrated.get()></span> }
}
