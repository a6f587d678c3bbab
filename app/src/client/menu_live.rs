//! Keeps an open menu page true: what sells out while it is open is marked at once, and so is that nobody can order.

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
    /// That nobody can order now, in words, while it is so.
    pub paused: Option<String>,
}

/// What the island says by itself, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuWords {
    /// The language.
    pub lang: String,
    /// Without a network.
    pub offline: String,
    /// The page shows an older menu.
    pub newer: String,
    /// The link to the newer one.
    pub see_newer: String,
}

#[cfg(feature = "ssr")]
impl MenuWords {
    /// In this language.
    pub fn of(lang: crate::ui::Lang) -> Self {
        let words = lang.words();
        Self {
            lang: words.tag.to_owned(),
            offline: crate::ui::State::MenuOffline.text(lang),
            newer: words.menu.newer.to_owned(),
            see_newer: words.menu.see_newer.to_owned(),
        }
    }
}

/// Marks items by the attribute `data-item`, and hides the opening hours in `.ordering` while nobody can order; says so,
/// and when prices or items changed since the page was made, when the menu may be old, and when the phone is offline.
#[island]
pub fn MenuLive(
    /// The edition that the page shows.
    edition: String,
    /// How old the menu was when the page was made, in words.
    stale: Option<String>,
    /// That nobody could order then, in words.
    paused: Option<String>,
    /// The other words that it may have to say.
    words: MenuWords,
) -> impl IntoView {
    let MenuWords { lang, offline, newer: changed, see_newer } = words;
    let newer_words = StoredValue::new((changed, see_newer));
    let newer = RwSignal::new(false);
    let stale = RwSignal::new(stale);
    let paused = RwSignal::new(paused);
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
                    paused.set(news.paused);
                }
            }),
            on_connection: Box::new(move |up| connected.set(up)),
        },
    );
    #[cfg(not(feature = "hydrate"))]
    let _ = edition;
    let stale_lang = lang.clone();
    view! {
        <div class="menu-live" data-hydrated=move || hydrated.get() role="status">
            <p class="notice" data-condition="offline" lang=lang.clone() hidden=move || connected.get()>{offline}</p>
            <Show when=move || paused.with(Option::is_some)>
                <p class="shut" data-condition="browsing-only" lang=lang.clone()>{move || paused.get()}</p>
            </Show>
            <Show when=move || connected.get() && stale.with(Option::is_some)>
                <p class="notice" data-condition="menu-stale" lang=stale_lang.clone()>{move || stale.get()}</p>
            </Show>
            <Show when=move || newer.get()>
                <p class="notice">{newer_words.with_value(|(changed, _)| changed.clone())}" " <a href="/client">{newer_words.with_value(|(_, see)| see.clone())}</a></p>
            </Show>
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn mark(news: &MenuNews) {
    use wasm_bindgen::JsCast as _;
    if let Ok(Some(opening)) = document().query_selector(".ordering") {
        let _ = opening.toggle_attribute_with_force("hidden", news.paused.is_some());
    }
    let Ok(rows) = document().query_selector_all("[data-item]") else { return };
    for row in (0..rows.length()).filter_map(|index| rows.item(index)) {
        let row: web_sys::Element = row.unchecked_into();
        let gone = row.get_attribute("data-item").is_some_and(|id| news.sold_out.contains(&id));
        let _ = row.toggle_attribute_with_force("data-sold-out", gone);
    }
}
