//! Reads an event stream that may fall silent, break, or never end a frame. A stopped process keeps
//! its connection and sends nothing, so silence longer than the heartbeat counts as a loss.

use crate::error::{ServiceProblem, UnavailableReason};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream, stream::BoxStream};
use sse_stream::{Sse, SseByteStream};
use std::time::Duration;
use tokio::time::timeout;

/// Longest accepted silence; services send a comment every 15 s.
const SILENCE: Duration = Duration::from_secs(20);

pub(crate) type Frames = BoxStream<'static, Result<Sse, FeedError>>;

/// Why a feed could not be opened, or ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FeedError {
    #[error("nobody can be asked: {0}")]
    Nobody(UnavailableReason),
    #[error("its endpoint was given up")]
    EndpointLost,
    #[error("nothing was heard in time")]
    Silence,
    #[error("the connection failed: {0}")]
    Broken(String),
    #[error("it answered {0}")]
    Status(u16),
    #[error("it refused: {} {}", .0.status, .0.code)]
    Refused(ServiceProblem),
    #[error("the service ended the stream")]
    Ended,
    #[error("a frame of more than {0} bytes")]
    FrameTooLarge(usize),
    #[error("an unreadable frame: {0}")]
    Unreadable(String),
}

/// The frames of a body. The stream ends after its first error; the end of the body is an error
/// too.
pub(crate) fn read_frames<E>(
    body: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    max_bytes: usize,
) -> Frames
where
    E: std::error::Error + Send + Sync + 'static,
{
    let bounded =
        BoundedBody { body: body.boxed(), max_bytes, since_frame: 0, after_newline: false };
    let bytes = stream::unfold(Some(bounded), |bounded| async move {
        let mut bounded = bounded?;
        let next = bounded.next().await;
        let more = next.is_ok().then_some(bounded);
        Some((next, more))
    });
    SseByteStream::new(bytes.boxed())
        .map(|frame| frame.map_err(feed_error))
        .filter(|frame| std::future::ready(!matches!(frame, Ok(Sse { data: None, .. }))))
        .boxed()
}

/// The error of reqwest with its innermost cause.
pub(crate) fn connection_error(error: impl std::error::Error) -> FeedError {
    let cause = std::iter::successors(error.source(), |cause| cause.source()).last();
    FeedError::Broken(cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")))
}

/// Bounds the size of a frame, which the decoder does not: counts the bytes since the last frame
/// ended.
struct BoundedBody<E> {
    body: BoxStream<'static, Result<Bytes, E>>,
    max_bytes: usize,
    since_frame: usize,
    /// Whether the previous chunk ended with a newline, so that a newline at the start of the next
    /// one ends a frame.
    after_newline: bool,
}

impl<E: std::error::Error> BoundedBody<E> {
    async fn next(&mut self) -> Result<Bytes, FeedError> {
        let chunk = match timeout(SILENCE, self.body.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(Some(Err(error))) => return Err(connection_error(error)),
            Ok(None) => return Err(FeedError::Ended),
            Err(_) => return Err(FeedError::Silence),
        };
        let straddles = self.after_newline && chunk.first() == Some(&b'\n');
        let ended = chunk.windows(2).rposition(|pair| pair == b"\n\n").map(|at| at + 2);
        let ended = ended.or(straddles.then_some(1));
        self.after_newline = chunk.last().map_or(self.after_newline, |last| *last == b'\n');
        self.since_frame = match ended {
            Some(at) => chunk.len() - at,
            None => self.since_frame + chunk.len(),
        };
        if self.since_frame > self.max_bytes {
            return Err(FeedError::FrameTooLarge(self.max_bytes));
        }
        Ok(chunk)
    }
}

fn feed_error(error: sse_stream::Error) -> FeedError {
    match error {
        sse_stream::Error::Body(error) => match error.downcast() {
            Ok(error) => *error,
            Err(error) => FeedError::Broken(error.to_string()),
        },
        other => FeedError::Unreadable(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use tokio::time::Instant;

    fn body(
        chunks: Vec<&'static str>,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
        stream::iter(chunks).map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())))
    }

    async fn read(chunks: Vec<&'static str>, max_bytes: usize) -> (Vec<Sse>, String) {
        let mut frames = read_frames(body(chunks), max_bytes);
        let mut read = Vec::new();
        loop {
            match frames.next().await.unwrap() {
                Ok(frame) => read.push(frame),
                Err(error) => {
                    assert!(frames.next().await.is_none());
                    return (read, error.to_string());
                }
            }
        }
    }

    #[tokio::test]
    async fn frames_are_read_across_chunks_and_heartbeats_are_none() {
        let chunks = vec![
            ": heartbeat\n\nid: 0-1\nevent: or",
            "der\ndata: {}\n",
            "\n: heartbeat\n\n",
            "data: cut off",
        ];
        let (read, end) = read(chunks, 1000).await;
        assert_eq!(read, [Sse::default().event("order").data("{}").id("0-1")]);
        assert_eq!(end, "the service ended the stream");
    }

    #[tokio::test]
    async fn a_frame_that_never_ends_is_cut_off_and_many_small_ones_are_not() {
        let (read_none, end) = read(vec!["data: 0123456789\n"; 10], 100).await;
        assert_eq!((read_none.len(), end.as_str()), (0, "a frame of more than 100 bytes"));
        let (read_all, end) = read(vec!["data: 0123456789\n\n"; 100], 100).await;
        assert_eq!((read_all.len(), end.as_str()), (100, "the service ended the stream"));
        let (read_all, end) = read(["data: 0123456789\n", "\n"].repeat(100), 100).await;
        assert_eq!((read_all.len(), end.as_str()), (100, "the service ended the stream"));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_a_loss_but_a_heartbeat_is_no_silence() {
        let started = Instant::now();
        let heartbeats = stream::iter(0..3).then(|_| async {
            tokio::time::sleep(Duration::from_secs(15)).await;
            Ok::<_, Infallible>(Bytes::from_static(b": heartbeat\n\n"))
        });
        let mut frames = read_frames(heartbeats.chain(stream::pending()), 100);
        assert!(matches!(frames.next().await, Some(Err(FeedError::Silence))));
        assert_eq!(started.elapsed(), Duration::from_secs(3 * 15 + 20));
    }
}
