//! `GET /client/live/menu`: what is sold out, for phones with an open menu. It looks again every half minute, since
//! what is sold out until a time comes back without anybody changing the menu, and the
//! age of a menu that may be old grows.

use super::stream;
use crate::{identity::Identity, site::Site};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use futures::stream as streams;
use std::time::Duration;
use tokio::time::timeout;

const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Frames: `menu` with the state first, then with every change of the menu.
pub async fn follow(State(site): State<Site>, Extension(identity): Extension<Identity>) -> Response {
    let place = match site.streams.enter() {
        Ok(place) => place,
        Err(full) => return full.into_response(),
    };
    let lang = identity.lang;
    let mut changes = site.gateway.menu_changes();
    changes.mark_changed();
    let clock = site.clock.clone();
    let frames = streams::unfold((changes, clock), move |(mut changes, clock)| async move {
        loop {
            // A timeout is a reason to look again; a gateway that is gone is the end.
            if let Ok(gone) = timeout(LOOK_AGAIN, changes.changed()).await {
                gone.ok()?;
            }
            let known = changes.borrow_and_update().clone();
            if let Some(known) = known {
                let frame = stream::frame("menu", &app::client::news(&known, clock.now(), lang));
                return Some((frame, (changes, clock)));
            }
        }
    });
    stream::respond(place.hold(frames), &site.shutdown)
}
