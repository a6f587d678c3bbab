//! `GET /client/live/menu`: what is sold out and whether one can order, for phones with an open menu. It looks again
//! every half minute, since what is sold out until a time comes back without anybody changing the menu, and the age of a
//! menu that may be old grows.

use super::stream;
use crate::{identity::Identity, site::Site};
use app::ssr::LiveOrders as _;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use futures::stream as streams;
use std::time::Duration;
use tokio::{select, time::sleep};

const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Frames: `menu` with the state first, then with every change of the menu, and when orders are heard no more or again.
pub async fn follow(State(site): State<Site>, Extension(identity): Extension<Identity>) -> Response {
    let place = match site.streams.enter() {
        Ok(place) => place,
        Err(full) => return full.into_response(),
    };
    let lang = identity.lang;
    let mut changes = site.gateway.menu_changes();
    changes.mark_changed();
    let (live, clock) = (site.live.clone(), site.clock.clone());
    let start = (changes, live.upstream_changes());
    let frames = streams::unfold(start, move |(mut changes, mut upstream)| {
        let (live, clock) = (live.clone(), clock.clone());
        async move {
            loop {
                // A gateway that is gone is the end.
                select! {
                    changed = changes.changed() => changed.ok()?,
                    changed = upstream.changed() => changed.ok()?,
                    () = sleep(LOOK_AGAIN) => (),
                }
                upstream.mark_unchanged();
                let known = changes.borrow_and_update().clone();
                if let Some(known) = known {
                    let news = app::client::news(&known, live.feed(), clock.now(), lang);
                    return Some((stream::frame("menu", &news), (changes, upstream)));
                }
            }
        }
    });
    stream::respond(place.hold(frames), &site.shutdown)
}
