//! Server-sent events for browsers: frames as JSON, a heartbeat at least every 15 s that scripts
//! can hear, and a random retry time so that browsers do not reconnect all at once.

use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, Sse},
};
use futures::{Stream, StreamExt as _, future, stream};
use serde::Serialize;
use service_kit::{ClientIp, FairStreamLimit, OpenStreamPermit, Problem, ShutdownSignal};
use std::{convert::Infallible, time::Duration};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

const BEAT: Duration = Duration::from_secs(15);
/// Interval of session checks: a person who was signed out elsewhere sees updates for at most this
/// long.
const LOOK: Duration = Duration::from_secs(1);

/// Interval at which feeds of the menu are refreshed without a change of it.
pub const MENU_LOOK_AGAIN: Duration = Duration::from_secs(30);

/// nginx and other proxies buffer an answer unless it asks them not to.
const UNBUFFERED: [(&str, &str); 1] = [("x-accel-buffering", "no")];

/// A named frame with JSON data.
pub fn json_frame(name: &str, data: &impl Serialize) -> Event {
    // Every type sent here is plain data; one that cannot be serialised becomes an empty frame,
    // which readers skip.
    Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

/// Opens live streams to browsers, within the limits of the process and of each address.
#[derive(Clone)]
pub struct StreamHost {
    streams: FairStreamLimit,
    shutdown: ShutdownSignal,
}

/// Permit of one stream; it counts until the stream ends.
pub struct StreamPermit {
    place: OpenStreamPermit,
    shutdown: ShutdownSignal,
}

impl StreamHost {
    /// Streams end when `shutdown` begins.
    pub fn new(streams: FairStreamLimit, shutdown: ShutdownSignal) -> Self {
        Self { streams, shutdown }
    }

    /// Takes a permit for one more stream of `client`; call it before any work for the stream.
    ///
    /// # Errors
    /// As [`FairStreamLimit::acquire_permit`].
    pub fn acquire_permit(&self, client: ClientIp) -> Result<StreamPermit, Problem> {
        Ok(StreamPermit {
            place: self.streams.acquire_permit(client)?,
            shutdown: self.shutdown.clone(),
        })
    }
}

impl StreamPermit {
    /// Sends `frames` with heartbeats in between, until they end or the process shuts down.
    pub fn send(self, frames: impl Stream<Item = Event> + Send + 'static) -> Response {
        sse_response(self.place.attach_to_stream(frames), &self.shutdown)
    }

    /// As [`Self::send`], while `counts`; then a last frame `signed_out`, and the end.
    pub fn send_while(
        self,
        counts: impl Fn() -> bool + Send + 'static,
        frames: impl Stream<Item = Event> + Send + 'static,
    ) -> Response {
        self.send(until_signed_out(counts, frames))
    }
}

fn until_signed_out(
    counts: impl Fn() -> bool + Send + 'static,
    frames: impl Stream<Item = Event> + Send + 'static,
) -> impl Stream<Item = Event> + Send + 'static {
    let over = async move {
        while counts() {
            sleep(LOOK).await;
        }
    };
    let signed_out = stream::once(async { json_frame("signed_out", &()) });
    frames.take_until(Box::pin(over)).chain(signed_out)
}

fn sse_response(
    frames: impl Stream<Item = Event> + Send + 'static,
    shutdown: &ShutdownSignal,
) -> Response {
    let first = heartbeat_frame().retry(random_retry_time());
    let beats = stream::unfold(heartbeat_interval(), |mut ticks| async move {
        ticks.tick().await;
        Some((Some(heartbeat_frame()), ticks))
    });
    // Heartbeats never end; `None` after the last frame ends the stream in spite of them.
    let ending = frames.map(Some).chain(stream::once(async { None }));
    let both = stream::select(ending, beats).scan((), |(), event| future::ready(event));
    let all = stream::once(async { first }).chain(both);
    (UNBUFFERED, Sse::new(shutdown.take_until_shutdown(all.map(Ok::<_, Infallible>))))
        .into_response()
}

/// A heartbeat with data: browsers hide events without data from scripts.
fn heartbeat_frame() -> Event {
    Event::default().event("beat").data("beat")
}

fn heartbeat_interval() -> Interval {
    let mut ticks = interval(BEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

fn random_retry_time() -> Duration {
    Duration::from_millis(rand::random_range(300..1_200))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{Instant, timeout};

    #[tokio::test(start_paused = true)]
    async fn a_stream_to_staff_says_that_the_session_has_ended_and_ends_with_it() {
        let shift = Duration::from_secs(3_607);
        let began = Instant::now();
        let endless = stream::pending();
        let counts = move || began.elapsed() < shift;
        let answer = sse_response(until_signed_out(counts, endless), &ShutdownSignal::default());
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        let body = timeout(shift * 2, axum::body::to_bytes(answer.into_body(), 1024 * 1024)).await;
        let body = String::from_utf8(body.unwrap().unwrap().to_vec()).unwrap();
        assert_eq!(began.elapsed().as_secs(), shift.as_secs(), "at the next look");
        assert!(
            body.contains("event: beat")
                && body.trim_end().ends_with("event: signed_out\ndata: null")
        );
    }

    #[tokio::test]
    async fn whatever_a_name_holds_it_stays_in_its_own_frame() {
        let name = "a\ndata: b\r\nevent: signed_out\n\n</script>\u{2028}\u{0}";
        let frames = stream::iter([json_frame("order", &name)]);
        let answer = sse_response(frames, &ShutdownSignal::default());
        let body = axum::body::to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let frame = body.split("\n\n").find(|frame| frame.starts_with("event: order\n")).unwrap();
        let [_, data] = frame.split('\n').collect::<Vec<_>>()[..] else { panic!("{frame:?}") };
        assert_eq!(
            serde_json::from_str::<String>(data.strip_prefix("data: ").unwrap()).unwrap(),
            name
        );
        assert!(!body.lines().any(|line| line.starts_with("event: signed_out")));
    }
}
