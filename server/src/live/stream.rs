//! Server-sent events for browsers: frames as JSON, a heartbeat at least every 15 s that scripts
//! can hear, and a random retry time so that browsers do not reconnect all at once.

use crate::{identity::Identity, site::Site};
use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, Sse},
};
use futures::{Stream, StreamExt as _, future, stream};
use serde::Serialize;
use service_kit::Shutdown;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

const BEAT: Duration = Duration::from_secs(15);
/// Interval of session checks: a person who was signed out elsewhere sees updates for at most this
/// long.
const LOOK: Duration = Duration::from_secs(1);

/// nginx and other proxies buffer an answer unless it asks them not to.
const UNBUFFERED: [(&str, &str); 1] = [("x-accel-buffering", "no")];

/// A named frame with JSON data.
pub fn frame(name: &str, data: &impl Serialize) -> Event {
    // Every type sent here is plain data; one that cannot be serialised becomes an empty frame,
    // which readers skip.
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

/// Sends `frames` to staff while their session is valid, and to a locked tablet while it is
/// enrolled; then a last frame `signed_out`, and the end. A reconnect checks the cookies again.
pub fn respond_to_staff(
    frames: impl Stream<Item = Event> + Send + 'static,
    identity: &Identity,
    site: &Site,
) -> Response {
    let place = match site.streams.enter(identity.client) {
        Ok(place) => place,
        Err(full) => return full.into_response(),
    };
    let (staff, clock, shown) = (site.staff.clone(), site.clock.clone(), identity.shown.clone());
    let counts = move || staff.still(shown.clone(), clock.now()).holds_as_much_as(&shown);
    respond(place.hold(for_as_long_as(counts, frames)), &site.shutdown)
}

fn for_as_long_as(
    counts: impl Fn() -> bool + Send + 'static,
    frames: impl Stream<Item = Event> + Send + 'static,
) -> impl Stream<Item = Event> + Send + 'static {
    let over = async move {
        while counts() {
            sleep(LOOK).await;
        }
    };
    let signed_out = stream::once(async { frame("signed_out", &()) });
    frames.take_until(Box::pin(over)).chain(signed_out)
}

/// Sends `frames` with heartbeats in between, until they end or the process shuts down.
pub fn respond(frames: impl Stream<Item = Event> + Send + 'static, shutdown: &Shutdown) -> Response {
    let first = beat().retry(retry());
    let beats = stream::unfold(ticks(), |mut ticks| async move {
        ticks.tick().await;
        Some((Some(beat()), ticks))
    });
    // Heartbeats never end; `None` after the last frame ends the stream in spite of them.
    let ending = frames.map(Some).chain(stream::once(async { None }));
    let both = stream::select(ending, beats).scan((), |(), event| future::ready(event));
    let all = stream::once(async { first }).chain(both);
    (UNBUFFERED, Sse::new(shutdown.cut(all.map(Ok::<_, Infallible>)))).into_response()
}

/// A heartbeat with data: browsers hide events without data from scripts.
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{Instant, timeout};

    #[tokio::test(start_paused = true)]
    async fn a_stream_to_staff_says_that_the_session_has_ended_and_ends_with_it() {
        let shift = Duration::from_secs(3_607);
        let (began, endless) = (Instant::now(), stream::pending());
        let counts = move || began.elapsed() < shift;
        let answer = respond(for_as_long_as(counts, endless), &Shutdown::default());
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        let body = timeout(shift * 2, axum::body::to_bytes(answer.into_body(), 1024 * 1024)).await;
        let body = String::from_utf8(body.unwrap().unwrap().to_vec()).unwrap();
        assert_eq!(began.elapsed().as_secs(), shift.as_secs(), "at the next look");
        assert!(body.contains("event: beat") && body.trim_end().ends_with("event: signed_out\ndata: null"));
    }

    #[tokio::test]
    async fn whatever_a_name_holds_it_stays_in_its_own_frame() {
        let name = "a\ndata: b\r\nevent: signed_out\n\n</script>\u{2028}\u{0}";
        let frames = stream::iter([frame("order", &name)]);
        let answer = respond(frames, &Shutdown::default());
        let body = axum::body::to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let frame = body.split("\n\n").find(|frame| frame.starts_with("event: order\n")).unwrap();
        let [_, data] = frame.split('\n').collect::<Vec<_>>()[..] else { panic!("{frame:?}") };
        assert_eq!(serde_json::from_str::<String>(data.strip_prefix("data: ").unwrap()).unwrap(), name);
        assert!(!body.lines().any(|line| line.starts_with("event: signed_out")));
    }
}
