//! Keeps an open menu page true: what sells out while it is open is marked at once.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One frame of the phone's menu feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuNews {
    /// Changes with any name or price, not with what is sold out.
    pub edition: String,
    /// Ids of the items that cannot be ordered now.
    pub sold_out: Vec<String>,
    /// How old the menu is, in words, where a customer has to know.
    pub stale: Option<String>,
}

/// Marks items by the attribute `data-item`; says when prices or items changed since the page was made, when the
/// menu may be old, and when the phone is offline.
#[island]
pub fn MenuLive(
    /// The edition that the page shows.
    edition: String,
    /// How old the menu was when the page was made, in words.
    stale: Option<String>,
    /// What to say without a network.
    offline: String,
    /// The language of both.
    lang: String,
) -> impl IntoView {
    let newer = RwSignal::new(false);
    let stale = RwSignal::new(stale);
    let connected = RwSignal::new(true);
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    crate::live::follow(
        "/client/live/menu".to_owned(),
        crate::live::Follower {
            events: &["menu"],
            on_frame: Box::new(move |name, data| {
                if name == "menu"
                    && let Ok(news) = serde_json::from_str::<MenuNews>(data)
                {
                    newer.set(news.edition != edition);
                    mark(&news);
                    stale.set(news.stale);
                }
            }),
            on_connection: Box::new(move |up| connected.set(up)),
        },
    );
    #[cfg(not(feature = "hydrate"))]
    let _ = edition;
    view! {
        <div class="menu-live" data-hydrated=move || hydrated.get() role="status">
            <p class="notice" data-condition="offline" lang=lang.clone() hidden=move || connected.get()>{offline}</p>
            <Show when=move || connected.get() && stale.with(Option::is_some)>
                <p class="notice" data-condition="menu-stale" lang=lang.clone()>{move || stale.get()}</p>
            </Show>
            <Show when=move || newer.get()>
                <p class="notice">"메뉴가 바뀌었어요. " <a href="/client">"새로 보기"</a></p>
            </Show>
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn mark(news: &MenuNews) {
    use wasm_bindgen::JsCast as _;
    let Ok(rows) = document().query_selector_all("[data-item]") else { return };
    for row in (0..rows.length()).filter_map(|index| rows.item(index)) {
        let row: web_sys::Element = row.unchecked_into();
        let gone = row.get_attribute("data-item").is_some_and(|id| news.sold_out.contains(&id));
        let _ = row.toggle_attribute_with_force("data-sold-out", gone);
    }
}
