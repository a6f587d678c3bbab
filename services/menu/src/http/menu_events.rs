//! `GET /api/v1/menu/events`: the current version first, then one frame for every change.
//!
//! A frame says only that there is a newer menu. So a reader that was away misses nothing, `Last-Event-ID` needs no
//! memory here, and of changes in quick succession the last is enough.

use crate::App;
use axum::{
    Extension,
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::StreamExt as _;
use menu_api::MenuChanged;
use service_kit::{Problem, Streams};
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;

const HEARTBEAT: Duration = Duration::from_secs(15);

pub async fn handle(
    State(app): State<App>,
    Extension(streams): Extension<Streams>,
) -> Result<impl IntoResponse, Problem> {
    let place = streams.enter()?;
    let version = app.store.menu_version(&app.id).await?.ok_or_else(|| Problem::not_found("store"))?;
    app.feed.tell(version);
    let frames = WatchStream::new(app.feed.watch()).map(|version| {
        Event::default().event("menu").id(version.to_string()).json_data(MenuChanged { version })
    });
    Ok(Sse::new(app.shutdown.cut(place.hold(frames))).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}
