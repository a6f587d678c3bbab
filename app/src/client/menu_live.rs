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
}

/// Marks items by the attribute `data-item`; shows a line when prices or items changed since the page was made.
#[island]
pub fn MenuLive(
    /// The edition that the page shows.
    edition: String,
) -> impl IntoView {
    let newer = RwSignal::new(false);
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
                }
            }),
            on_connection: Box::new(|_| ()),
        },
    );
    #[cfg(not(feature = "hydrate"))]
    let _ = edition;
    view! {
        <div class="menu-live" data-hydrated=move || hydrated.get() role="status">
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
