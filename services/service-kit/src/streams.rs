//! Event streams have a bound of their own: they are open for hours and work for moments.

use crate::{
    Problem,
    address::{
        AddressLimits, AddressRate, AddressShare, ClientAddress, SHARE_RETRY, SharePermit, over_share,
    },
};
use futures::{Stream, StreamExt as _};
use http::StatusCode;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The event streams that are open; clones share the bound.
#[derive(Debug, Clone)]
pub struct Streams {
    places: Arc<Semaphore>,
    most: usize,
}

impl Streams {
    /// At most `most` at once.
    pub fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(most)), most }
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.most - self.places.available_permits()
    }

    /// How many may be.
    pub fn most(&self) -> usize {
        self.most
    }

    /// A place for one more stream, to be taken before anything is done for it.
    ///
    /// # Errors
    /// 503 `too_many_streams`.
    pub fn enter(&self) -> Result<StreamPlace, Problem> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            metrics::counter!("jumun_event_streams_refused_total").increment(1);
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_streams").retry_after_s(2));
        };
        metrics::gauge!("jumun_event_streams_open").increment(1);
        Ok(StreamPlace { _place: place, share: None })
    }
}

/// The event streams of a process that the public reaches: each address has a share of the places, and a rate at which it
/// may open streams. Clones share both.
#[derive(Debug, Clone)]
pub struct FairStreams {
    streams: Streams,
    share: AddressShare,
    rate: Option<AddressRate>,
}

impl FairStreams {
    /// At most `most` at once, of which an address has what `limits` say.
    pub fn new(most: usize, limits: &AddressLimits) -> Self {
        let share = AddressShare::part_of(most, limits.address_share);
        Self { streams: Streams::new(most), share, rate: limits.address_streams.0.map(AddressRate::new) }
    }

    /// All of them, to be counted.
    pub fn all(&self) -> &Streams {
        &self.streams
    }

    /// A place for one more stream of `client`, to be taken before anything is done for it.
    ///
    /// # Errors
    /// 429 `address_share`, 503 `too_many_streams`.
    pub fn enter(&self, client: ClientAddress) -> Result<StreamPlace, Problem> {
        let share = self.share.enter(client).ok_or_else(|| over_share(SHARE_RETRY))?;
        let mut place = self.streams.enter()?;
        self.rate.as_ref().map_or(Ok(()), |rate| rate.take(client)).map_err(over_share)?;
        place.share = Some(share);
        Ok(place)
    }
}

/// One open stream's place; free again when dropped.
#[derive(Debug)]
pub struct StreamPlace {
    _place: OwnedSemaphorePermit,
    /// Of the address that opened it.
    share: Option<SharePermit>,
}

impl StreamPlace {
    /// `stream`, which has the place for as long as it lives.
    pub fn hold<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> + use<S> {
        stream.map(move |item| {
            let _held = &self;
            item
        })
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        metrics::gauge!("jumun_event_streams_open").decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use axum::{
        Router,
        body::{Body, to_bytes},
        extract::Request,
        routing::get,
    };
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn an_open_stream_is_no_request_in_flight_but_has_a_limit_of_its_own() {
        let streams = Streams::new(1);
        let counted = streams.clone();
        let open = move || async move {
            let place = streams.enter()?;
            let frames = futures::stream::pending::<Result<String, std::io::Error>>();
            Ok::<_, Problem>(Body::from_stream(place.hold(frames)))
        };
        let limits = Limits { max_in_flight: 1, ..Limits::default() };
        let router = crate::serve::layered_within(Router::new().route("/events", get(open)), &limits);
        let ask = || router.clone().oneshot(Request::get("/events").body(Body::empty()).unwrap());
        let open = ask().await.unwrap();
        assert_eq!((open.status().as_u16(), counted.open(), counted.most()), (200, 1, 1));
        let refused = ask().await.unwrap();
        let body = to_bytes(refused.into_body(), 1000).await.unwrap();
        assert!(str::from_utf8(&body).unwrap().contains(r#""code":"too_many_streams""#), "{body:?}");
        drop(open);
        assert_eq!(ask().await.unwrap().status(), 200, "a closed stream makes room");
    }
}
