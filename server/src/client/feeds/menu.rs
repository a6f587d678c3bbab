//! `GET /client/live/menu`: the menu's rows as they are now, and whether ordering is open, for
//! phones with an open menu. It is refreshed every half minute: an item that is sold out until a
//! given time returns without a change of the menu, and the age of a menu that may be out of date
//! grows.

use super::store;
use crate::{
    live::stream::{self, MENU_LOOK_AGAIN},
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{
    client::menu::updates::{MenuRow, MenuUpdate},
    shared::ui::Lang,
};
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};
use futures::stream as streams;
use gateway::KnownMenu;
use service_kit::{Clock, Problem};
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};
use tokio::{sync::watch, time::timeout};

struct MenuPageFeed {
    clock: Clock,
    lang: Lang,
    changes: watch::Receiver<Option<KnownMenu>>,
    told: SentRows,
}

/// Frames: `menu` with every row first, then with the changed rows whenever the menu changes and
/// every [`MENU_LOOK_AGAIN`]; `store` as in [`store`].
pub async fn follow_menu(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Result<Response, Problem> {
    let permit = site.streams.acquire_permit(identity.client)?;
    let mut changes = site.gateway.menu_changes();
    changes.mark_changed();
    let store = store::store_frames(&site, identity.lang);
    let reader = MenuPageFeed {
        clock: site.clock.clone(),
        lang: identity.lang,
        changes,
        told: SentRows::default(),
    };
    let frames =
        streams::unfold(reader, |mut reader| async move { Some((reader.next().await?, reader)) });
    Ok(permit.send(streams::select(frames, store)))
}

impl MenuPageFeed {
    async fn next(&mut self) -> Option<Event> {
        loop {
            // A closed channel ends the feed.
            if let Ok(changed) = timeout(MENU_LOOK_AGAIN, self.changes.changed()).await {
                changed.ok()?;
            }
            let Some(known) = self.changes.borrow_and_update().clone() else { continue };
            let news =
                app::client::menu::page::full_menu_update(&known, self.clock.now(), self.lang);
            return Some(stream::json_frame("menu", &self.told.remove_sent_rows(news)));
        }
    }
}

/// Hashes of the rows that a page already has, so that the rows of a thousand pages are not kept
/// here.
#[derive(Default)]
struct SentRows {
    edition: String,
    rows: HashSet<u64>,
}

impl SentRows {
    /// Removes from `news` the rows that the page has; keeps all of them if the menu has other
    /// items now.
    fn remove_sent_rows(&mut self, mut news: MenuUpdate) -> MenuUpdate {
        let marks: Vec<u64> = news.rows.iter().map(row_hash).collect();
        news.whole = self.edition != news.edition;
        if !news.whole {
            let mut marks = marks.iter();
            news.rows.retain(|_| marks.next().is_none_or(|mark| !self.rows.contains(mark)));
        }
        self.edition.clone_from(&news.edition);
        self.rows = marks.into_iter().collect();
        news
    }
}

fn row_hash(row: &MenuRow) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&row.id, &row.name.ko, &row.name.en, &row.price, row.gone).hash(&mut hasher);
    row.badges.iter().for_each(|badge| (&badge.kind, &badge.text).hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(edition: &str, rows: &[(&str, &str)]) -> MenuUpdate {
        let row = |(id, price): &(&str, &str)| MenuRow {
            id: (*id).to_owned(),
            name: Default::default(),
            price: (*price).to_owned(),
            gone: false,
            badges: vec![],
        };
        let rows = rows.iter().map(row).collect();
        MenuUpdate { edition: edition.to_owned(), whole: true, rows, stale: None }
    }

    fn ids(news: &MenuUpdate) -> Vec<&str> {
        news.rows.iter().map(|row| row.id.as_str()).collect()
    }

    #[test]
    fn a_page_is_told_everything_first_and_then_what_changed() {
        let mut told = SentRows::default();
        let first = told.remove_sent_rows(news("1", &[("latte", "5"), ("tea", "4")]));
        assert_eq!((first.whole, ids(&first)), (true, vec!["latte", "tea"]));
        let same = told.remove_sent_rows(news("1", &[("latte", "5"), ("tea", "4")]));
        assert_eq!((same.whole, ids(&same)), (false, vec![]));
        assert_eq!(
            ids(&told.remove_sent_rows(news("1", &[("latte", "6"), ("tea", "4")]))),
            ["latte"]
        );
        assert_eq!(
            ids(&told.remove_sent_rows(news("1", &[("latte", "5"), ("tea", "4")]))),
            ["latte"],
            "and back again"
        );
        let other = told.remove_sent_rows(news("2", &[("latte", "5")]));
        assert_eq!(
            (other.whole, ids(&other)),
            (true, vec!["latte"]),
            "the tea is gone from the menu"
        );
    }
}
