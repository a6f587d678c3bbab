//! Server-sent events for browsers: frames as JSON, a beat at least every 15 s that scripts can hear, and a spread
//! retry time so that browsers do not come back all at once.

use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, Sse},
};
use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;
use service_kit::Shutdown;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Interval, MissedTickBehavior, interval};

const BEAT: Duration = Duration::from_secs(15);

/// A named frame.
pub fn frame(name: &str, data: &impl Serialize) -> Event {
    // Every type sent here is plain data; one that cannot be written is sent as an empty frame, which readers skip.
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

/// Sends `frames` with beats in between, until the process ends.
pub fn respond(frames: impl Stream<Item = Event> + Send + 'static, shutdown: &Shutdown) -> Response {
    let first = beat().retry(retry());
    let beats = stream::unfold(ticks(), |mut ticks| async move {
        ticks.tick().await;
        Some((beat(), ticks))
    });
    let all = stream::once(async { first }).chain(stream::select(frames, beats));
    Sse::new(shutdown.cut(all.map(Ok::<_, Infallible>))).into_response()
}

/// It carries data, or browsers would not tell scripts of it.
fn beat() -> Event {
    Event::default().event("beat").data("beat")
}

fn ticks() -> Interval {
    let mut ticks = interval(BEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

fn retry() -> Duration {
    Duration::from_millis(rand::random_range(300..1_200))
}
