//! Limit of open event streams, separate from requests in flight: a stream is open for hours and
//! works for moments.

use crate::{
    Problem,
    address::{
        AddressLimits, AddressRate, AddressShare, ClientIp, SHARE_RETRY, SharePermit,
        over_share_problem,
    },
};
use futures::{Stream, StreamExt as _};
use http::StatusCode;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A limit of open event streams; clones share it.
#[derive(Debug, Clone)]
pub struct StreamLimit {
    places: Arc<Semaphore>,
    most: usize,
}

impl StreamLimit {
    /// At most `most` streams at once.
    pub fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(most)), most }
    }

    /// Number of open streams.
    pub fn open_count(&self) -> usize {
        self.most - self.places.available_permits()
    }

    /// Maximum number of streams.
    pub fn max_streams(&self) -> usize {
        self.most
    }

    /// Takes a permit for one more stream; call it before any work for the stream.
    ///
    /// # Errors
    /// 503 `too_many_streams`.
    pub fn acquire_permit(&self) -> Result<OpenStreamPermit, Problem> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            metrics::counter!("jumun_event_streams_refused_total").increment(1);
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_streams")
                .with_retry_after_s(2));
        };
        metrics::gauge!("jumun_event_streams_open").increment(1);
        Ok(OpenStreamPermit { _place: place, share: None })
    }
}

/// The limit of event streams of a process that is reachable by the public: each address has a
/// share of the permits and a rate of opening streams. Clones share both.
#[derive(Debug, Clone)]
pub struct FairStreamLimit {
    streams: StreamLimit,
    share: AddressShare,
    rate: Option<AddressRate>,
}

impl FairStreamLimit {
    /// At most `most` streams at once, with the share and rate per address from `limits`.
    pub fn new(most: usize, limits: &AddressLimits) -> Self {
        let share = AddressShare::part_of(most, limits.address_share);
        Self {
            streams: StreamLimit::new(most),
            share,
            rate: limits.address_streams.0.map(AddressRate::new),
        }
    }

    /// The total limit, for its counts.
    pub fn total_limit(&self) -> &StreamLimit {
        &self.streams
    }

    /// Takes a permit for one more stream of `client`; call it before any work for the stream.
    ///
    /// # Errors
    /// 429 `address_share`, 503 `too_many_streams`.
    pub fn acquire_permit(&self, client: ClientIp) -> Result<OpenStreamPermit, Problem> {
        let share =
            self.share.try_acquire(client).ok_or_else(|| over_share_problem(SHARE_RETRY))?;
        let mut place = self.streams.acquire_permit()?;
        self.rate
            .as_ref()
            .map_or(Ok(()), |rate| rate.charge_action(client))
            .map_err(over_share_problem)?;
        place.share = Some(share);
        Ok(place)
    }
}

/// The permit of one open stream; dropping it frees its place.
#[derive(Debug)]
pub struct OpenStreamPermit {
    _place: OwnedSemaphorePermit,
    /// The permit of the address that opened the stream.
    share: Option<SharePermit>,
}

impl OpenStreamPermit {
    /// Returns `stream`, which holds the permit until it is dropped.
    pub fn attach_to_stream<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> + use<S> {
        stream.map(move |item| {
            let _held = &self;
            item
        })
    }
}

impl Drop for OpenStreamPermit {
    fn drop(&mut self) {
        metrics::gauge!("jumun_event_streams_open").decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CapacityLimits;
    use axum::{
        Router,
        body::{Body, to_bytes},
        extract::Request,
        routing::get,
    };
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn an_open_stream_is_no_request_in_flight_but_has_a_limit_of_its_own() {
        let streams = StreamLimit::new(1);
        let counted = streams.clone();
        let open = move || async move {
            let place = streams.acquire_permit()?;
            let frames = futures::stream::pending::<Result<String, std::io::Error>>();
            Ok::<_, Problem>(Body::from_stream(place.attach_to_stream(frames)))
        };
        let limits = CapacityLimits { max_in_flight: 1, ..CapacityLimits::default() };
        let router =
            crate::serve::wrap_router_within(Router::new().route("/events", get(open)), &limits);
        let ask = || router.clone().oneshot(Request::get("/events").body(Body::empty()).unwrap());
        let open = ask().await.unwrap();
        assert_eq!(
            (open.status().as_u16(), counted.open_count(), counted.max_streams()),
            (200, 1, 1)
        );
        let refused = ask().await.unwrap();
        let body = to_bytes(refused.into_body(), 1000).await.unwrap();
        assert!(
            str::from_utf8(&body).unwrap().contains(r#""code":"too_many_streams""#),
            "{body:?}"
        );
        drop(open);
        assert_eq!(ask().await.unwrap().status(), 200, "a closed stream makes room");
    }
}
