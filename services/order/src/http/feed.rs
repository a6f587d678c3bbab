//! `GET /api/v1/orders/events`: the event feed as server-sent events. A reader resumes with
//! `Last-Event-ID` or `?after=`; without either, the feed begins with a snapshot.

use super::App;
use crate::events::{self, Frame};
use axum::{
    Error,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt as _, stream};
use order_api::Cursor;
use serde::Deserialize;
use service_kit::{
    Problem,
    openapi::{Problems, problems},
};
use std::time::Duration;
use utoipa::{IntoResponses, ToSchema};

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
pub(super) struct Params {
    after: Option<String>,
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
        Refusals
    )
)]
pub(super) async fn feed(
    State(app): State<App>,
    headers: HeaderMap,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Query(params) = params.map_err(|rejection| invalid_cursor(rejection.body_text()))?;
    let after = position(&headers, params.after.as_deref())?;
    let place = app.streams.enter()?;
    let frames = events::frames(app.store, after, app.clock.now()).await?;
    let opening = stream::iter([Ok(Event::default().comment("heartbeat"))]);
    let stream = app.shutdown.cut(place.hold(opening.chain(frames.map(|frame| event(&frame)))));
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")))
}

/// The header wins: a browser that reconnects repeats its original URL and adds its last position
/// as the header. An empty header counts as absent, as it does in browsers. An invalid position is
/// refused in the header and in the query.
fn position(headers: &HeaderMap, after: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let parse = |text: &str| {
        text.parse().map_err(|error: order_api::InvalidCursor| invalid_cursor(error.to_string()))
    };
    let last = headers.get("last-event-id").map(|value| value.to_str().unwrap_or("?"));
    let last = last.filter(|text| !text.is_empty()).map(parse).transpose()?;
    let after = after.map(parse).transpose()?;
    Ok(last.or(after))
}

fn invalid_cursor(detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_cursor").detail(detail)
}

fn event(frame: &Frame) -> Result<Event, Error> {
    match frame {
        Frame::Snapshot(None, part) => Event::default().event("snapshot").json_data(part),
        Frame::Snapshot(Some(id), part) => {
            Event::default().event("snapshot").id(id.to_string()).json_data(part)
        }
        Frame::Event(id, data) => Event::default().event("order").id(id.to_string()).json_data(data),
    }
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_cursor"]), (503, &["too_many_streams"])])
    }
}
