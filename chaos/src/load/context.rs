//! Context that all simulated users share: addresses, HTTP clients with deadlines, sessions, and
//! the phase of the load.

use crate::{
    addresses::SystemAddresses,
    history::{HistoryRecord, PlacementKey, RunHistory},
    programs::ProgramIdentity,
};
use menu_api::Menu;
use order_api::OrderId;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use service_kit::Clock;
use staff_token::surface::ServiceName;
use std::time::Duration;
use tokio::{
    sync::{OnceCell, watch},
    time::timeout,
};

/// How long a person waits for a page.
const PATIENCE: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(2);

/// Phase of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LoadPhase {
    Open,
    /// Visitors begin nothing new and retry nothing.
    Closing,
    /// Readers end too.
    Over,
}

pub(crate) struct LoadContext {
    pub(crate) addresses: SystemAddresses,
    pub(crate) history: RunHistory,
    /// Waits as long as a person does, and follows no redirect.
    pub(crate) http: Client,
    /// For streams: no deadline for the whole answer.
    pub(crate) streams: Client,
    pub(crate) clock: Clock,
    /// Cookies of the staff session at the counter; all tablets and boards share it.
    pub(crate) staff: OnceCell<String>,
    /// Staff session for direct calls to the services.
    pub(crate) session: OnceCell<String>,
    phase: watch::Receiver<LoadPhase>,
    menu: OnceCell<Menu>,
}

/// Result of one try of a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlacementOutcome {
    Acknowledged { order: OrderId, number: Option<i64>, total: Option<i64> },
    Refused { status: u16, code: String },
    Unknown { why: String },
}

impl LoadContext {
    pub(crate) fn new(
        addresses: SystemAddresses,
        history: RunHistory,
        phase: watch::Receiver<LoadPhase>,
    ) -> Self {
        // Without TLS, building a client cannot fail.
        let client =
            || Client::builder().redirect(Policy::none()).connect_timeout(CONNECT).no_proxy();
        Self {
            addresses,
            history,
            http: client().timeout(PATIENCE).build().unwrap_or_default(),
            streams: client().build().unwrap_or_default(),
            clock: Clock::system(),
            staff: OnceCell::new(),
            session: OnceCell::new(),
            phase,
            menu: OnceCell::new(),
        }
    }

    /// The menu at the start, from the first replica that answers; `None` if the load closes
    /// before.
    pub(crate) async fn initial_menu(&self) -> Option<&Menu> {
        self.menu.get_or_try_init(|| self.fetch_menu()).await.ok()
    }

    /// Sends a signed call directly to a service replica.
    pub(crate) async fn send_signed(
        &self,
        replica: &str,
        by: (ServiceName, ProgramIdentity<'_>),
        request: RequestBuilder,
    ) -> reqwest::Result<Response> {
        self.addresses.programs.send(replica, by, request).await
    }

    async fn fetch_menu(&self) -> Result<Menu, ()> {
        for replica in self.addresses.menus.iter().cycle() {
            let asked = self.http.get(format!("{replica}/api/v1/menu"));
            if let Ok(answer) = self
                .send_signed(replica, (ServiceName::Menu, ProgramIdentity::Counter), asked)
                .await
                && let Ok(menu) = answer.json().await
            {
                return Ok(menu);
            }
            if self.wait_for_closing(Duration::from_millis(200)).await {
                break;
            }
        }
        Err(())
    }

    pub(crate) fn is_closing(&self) -> bool {
        *self.phase.borrow() >= LoadPhase::Closing
    }

    /// Waits for `time`, at most until the load closes; true if it closed.
    pub(crate) async fn wait_for_closing(&self, time: Duration) -> bool {
        self.wait_for_phase(LoadPhase::Closing, time).await
    }

    /// Waits for `phase`, at most for `time`; true if it came.
    pub(crate) async fn wait_for_phase(&self, phase: LoadPhase, time: Duration) -> bool {
        let mut phases = self.phase.clone();
        let come = timeout(time, phases.wait_for(|now| *now >= phase)).await;
        // A dropped sender counts as over: only the timeout gives false.
        come.is_ok()
    }

    /// A new idempotency key.
    pub(crate) fn new_key(&self) -> PlacementKey {
        PlacementKey::from(self.clock.uuid_v7().to_string().as_str())
    }

    /// Records the result of a try.
    pub(crate) fn record_outcome(
        &self,
        key: &PlacementKey,
        took: Duration,
        outcome: &PlacementOutcome,
    ) {
        let took_ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        let key = key.clone();
        self.history.add_record(match outcome {
            PlacementOutcome::Acknowledged { order, number, total } => {
                HistoryRecord::Acknowledged {
                    key,
                    order: *order,
                    number: *number,
                    total: *total,
                    took_ms,
                }
            }
            PlacementOutcome::Refused { status, code } => {
                HistoryRecord::Refused { key, status: *status, code: code.as_str().into(), took_ms }
            }
            PlacementOutcome::Unknown { why } => {
                HistoryRecord::Unknown { key, why: why.as_str().into(), took_ms }
            }
        });
    }
}

/// Random generator of one visitor: the same for the same seed and number.
pub(crate) fn seeded_rng(seed: u64, number: u64) -> StdRng {
    StdRng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A pause of 200 to 900 ms, as people and programs wait before a retry.
pub(crate) fn retry_pause(rng: &mut StdRng) -> Duration {
    Duration::from_millis(rng.random_range(200..900))
}

/// Text of the deepest cause of an error.
pub(crate) fn deepest_cause(error: &reqwest::Error) -> String {
    let deepest =
        std::iter::successors(std::error::Error::source(error), |cause| cause.source()).last();
    deepest.map_or_else(|| error.to_string(), ToString::to_string)
}

/// The `code` of a problem or of a server function's refusal; `no_code` if there is none.
pub(crate) fn problem_code(body: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(body).ok();
    value
        .and_then(|value| Some(value.get("code")?.as_str()?.to_owned()))
        .unwrap_or_else(|| "no_code".to_owned())
}
