//! One address of a service: its breaker, its load, the outcomes of its tries, and the tries under
//! way.

use crate::{
    breaker::{BreakerChange, CallPermit, CircuitBreaker},
    discover::EndpointAddress,
    error::UnavailableReason,
    load::PeakEwma,
    status::{BreakerState, EndpointStatus, TryStats},
    window::TryWindow,
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

pub(crate) struct ServiceEndpoint {
    pub address: EndpointAddress,
    /// Base URL, with the service's path if it has one.
    base: Url,
    pub host: HeaderValue,
    pub breaker: CircuitBreaker,
    /// Raised when a call broke or had no answer: the endpoint may be gone.
    pub suspicion: Notify,
    dependency: &'static str,
    load: PeakEwma,
    window: TryWindow,
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
pub(crate) struct CallAttempt {
    pub endpoint: Arc<ServiceEndpoint>,
    permit: Option<CallPermit>,
    started: Instant,
}

impl ServiceEndpoint {
    pub fn new(
        dependency: &'static str,
        address: EndpointAddress,
        base: Url,
        host: HeaderValue,
    ) -> Self {
        Self {
            address,
            base,
            host,
            breaker: CircuitBreaker::new(),
            suspicion: Notify::new(),
            dependency,
            load: PeakEwma::new(),
            window: TryWindow::new(),
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
    pub fn url_for(&self, path: &str, query: &[(&'static str, String)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Begins a try, unless the breaker forbids it.
    pub fn begin_attempt(self: &Arc<Self>) -> Option<CallAttempt> {
        let permit = self.breaker.try_acquire()?;
        self.load.begin_call();
        Some(CallAttempt { endpoint: self.clone(), permit: Some(permit), started: Instant::now() })
    }

    /// Whether its breaker is closed.
    pub fn has_closed_breaker(&self) -> bool {
        self.breaker.current_state().0 == BreakerState::Closed
    }

    /// Expected cost of another call here; comparable between endpoints only.
    pub fn expected_load(&self) -> f64 {
        self.load.load()
    }

    pub fn recent_stats(&self) -> TryStats {
        self.window.recent_stats()
    }

    /// When the endpoint last answered anything.
    pub fn last_answer_at(&self) -> Instant {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that the endpoint answered something.
    pub fn record_answer(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Records that a liveness check found it. After a connection that broke or was refused this
    /// may be another process: the load of the one before says nothing about it, and would keep it
    /// without calls for seconds.
    pub fn record_alive(&self) {
        if self.broke.swap(false, Ordering::Relaxed) {
            self.load.reset();
        }
    }

    /// Takes it out of rotation.
    pub fn eject(&self, why: &str) {
        self.report_change(self.breaker.force_open(), why);
    }

    /// Marks it as having left the service, and ends the streams from it.
    pub fn mark_left(&self) {
        self.left.store(true, Ordering::Relaxed);
        self.update_open_gauge(false);
        self.breaker.notify_disconnect();
    }

    pub fn has_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Notifies when its breaker opens and when it leaves.
    pub fn subscribe_disconnect(&self) -> watch::Receiver<()> {
        self.breaker.subscribe_disconnect()
    }

    pub fn status(&self) -> EndpointStatus {
        let (breaker, since, opened) = self.breaker.current_state();
        EndpointStatus {
            address: self.address.socket.to_string(),
            breaker,
            since_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            opened,
            in_flight: self.load.in_flight(),
            recent: self.recent_stats(),
            last_failure: self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    fn report_change(&self, change: Option<BreakerChange>, why: &str) {
        let dependency = self.dependency;
        let address = &self.address.socket;
        match change {
            Some(BreakerChange::Opened { after }) => {
                tracing::warn!(dependency, %address, why, ?after, "breaker open");
                metrics::histogram!("jumun_gateway_breaker_opened_after_seconds", "dependency" => dependency)
                    .record(after.as_secs_f64());
                self.update_open_gauge(true);
            }
            Some(BreakerChange::Closed) => {
                tracing::info!(dependency, %address, "breaker closed");
                // Tries from before the breaker opened say nothing about the endpoint now.
                self.load.reset();
                self.window.clear();
                self.update_open_gauge(false);
            }
            None => {}
        }
    }

    /// The gauge counts endpoints and does not name them: every new replica has a new address.
    fn update_open_gauge(&self, out: bool) {
        if self.out.swap(out, Ordering::Relaxed) != out {
            let gauge =
                metrics::gauge!("jumun_gateway_breaker_open", "dependency" => self.dependency);
            if out { gauge.increment(1) } else { gauge.decrement(1) }
        }
    }
}

impl CallAttempt {
    /// The endpoint answered, with anything but a failure of its own.
    pub fn record_success(mut self) {
        let took = self.started.elapsed();
        self.endpoint.record_answer();
        self.endpoint.load.record_duration(took);
        let change =
            self.permit.take().and_then(|permit| self.endpoint.breaker.record_success(permit));
        self.endpoint.report_change(change, "");
        self.endpoint.window.record_try(took, false);
    }

    /// The try failed. Its duration counts as at least `worth`, the time that such a try may take:
    /// failing fast must not make an endpoint look quick. Being busy does not count as a failure
    /// for the breaker: the endpoint is there and asks for less.
    pub fn record_failure(mut self, why: UnavailableReason, worth: Duration) {
        let took = self.started.elapsed();
        let endpoint = self.endpoint.clone();
        endpoint.load.record_duration(took.max(if why.is_busy() { BUSY } else { worth }));
        endpoint.window.record_try(took, why != UnavailableReason::Overloaded);
        *endpoint.last_failure.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(why.to_string());
        let Some(permit) = self.permit.take() else { return };
        let change = if why.is_busy() {
            endpoint.record_answer();
            endpoint.breaker.record_success(permit)
        } else {
            endpoint.breaker.record_failure(permit)
        };
        endpoint.report_change(change, &why.to_string());
        if matches!(why, UnavailableReason::Connect | UnavailableReason::Broken) {
            endpoint.broke.store(true, Ordering::Relaxed);
        }
        if matches!(
            why,
            UnavailableReason::Connect | UnavailableReason::Broken | UnavailableReason::Deadline
        ) {
            endpoint.suspicion.notify_one();
        }
    }
}

impl Drop for CallAttempt {
    fn drop(&mut self) {
        self.endpoint.load.end_call();
        if let Some(permit) = self.permit.take() {
            self.endpoint.breaker.release_permit(permit);
        }
    }
}
