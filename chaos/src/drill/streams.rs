//! Many readers of one stream, who come back as a browser does: after the pause that the stream told them, spread by
//! themselves, from the position they had.

use futures::StreamExt as _;
use rand::RngExt as _;
use reqwest::Client;
use sse_stream::{Sse, SseByteStream};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

const UNTOLD_PAUSE: Duration = Duration::from_millis(500);

/// What all readers together have seen.
#[derive(Default)]
pub struct Seen {
    pub open: usize,
    /// Streams that have said what they are for: a frame that is not a beat.
    pub told: usize,
    /// When each came back.
    pub back: Vec<Instant>,
    /// How many readers saw each frame with an id.
    pub frames: HashMap<String, usize>,
}

/// Readers; dropping them ends them.
pub struct Streams {
    seen: Arc<Mutex<Seen>>,
    _readers: JoinSet<()>,
}

impl Streams {
    /// `count` readers of `url`.
    pub fn open(url: &str, count: usize) -> Self {
        let (seen, mut readers) = (Arc::<Mutex<Seen>>::default(), JoinSet::new());
        let http = Client::builder().no_proxy().build().unwrap_or_default();
        for _ in 0..count {
            let reader =
                Reader { http: http.clone(), url: url.to_owned(), seen: seen.clone(), ..Reader::default() };
            readers.spawn(reader.run());
        }
        Self { seen, _readers: readers }
    }

    /// Looks at what they have seen.
    pub fn look<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until `true`; false when it is not within `limit`.
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
    http: Client,
    url: String,
    seen: Arc<Mutex<Seen>>,
    last: Option<String>,
    pause: Option<Duration>,
    had: HashSet<String>,
    lives: usize,
}

impl Reader {
    async fn run(mut self) {
        loop {
            self.read().await;
            let pause = self.pause.unwrap_or(UNTOLD_PAUSE);
            let spread = rand::rng().random_range(0.5..1.5);
            sleep(pause.mul_f64(spread)).await;
        }
    }

    async fn read(&mut self) {
        let mut request = self.http.get(&self.url);
        if let Some(last) = &self.last {
            request = request.header("last-event-id", last);
        }
        let Ok(answer) = request.send().await else { return };
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
        if self.had.insert(id.clone()) {
            self.with(|seen| *seen.frames.entry(id).or_default() += 1);
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Seen) -> T) -> T {
        work(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
