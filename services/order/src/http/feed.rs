//! `GET /api/v1/orders/events`: the event feed as server-sent events. A reader resumes with
//! `Last-Event-ID` or `?after=`; without either, the feed begins with a snapshot.

use crate::{
    OrderService,
    events::{self, SnapshotFrame},
};
use axum::{
    Error, Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt as _, stream};
use order_api::FeedCursor;
use serde::Deserialize;
use service_kit::{Problem, StreamLimit, extract::deserialize_optional, refusals};
use std::time::Duration;
use utoipa::ToSchema;

const HEARTBEAT: Duration = Duration::from_secs(15);

/// One server-sent event: `event: snapshot` carries a FeedSnapshot, `event: order` an OrderEvent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(super) struct FeedFrame {
    /// Type of `data`: `snapshot` or `order`.
    event: String,
    /// Position to resume after. Of the frames of a snapshot only the last has one.
    id: Option<String>,
    /// JSON text.
    data: String,
}

#[derive(Deserialize)]
pub(super) struct FeedQuery {
    #[serde(default, deserialize_with = "deserialize_optional")]
    after: Option<FeedCursor>,
}

#[utoipa::path(
    get,
    path = "/api/v1/orders/events",
    tag = "feed",
    operation_id = "order_feed",
    summary = "Every change of every order, in commit order",
    params(
        ("Last-Event-ID" = Option<String>, Header, description = "Resume behind this frame; wins over `after`"),
        ("after" = Option<String>, Query, description = "Resume behind this position"),
    ),
    responses(
        (status = 200, description = "Server-sent events; the schema is one event's", body = FeedFrame, content_type = "text/event-stream"),
        FeedRefusals
    )
)]
pub(super) async fn follow_orders(
    State(app): State<OrderService>,
    Extension(streams): Extension<StreamLimit>,
    headers: HeaderMap,
    query: Result<Query<FeedQuery>, QueryRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Query(query) = query.map_err(|rejection| invalid_cursor(rejection.body_text()))?;
    let after = last_event_id(&headers)?.or(query.after);
    let place = streams.acquire_permit()?;
    let frames = events::stream_frames(app.store, after, app.clock.now()).await?;
    let opening = stream::iter([Ok(Event::default().comment("heartbeat"))]);
    let stream = app.shutdown.take_until_shutdown(
        place.attach_to_stream(opening.chain(frames.map(|frame| build_sse_event(&frame)))),
    );
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")))
}

/// The header wins over the query: a browser that reconnects repeats its original URL and adds its
/// last position as the header. An empty header counts as absent, as it does in browsers.
fn last_event_id(headers: &HeaderMap) -> Result<Option<FeedCursor>, Problem> {
    let last = headers.get("last-event-id").map(|value| value.to_str().unwrap_or("?"));
    let last = last.filter(|text| !text.is_empty()).map(str::parse).transpose();
    last.map_err(|error: order_api::InvalidCursor| invalid_cursor(error.to_string()))
}

fn invalid_cursor(detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_cursor").with_detail(detail)
}

fn build_sse_event(frame: &SnapshotFrame) -> Result<Event, Error> {
    match frame {
        SnapshotFrame::Snapshot(None, part) => Event::default().event("snapshot").json_data(part),
        SnapshotFrame::Snapshot(Some(id), part) => {
            Event::default().event("snapshot").id(id.to_string()).json_data(part)
        }
        SnapshotFrame::Event(id, data) => {
            Event::default().event("order").id(id.to_string()).json_data(data)
        }
    }
}

refusals!(FeedRefusals: 400 => ["invalid_cursor"], 503 => ["too_many_streams"]);
