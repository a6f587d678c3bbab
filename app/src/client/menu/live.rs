//! Live updates of an open menu page: names, prices and badges are patched in place, so that
//! readers keep their position. Also marks the category in view.

use crate::{client::menu::updates::MenuUpdaterWords, shared::ui::bind_text};
use leptos::prelude::*;

/// Patches items found by their attribute `data-item`. Shows a notice when items were added or
/// removed since the page was rendered, when the menu may be out of date, and when the phone is
/// offline.
#[island]
pub fn MenuUpdater(
    /// `MenuUpdate::edition` of the rendered page.
    edition: String,
    /// Notice of the menu's age when the page was rendered.
    stale: Option<String>,
    /// Texts of the other notices.
    words: MenuUpdaterWords,
) -> impl IntoView {
    let MenuUpdaterWords { lang, offline, newer: changed, see_newer } = words;
    let newer_words = StoredValue::new((changed, see_newer));
    let newer = RwSignal::new(false);
    let stale = RwSignal::new(stale);
    let connected = RwSignal::new(true);
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    #[cfg(feature = "hydrate")]
    {
        let _nothing_to_follow = crate::client::menu::scroll::follow_current_category();
        let lang = lang.clone();
        crate::shared::live::follow_feed(
            "/client/live/menu".to_owned(),
            crate::shared::live::FeedCallbacks {
                events: &["menu", "store"],
                on_frame: Box::new(move |name, data| {
                    if name == "menu"
                        && let Ok(news) =
                            serde_json::from_str::<crate::client::menu::updates::MenuUpdate>(data)
                    {
                        newer.set(news.edition != edition);
                        crate::client::menu::patch::patch_rows(&news, &lang);
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
                <p class="notice" data-condition="menu-stale" lang=stale_lang.clone() {..bind_text(move || stale.get().unwrap_or_default())}></p>
            </Show>
            <Show when=move || newer.get()>
                <p class="notice">{newer_words.with_value(|(changed, _)| changed.clone())}" " <a href="">{newer_words.with_value(|(_, see)| see.clone())}</a></p>
            </Show>
        </div>
    }
}
