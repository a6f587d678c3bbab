//! Keeps an open menu page true: names, prices and badges are written over in place, so that nobody loses what they
//! were reading. Marks the category that is being read, too.

use super::menu_news::MenuWords;
use crate::ui::said;
use leptos::prelude::*;

/// Writes over items by their attribute `data-item`; says when items came or went since the page was made, when the menu may be old, and when the phone is offline.
#[island]
pub fn MenuLive(
    /// The edition that the page shows.
    edition: String,
    /// How old the menu was when the page was made, in words.
    stale: Option<String>,
    /// The other words that it may have to say.
    words: MenuWords,
) -> impl IntoView {
    let MenuWords { lang, offline, newer: changed, see_newer } = words;
    let newer_words = StoredValue::new((changed, see_newer));
    let newer = RwSignal::new(false);
    let stale = RwSignal::new(stale);
    let connected = RwSignal::new(true);
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    {
        let _nothing_to_follow = super::menu_scroll::follow();
        let lang = lang.clone();
        crate::live::follow(
            "/client/live/menu".to_owned(),
            crate::live::Follower {
                events: &["menu", "store"],
                on_frame: Box::new(move |name, data| {
                    if name == "menu"
                        && let Ok(news) = serde_json::from_str::<super::menu_news::MenuNews>(data)
                    {
                        newer.set(news.edition != edition);
                        super::menu_patch::write(&news, &lang);
                        stale.set(news.stale);
                    }
                }),
                on_connection: Box::new(move |up| connected.set(up)),
            },
        );
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = edition;
    let stale_lang = lang.clone();
    view! {
        <div class="menu-live" data-hydrated=move || hydrated.get() role="status">
            <p class="notice" data-condition="offline" lang=lang.clone() hidden=move || connected.get()>{offline}</p>
            <Show when=move || connected.get() && stale.with(Option::is_some)>
                <p class="notice" data-condition="menu-stale" lang=stale_lang.clone() {..said(move || stale.get().unwrap_or_default())}></p>
            </Show>
            <Show when=move || newer.get()>
                <p class="notice">{newer_words.with_value(|(changed, _)| changed.clone())}" " <a href="">{newer_words.with_value(|(_, see)| see.clone())}</a></p>
            </Show>
        </div>
    }
}
