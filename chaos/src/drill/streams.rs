//! Many readers of one stream that reconnect as a browser does: after exactly the pause that the
//! stream named, and from their last position. The stream has to spread them.

use super::http;
use crate::programs::{Program, Programs};
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
pub struct Seen {
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

impl Seen {
    /// Number of readers that received every one of `orders`.
    pub fn readers_of_all(&self, orders: &[OrderId]) -> usize {
        self.orders.iter().filter(|seen| orders.iter().all(|order| seen.contains(order))).count()
    }
}

#[derive(Deserialize)]
struct Event {
    order: Ordered,
}

#[derive(Deserialize)]
struct Ordered {
    id: OrderId,
}

/// Running readers; dropping this ends them.
pub struct Streams {
    seen: Arc<Mutex<Seen>>,
    _readers: JoinSet<()>,
}

impl Streams {
    /// `count` readers of `url`: of a surface, or with `programs` of the order service at that base
    /// URL.
    ///
    /// # Errors
    /// If no HTTP client can be built.
    pub fn open(url: &str, count: usize, programs: Option<(Programs, String)>) -> Result<Self> {
        let (seen, mut readers) =
            (Seen { orders: vec![HashSet::new(); count], ..Seen::default() }, JoinSet::new());
        let (http, seen) = (http::streaming()?, Arc::new(Mutex::new(seen)));
        for number in 0..count {
            let (http, url, seen, programs) = (http.clone(), url.to_owned(), seen.clone(), programs.clone());
            readers.spawn(Reader { number, http, url, seen, programs, ..Reader::default() }.run());
        }
        Ok(Self { seen, _readers: readers })
    }

    /// Reads the observations so far.
    pub fn look<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until `what` is true; false if it is not within `limit`.
    pub async fn until(&self, limit: Duration, what: impl Fn(&Seen) -> bool) -> bool {
        let began = Instant::now();
        while !self.look(&what) {
            if began.elapsed() > limit {
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
        true
    }
}

#[derive(Default)]
struct Reader {
    number: usize,
    http: Client,
    url: String,
    seen: Arc<Mutex<Seen>>,
    programs: Option<(Programs, String)>,
    last: Option<String>,
    pause: Option<Duration>,
    lives: usize,
}

impl Reader {
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
                programs.send(base, (ServiceName::Order, Program::Counter), request).await
            }
            None => request.send().await,
        };
        let Ok(answer) = sent else { return };
        if !answer.status().is_success() {
            return;
        }
        let mut frames = SseByteStream::new(answer.bytes_stream());
        self.opened();
        let mut told = false;
        while let Some(Ok(frame)) = frames.next().await {
            if !told && frame.event.as_deref().is_some_and(|event| event != "beat") {
                told = true;
                self.with(|seen| seen.told += 1);
            }
            self.take(frame);
        }
        self.with(|seen| seen.open -= 1);
    }

    fn opened(&mut self) {
        let again = self.lives > 0;
        self.lives += 1;
        self.with(|seen| {
            seen.open += 1;
            if again {
                seen.back.push(Instant::now());
            }
        });
    }

    fn take(&mut self, frame: Sse) {
        self.pause = frame.retry.map(Duration::from_millis).or(self.pause);
        let Some(id) = frame.id else { return };
        self.last = Some(id.clone());
        let event: Option<Event> = frame.data.and_then(|data| serde_json::from_str(&data).ok());
        self.with(|seen| {
            seen.position = Some(id);
            if let (Some(event), Some(orders)) = (event, seen.orders.get_mut(self.number)) {
                orders.insert(event.order.id);
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Seen) -> T) -> T {
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
        let seen = Seen { orders, ..Seen::default() };
        assert_eq!(seen.readers_of_all(&[first]), 2);
        assert_eq!(seen.readers_of_all(&[first, second]), 1);
    }
}
