//! Many readers of one stream that reconnect as a browser does: after exactly the pause that the
//! stream named, and from their last position. The stream has to spread them.

use super::http;
use crate::programs::{ProgramIdentity, ProgramSigner};
use anyhow::Result;
use futures::StreamExt as _;
use order_api::OrderId;
use reqwest::Client;
use serde::Deserialize;
use sse_stream::{Sse, SseByteStream};
use staff_token::surface::ServiceName;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

const UNTOLD_PAUSE: Duration = Duration::from_millis(500);

/// Observations of all readers together.
#[derive(Default)]
pub struct StreamObservations {
    pub open: usize,
    /// Streams that have sent a frame other than a beat.
    pub told: usize,
    /// Time of each return.
    pub back: Vec<Instant>,
    /// Last position that any reader received.
    pub position: Option<String>,
    /// Orders that each reader has received.
    pub orders: Vec<HashSet<OrderId>>,
}

impl StreamObservations {
    /// Number of readers that received every one of `orders`.
    pub fn count_readers_of_all(&self, orders: &[OrderId]) -> usize {
        self.orders.iter().filter(|seen| orders.iter().all(|order| seen.contains(order))).count()
    }
}

#[derive(Deserialize)]
struct StreamedEvent {
    order: StreamedOrder,
}

#[derive(Deserialize)]
struct StreamedOrder {
    id: OrderId,
}

/// Running readers; dropping this ends them.
pub struct StreamReaders {
    seen: Arc<Mutex<StreamObservations>>,
    _readers: JoinSet<()>,
}

impl StreamReaders {
    /// `count` readers of `url`: of a surface, or with `programs` of the order service at that base
    /// URL.
    ///
    /// # Errors
    /// If no HTTP client can be built.
    pub fn open(
        url: &str,
        count: usize,
        programs: Option<(ProgramSigner, String)>,
    ) -> Result<Self> {
        let seen = StreamObservations {
            orders: vec![HashSet::new(); count],
            ..StreamObservations::default()
        };
        let mut readers = JoinSet::new();
        let http = http::build_streaming_client()?;
        let seen = Arc::new(Mutex::new(seen));
        for number in 0..count {
            let http = http.clone();
            let url = url.to_owned();
            let seen = seen.clone();
            let programs = programs.clone();
            readers.spawn(
                StreamReader { number, http, url, seen, programs, ..StreamReader::default() }.run(),
            );
        }
        Ok(Self { seen, _readers: readers })
    }

    /// Reads the observations so far.
    pub fn inspect_observations<T>(&self, look: impl FnOnce(&StreamObservations) -> T) -> T {
        look(&self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until `what` is true; false if it is not within `limit`.
    pub async fn wait_until(
        &self,
        limit: Duration,
        what: impl Fn(&StreamObservations) -> bool,
    ) -> bool {
        let began = Instant::now();
        while !self.inspect_observations(&what) {
            if began.elapsed() > limit {
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
        true
    }
}

#[derive(Default)]
struct StreamReader {
    number: usize,
    http: Client,
    url: String,
    seen: Arc<Mutex<StreamObservations>>,
    programs: Option<(ProgramSigner, String)>,
    last: Option<String>,
    pause: Option<Duration>,
    lives: usize,
}

impl StreamReader {
    async fn run(mut self) {
        loop {
            self.read().await;
            sleep(self.pause.unwrap_or(UNTOLD_PAUSE)).await;
        }
    }

    async fn read(&mut self) {
        let mut request = self.http.get(&self.url);
        if let Some(last) = &self.last {
            request = request.header("last-event-id", last);
        }
        let sent = match &self.programs {
            Some((programs, base)) => {
                programs.send(base, (ServiceName::Order, ProgramIdentity::Counter), request).await
            }
            None => request.send().await,
        };
        let Ok(answer) = sent else { return };
        if !answer.status().is_success() {
            return;
        }
        let mut frames = SseByteStream::new(answer.bytes_stream());
        self.record_open();
        let mut told = false;
        while let Some(Ok(frame)) = frames.next().await {
            if !told && frame.event.as_deref().is_some_and(|event| event != "beat") {
                told = true;
                self.update_observations(|seen| seen.told += 1);
            }
            self.record_frame(frame);
        }
        self.update_observations(|seen| seen.open -= 1);
    }

    fn record_open(&mut self) {
        let again = self.lives > 0;
        self.lives += 1;
        self.update_observations(|seen| {
            seen.open += 1;
            if again {
                seen.back.push(Instant::now());
            }
        });
    }

    fn record_frame(&mut self, frame: Sse) {
        self.pause = frame.retry.map(Duration::from_millis).or(self.pause);
        let Some(id) = frame.id else { return };
        self.last = Some(id.clone());
        let event: Option<StreamedEvent> =
            frame.data.and_then(|data| serde_json::from_str(&data).ok());
        self.update_observations(|seen| {
            seen.position = Some(id);
            if let (Some(event), Some(orders)) = (event, seen.orders.get_mut(self.number)) {
                orders.insert(event.order.id);
            }
        });
    }

    fn update_observations<T>(&self, work: impl FnOnce(&mut StreamObservations) -> T) -> T {
        work(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_missed_an_order_is_not_made_up_for_by_one_that_saw_more() {
        let [first, second, other] = [1, 2, 3].map(|n| OrderId(uuid::Uuid::from_u128(n)));
        let orders = vec![HashSet::from([first, second, other]), HashSet::from([first])];
        let seen = StreamObservations { orders, ..StreamObservations::default() };
        assert_eq!(seen.count_readers_of_all(&[first]), 2);
        assert_eq!(seen.count_readers_of_all(&[first, second]), 1);
    }
}
