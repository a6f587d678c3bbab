//! One address of a service: its breaker, its load, the outcomes of its tries, and the tries under
//! way.

use crate::{
    breaker::{Breaker, Change, Permit},
    discover::Address,
    error::Unavailable,
    load::Load,
    status::{BreakerState, EndpointStatus, Recent},
    window::Window,
};
use jiff::SignedDuration;
use reqwest::{Url, header::HeaderValue};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

/// Time that a try at a busy endpoint counts as: enough to prefer another endpoint for a moment.
const BUSY: Duration = Duration::from_millis(50);

pub(crate) struct Endpoint {
    pub address: Address,
    /// Base URL, with the service's path if it has one.
    base: Url,
    pub host: HeaderValue,
    pub breaker: Breaker,
    /// Raised when a call broke or had no answer: the endpoint may be gone.
    pub suspicion: Notify,
    dependency: &'static str,
    load: Load,
    window: Window,
    heard: Mutex<Instant>,
    last_failure: Mutex<Option<String>>,
    left: AtomicBool,
    /// Whether its breaker is not closed.
    out: AtomicBool,
    /// Whether a connection broke or was refused since the endpoint was last found alive.
    broke: AtomicBool,
    /// How far the endpoint's clock is ahead of this process's, in milliseconds, as far as tokens
    /// have shown.
    clock_ahead_ms: AtomicI64,
}

/// One try under way. Dropped without an outcome (the caller went away), it says nothing about the
/// endpoint.
pub(crate) struct Attempt {
    pub endpoint: Arc<Endpoint>,
    permit: Option<Permit>,
    started: Instant,
}

impl Endpoint {
    pub fn new(dependency: &'static str, address: Address, base: Url, host: HeaderValue) -> Self {
        Self {
            address,
            base,
            host,
            breaker: Breaker::new(),
            suspicion: Notify::new(),
            dependency,
            load: Load::new(),
            window: Window::new(),
            heard: Mutex::new(Instant::now()),
            last_failure: Mutex::new(None),
            left: AtomicBool::new(false),
            out: AtomicBool::new(false),
            broke: AtomicBool::new(false),
            clock_ahead_ms: AtomicI64::new(0),
        }
    }

    /// How far the endpoint's clock is ahead of this process's.
    pub fn clock_ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.clock_ahead_ms.load(Ordering::Relaxed))
    }

    /// Records how far the endpoint's clock is ahead.
    pub fn set_clock_ahead(&self, ahead: SignedDuration) {
        let ahead_ms = i64::try_from(ahead.as_millis()).unwrap_or_default();
        self.clock_ahead_ms.store(ahead_ms, Ordering::Relaxed);
    }

    /// The URL of `path` at this endpoint.
    pub fn url(&self, path: &str, query: &[(&'static str, String)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Begins a try, unless the breaker forbids it.
    pub fn begin(self: &Arc<Self>) -> Option<Attempt> {
        let permit = self.breaker.admit()?;
        self.load.begin();
        Some(Attempt { endpoint: self.clone(), permit: Some(permit), started: Instant::now() })
    }

    /// Whether its breaker is closed.
    pub fn passes(&self) -> bool {
        self.breaker.state().0 == BreakerState::Closed
    }

    /// Expected cost of another call here; comparable between endpoints only.
    pub fn cost(&self) -> f64 {
        self.load.cost()
    }

    pub fn recent(&self) -> Recent {
        self.window.recent()
    }

    /// When the endpoint last answered anything.
    pub fn heard(&self) -> Instant {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that the endpoint answered something.
    pub fn hear(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Records that a liveness check found it. After a connection that broke or was refused this
    /// may be another process: the load of the one before says nothing about it, and would keep it
    /// without calls for seconds.
    pub fn found_alive(&self) {
        if self.broke.swap(false, Ordering::Relaxed) {
            self.load.reset();
        }
    }

    /// Takes it out of rotation.
    pub fn eject(&self, why: &str) {
        self.tell(self.breaker.eject(), why);
    }

    /// Marks it as having left the service, and ends the streams from it.
    pub fn leave(&self) {
        self.left.store(true, Ordering::Relaxed);
        self.count_out(false);
        self.breaker.tell_lost();
    }

    pub fn has_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Notifies when its breaker opens and when it leaves.
    pub fn lost(&self) -> watch::Receiver<()> {
        self.breaker.lost()
    }

    pub fn status(&self) -> EndpointStatus {
        let (breaker, since, opened) = self.breaker.state();
        EndpointStatus {
            address: self.address.socket.to_string(),
            breaker,
            since_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            opened,
            in_flight: self.load.in_flight(),
            recent: self.recent(),
            last_failure: self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    fn tell(&self, change: Option<Change>, why: &str) {
        let (dependency, address) = (self.dependency, &self.address.socket);
        match change {
            Some(Change::Opened { after }) => {
                tracing::warn!(dependency, %address, why, ?after, "breaker open");
                metrics::histogram!("jumun_gateway_breaker_opened_after_seconds", "dependency" => dependency)
                    .record(after.as_secs_f64());
                self.count_out(true);
            }
            Some(Change::Closed) => {
                tracing::info!(dependency, %address, "breaker closed");
                // Tries from before the breaker opened say nothing about the endpoint now.
                self.load.reset();
                self.window.clear();
                self.count_out(false);
            }
            None => {}
        }
    }

    /// The gauge counts endpoints and does not name them: every new replica has a new address.
    fn count_out(&self, out: bool) {
        if self.out.swap(out, Ordering::Relaxed) != out {
            let gauge = metrics::gauge!("jumun_gateway_breaker_open", "dependency" => self.dependency);
            if out { gauge.increment(1) } else { gauge.decrement(1) }
        }
    }
}

impl Attempt {
    /// The endpoint answered, with anything but a failure of its own.
    pub fn succeeded(mut self) {
        let took = self.started.elapsed();
        self.endpoint.hear();
        self.endpoint.load.sample(took);
        let change = self.permit.take().and_then(|permit| self.endpoint.breaker.succeeded(permit));
        self.endpoint.tell(change, "");
        self.endpoint.window.record(took, false);
    }

    /// The try failed. Its duration counts as at least `worth`, the time that such a try may take:
    /// failing fast must not make an endpoint look quick. Being busy does not count as a failure
    /// for the breaker: the endpoint is there and asks for less.
    pub fn failed(mut self, why: Unavailable, worth: Duration) {
        let took = self.started.elapsed();
        let endpoint = self.endpoint.clone();
        endpoint.load.sample(took.max(if why.is_busy() { BUSY } else { worth }));
        endpoint.window.record(took, why != Unavailable::Overloaded);
        *endpoint.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_string());
        let Some(permit) = self.permit.take() else { return };
        let change = if why.is_busy() {
            endpoint.hear();
            endpoint.breaker.succeeded(permit)
        } else {
            endpoint.breaker.failed(permit)
        };
        endpoint.tell(change, &why.to_string());
        if matches!(why, Unavailable::Connect | Unavailable::Broken) {
            endpoint.broke.store(true, Ordering::Relaxed);
        }
        if matches!(why, Unavailable::Connect | Unavailable::Broken | Unavailable::Deadline) {
            endpoint.suspicion.notify_one();
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.endpoint.load.end();
        if let Some(permit) = self.permit.take() {
            self.endpoint.breaker.abandoned(permit);
        }
    }
}
