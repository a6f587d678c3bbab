//! `GET /client/live/items/{id}`: one item as it is on offer, for phones that show its options. It
//! is refreshed at the interval of the menu's feed and sent when it has changed.

use super::store;
use crate::{
    live::stream::{self, MENU_LOOK_AGAIN},
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{client::item::updates::ItemUpdate, shared::ui::Lang};
use axum::{
    Extension,
    extract::{Path, State},
    response::{Response, sse::Event},
};
use futures::stream as streams;
use gateway::KnownMenu;
use service_kit::{Clock, Problem};
use tokio::{sync::watch, time::timeout};

struct ItemPageFeed {
    id: String,
    clock: Clock,
    lang: Lang,
    changes: watch::Receiver<Option<KnownMenu>>,
    told: Option<ItemUpdate>,
}

/// Frames: `item` at once and on every change; `store` as in [`store`].
pub async fn follow_item(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let mut changes = site.gateway.menu_changes();
    changes.mark_changed();
    let reader =
        ItemPageFeed { id, clock: site.clock.clone(), lang: identity.lang, changes, told: None };
    if reader.current_item().is_none() {
        return Err(Problem::not_found("item"));
    }
    let permit = site.streams.acquire_permit(identity.client)?;
    let frames =
        streams::unfold(reader, |mut reader| async move { Some((reader.next().await?, reader)) });
    let store = store::store_frames(&site, identity.lang);
    Ok(permit.send(streams::select(frames, store)))
}

impl ItemPageFeed {
    async fn next(&mut self) -> Option<Event> {
        loop {
            // A closed channel ends the feed; a timeout refreshes it.
            if let Ok(changed) = timeout(MENU_LOOK_AGAIN, self.changes.changed()).await {
                changed.ok()?;
            }
            self.changes.mark_unchanged();
            let news = self.current_item();
            if news.is_some() && news != self.told {
                let event = stream::json_frame("item", &news);
                self.told = news;
                return Some(event);
            }
        }
    }

    /// The item as it is now; `None` if the address is not an item's id or no menu is known.
    fn current_item(&self) -> Option<ItemUpdate> {
        let known = self.changes.borrow();
        let now = self.clock.now();
        Some(ItemUpdate::from_menu(&known.as_ref()?.menu, &self.id.parse().ok()?, now, self.lang))
    }
}
