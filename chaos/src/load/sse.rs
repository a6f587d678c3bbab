//! Event streams that may break or fall silent: a stopped process keeps its connections and sends
//! nothing.

use super::context::deepest_cause;
use crate::programs::{ProgramIdentity, ProgramSigner};
use futures::{StreamExt as _, stream, stream::BoxStream};
use reqwest::{RequestBuilder, Response};
use sse_stream::{Sse, SseByteStream};
use staff_token::surface::ServiceName;
use std::{io, time::Duration};
use tokio::time::timeout;

/// Every stream of the project sends something at least every 15 s.
const SILENCE: Duration = Duration::from_secs(20);
const OPENING: Duration = Duration::from_secs(5);

/// Frames of an event stream; ends after the first error.
pub(crate) type SseFrames = BoxStream<'static, Result<Sse, String>>;

/// Opens a stream.
pub(crate) async fn open_stream(request: RequestBuilder) -> Result<SseFrames, String> {
    await_stream(request.send()).await
}

/// Opens the feed of the order service at `base`.
pub(crate) async fn open_order_feed(
    programs: &ProgramSigner,
    base: &str,
    request: RequestBuilder,
) -> Result<SseFrames, String> {
    await_stream(programs.send(base, (ServiceName::Order, ProgramIdentity::Counter), request)).await
}

async fn await_stream(
    opening: impl Future<Output = reqwest::Result<Response>>,
) -> Result<SseFrames, String> {
    let answer = timeout(OPENING, opening).await.map_err(|_| "no answer".to_owned())?;
    let answer = answer.map_err(|error| deepest_cause(&error))?;
    if !answer.status().is_success() {
        return Err(format!("answered {}", answer.status().as_u16()));
    }
    Ok(decode_frames(answer))
}

fn decode_frames(answer: Response) -> SseFrames {
    let bytes = stream::unfold(Some(answer.bytes_stream().boxed()), |body| async move {
        let mut body = body?;
        match timeout(SILENCE, body.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some(body))),
            Ok(Some(Err(error))) => Some((Err(io::Error::other(deepest_cause(&error))), None)),
            Err(_) => Some((Err(io::Error::other("silence")), None)),
        }
    });
    SseByteStream::new(bytes.boxed()).map(|frame| frame.map_err(|error| error.to_string())).boxed()
}
