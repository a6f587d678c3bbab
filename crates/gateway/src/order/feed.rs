//! The feed of all orders: one upstream connection that is kept for ever. After a loss it continues
//! where it was, so a reader misses nothing and sees nothing twice; where that is impossible, a
//! snapshot gives the current state.

use super::OrderClient;
use crate::{
    backoff::JitteredBackoff,
    error::describe_json_error,
    sse::{FeedError, Frames},
};
use futures::{Stream, StreamExt, stream};
use order_api::{FeedCursor, FeedSnapshot, Order, OrderEvent};
use serde::de::DeserializeOwned;
use sse_stream::Sse;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A frame of the feed.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every frame is an event, and each is moved on at once"
)]
pub enum OrderFeedUpdate {
    /// Connected, for the first time or again. The feed then continues where it was, or with a
    /// snapshot.
    Connected,
    /// The whole current state, which replaces everything before.
    Snapshot(FeedSnapshot),
    /// One change.
    Event(OrderEvent),
    /// Not connected; it reconnects. Sent once for each loss, and once if the first attempt fails.
    Lost {
        /// The cause, for the log.
        cause: String,
    },
}

/// The feed, which never ends; it does nothing while it is not read.
pub(crate) fn order_feed(client: Arc<OrderClient>) -> impl Stream<Item = OrderFeedUpdate> + Send {
    let feed = OrderFeedReader {
        client,
        line: FeedConnection::Down { said: false },
        position: None,
        parts: Vec::new(),
        backoff: JitteredBackoff::new(FIRST_PAUSE, LONGEST_PAUSE),
        pause: Duration::ZERO,
    };
    stream::unfold(feed, |mut feed| async move { Some((feed.next().await, feed)) })
}

struct OrderFeedReader {
    client: Arc<OrderClient>,
    line: FeedConnection,
    /// Position of the last frame that was passed on.
    position: Option<FeedCursor>,
    /// Orders of an incomplete snapshot.
    parts: Vec<Order>,
    backoff: JitteredBackoff,
    /// Pause before the next attempt.
    pause: Duration,
}

enum FeedConnection {
    Up(Frames),
    Down {
        /// Whether the reader was given a `Lost`.
        said: bool,
    },
}

impl OrderFeedReader {
    async fn next(&mut self) -> OrderFeedUpdate {
        loop {
            let said = match &mut self.line {
                FeedConnection::Up(frames) => {
                    let read = match frames.next().await {
                        Some(Ok(frame)) => self.read_frame(&frame),
                        Some(Err(error)) => Err(error),
                        None => Err(FeedError::Ended),
                    };
                    match read {
                        Ok(Some(frame)) => return frame,
                        Ok(None) => continue,
                        Err(error) => return self.record_loss(&error),
                    }
                }
                FeedConnection::Down { said } => *said,
            };
            sleep(self.pause).await;
            match self.client.order_feed(self.position).await {
                Ok(frames) => {
                    self.line = FeedConnection::Up(frames);
                    return OrderFeedUpdate::Connected;
                }
                Err(error) if said => drop(self.record_loss(&error)),
                Err(error) => return self.record_loss(&error),
            }
        }
    }

    /// The meaning of a frame: `None` if its kind is unknown here, if it was passed on before, or
    /// if it is a part of a snapshot that another part follows.
    fn read_frame(&mut self, frame: &Sse) -> Result<Option<OrderFeedUpdate>, FeedError> {
        let position = frame.id.as_deref().map(str::parse::<FeedCursor>).transpose();
        let position = position.map_err(|error| FeedError::Unreadable(error.to_string()));
        let said =
            position.and_then(|position| Ok((position, self.interpret_frame(frame, position)?)));
        match said {
            Ok((position, meaning)) => {
                self.position = match meaning {
                    Some(OrderFeedUpdate::Snapshot(_)) => position,
                    // The known state is out of date; after a loss in the middle of a snapshot, a
                    // new snapshot is needed.
                    None if !self.parts.is_empty() => None,
                    _ => position.max(self.position),
                };
                self.backoff.reset();
                Ok(meaning)
            }
            // The same position would bring the same frame again; a snapshot gets past it.
            Err(error) => {
                self.position = None;
                Err(error)
            }
        }
    }

    fn interpret_frame(
        &mut self,
        frame: &Sse,
        position: Option<FeedCursor>,
    ) -> Result<Option<OrderFeedUpdate>, FeedError> {
        let data = frame.data.as_deref().unwrap_or_default();
        match frame.event.as_deref() {
            Some("snapshot") => {
                decode_data(data).map(|part| self.collect_part(part).map(OrderFeedUpdate::Snapshot))
            }
            Some("order") if position.is_some() && position <= self.position => Ok(None),
            Some("order") => decode_data(data).map(OrderFeedUpdate::Event).map(Some),
            _ => Ok(None),
        }
    }

    /// The whole snapshot, once its last part has come.
    fn collect_part(&mut self, part: FeedSnapshot) -> Option<FeedSnapshot> {
        self.parts.extend(part.orders);
        (!part.more).then(|| FeedSnapshot { orders: std::mem::take(&mut self.parts), more: false })
    }

    fn record_loss(&mut self, error: &FeedError) -> OrderFeedUpdate {
        if matches!(error, FeedError::Refused(problem) if problem.code == "invalid_cursor") {
            self.position = None;
        }
        self.line = FeedConnection::Down { said: true };
        self.parts.clear();
        self.pause = self.backoff.next_pause();
        tracing::debug!(%error, "no order feed");
        OrderFeedUpdate::Lost { cause: error.to_string() }
    }
}

fn decode_data<T: DeserializeOwned>(data: &str) -> Result<T, FeedError> {
    serde_json::from_str(data).map_err(|error| FeedError::Unreadable(describe_json_error(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config, dependency::ServiceDependency};

    fn feed() -> OrderFeedReader {
        let (nowhere, _) =
            ServiceDependency::new("order", "http://127.0.0.1:1", config::ORDER, None).unwrap();
        OrderFeedReader {
            client: Arc::new(OrderClient(nowhere)),
            line: FeedConnection::Down { said: false },
            position: Some(FeedCursor { transaction: 7, sequence: 3 }),
            parts: Vec::new(),
            backoff: JitteredBackoff::new(FIRST_PAUSE, LONGEST_PAUSE),
            pause: Duration::ZERO,
        }
    }

    #[test]
    fn a_frame_of_an_unknown_kind_is_passed_over_and_moves_the_position() {
        let mut feed = feed();
        let frame = Sse::default().event("later_invention").id("7-4").data("?");
        assert!(matches!(feed.read_frame(&frame), Ok(None)));
        assert_eq!(feed.position, Some(FeedCursor { transaction: 7, sequence: 4 }));
    }

    #[test]
    fn a_frame_that_cannot_be_read_is_got_past_by_a_snapshot() {
        for frame in
            [Sse::default().event("order").id("7-4").data("{}"), Sse::default().id("x").data("{}")]
        {
            let mut feed = feed();
            assert!(matches!(feed.read_frame(&frame), Err(FeedError::Unreadable(_))));
            assert_eq!(feed.position, None);
        }
    }

    #[test]
    fn an_event_that_was_given_out_before_is_not_given_out_again() {
        let mut feed = feed();
        for before in ["7-2", "7-3"] {
            let frame = Sse::default().event("order").id(before).data("not even read");
            assert!(matches!(feed.read_frame(&frame), Ok(None)));
            assert_eq!(feed.position, Some(FeedCursor { transaction: 7, sequence: 3 }));
        }
    }

    #[test]
    fn a_snapshot_may_set_the_position_back() {
        let mut feed = feed();
        let frame = Sse::default().event("snapshot").id("0-2").data(r#"{"orders":[]}"#);
        assert!(matches!(feed.read_frame(&frame), Ok(Some(OrderFeedUpdate::Snapshot(_)))));
        assert_eq!(feed.position, Some(FeedCursor { transaction: 0, sequence: 2 }));
    }

    #[test]
    fn a_line_that_is_lost_in_a_snapshot_leads_to_a_new_one() {
        let mut feed = feed();
        let order = r#"{"id":"01980000-0000-7000-8000-000000000001","store":"main","number":1,
            "business_date":"2026-03-02","status":"placed","version":1,"placed_at":"2026-03-02T03:00:00Z",
            "promised_at":"2026-03-02T03:00:00Z","status_at":"2026-03-02T03:00:00Z","reason":null,
            "customer":{"session":"s","name":""},"dining":"here","menu_version":1,"menu_verified":true,
            "currency":"KRW","lines":[],"total":0,"note":""}"#;
        let part =
            Sse::default().event("snapshot").data(format!(r#"{{"orders":[{order}],"more":true}}"#));
        assert!(matches!(feed.read_frame(&part), Ok(None)));
        feed.record_loss(&FeedError::Ended);
        assert_eq!(feed.position, None);
        let last =
            Sse::default().event("snapshot").id("7-9").data(format!(r#"{{"orders":[{order}]}}"#));
        let Ok(Some(OrderFeedUpdate::Snapshot(snapshot))) = feed.read_frame(&last) else {
            panic!("it is whole")
        };
        assert_eq!(snapshot.orders.len(), 1, "nothing is left of the one that was lost");
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_slow_down_to_one_in_two_seconds() {
        let mut feed = feed();
        for _ in 0..10 {
            feed.record_loss(&FeedError::Ended);
        }
        assert!((1..=2).contains(&feed.pause.as_secs()), "{:?}", feed.pause);
    }
}
