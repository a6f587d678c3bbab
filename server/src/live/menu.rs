//! `GET /client/live/menu`: what is sold out, for phones with an open menu.

use super::stream;
use crate::site::Site;
use axum::{extract::State, response::Response};
use futures::stream as streams;

/// Frames: `menu` with the state first, then with every change of the menu.
pub async fn follow(State(site): State<Site>) -> Response {
    let mut changes = site.gateway.menu_changes();
    changes.mark_changed();
    let clock = site.clock.clone();
    let frames = streams::unfold((changes, clock), |(mut changes, clock)| async move {
        loop {
            changes.changed().await.ok()?;
            let known = changes.borrow_and_update().clone();
            if let Some(known) = known {
                let frame = stream::frame("menu", &app::client::news(&known.menu, clock.now()));
                return Some((frame, (changes, clock)));
            }
        }
    });
    stream::respond(frames, &site.shutdown)
}
