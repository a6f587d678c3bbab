//! `GET /api/v1/menu/events`: server-sent events with the current version first, then one for every
//! change.
//!
//! An event says only that there is a newer menu. So a reader that was away misses nothing,
//! `Last-Event-ID` needs no memory here, and of changes in quick succession the last is enough.

use crate::MenuService;
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
use service_kit::{Problem, StreamLimit, refusals};
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use utoipa::ToSchema;

const HEARTBEAT: Duration = Duration::from_secs(15);

/// One event: `event: menu`, whose `data` is a MenuChanged.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(super) struct MenuFrame {
    /// Always `menu`.
    event: String,
    /// The menu's version.
    id: String,
    /// A MenuChanged as JSON.
    data: String,
}

#[utoipa::path(
    get,
    path = "/api/v1/menu/events",
    tag = "reading",
    operation_id = "menu_events",
    summary = "The current version, then every newer one",
    responses(
        (status = 200, description = "Server-sent events; the schema is one event's", body = MenuFrame, content_type = "text/event-stream"),
        FollowMenuRefusals
    )
)]
pub(super) async fn follow_menu(
    State(app): State<MenuService>,
    Extension(streams): Extension<StreamLimit>,
) -> Result<impl IntoResponse, Problem> {
    let place = streams.acquire_permit()?;
    let version =
        app.store.fetch_menu_version(&app.id).await?.ok_or_else(|| Problem::not_found("store"))?;
    app.feed.announce_version(version);
    let frames = WatchStream::new(app.feed.watch_version()).map(|version| {
        Event::default().event("menu").id(version.to_string()).json_data(MenuChanged { version })
    });
    Ok(Sse::new(app.shutdown.take_until_shutdown(place.attach_to_stream(frames)))
        .keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

refusals!(FollowMenuRefusals: 404 => ["not_found"], 503 => ["too_many_streams"]);
