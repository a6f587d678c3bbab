//! What everybody who uses the system shares: where it is, how long they wait, and when the shop closes.

use crate::{
    addresses::Addresses,
    history::{History, Key, Record},
    programs::Program,
};
use member_token::surface::ServiceName;
use menu_api::Menu;
use order_api::OrderId;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use service_kit::Clock;
use std::time::Duration;
use tokio::{
    sync::{OnceCell, watch},
    time::timeout,
};

/// How long a person waits for a page.
const PATIENCE: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(2);

/// How far the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Open,
    /// Nobody begins anything new; what is tried once more is not.
    Closing,
    /// Readers go too.
    Over,
}

pub(crate) struct Shop {
    pub(crate) addresses: Addresses,
    pub(crate) history: History,
    /// Waits as long as a person does, and follows no redirect by itself.
    pub(crate) http: Client,
    /// For streams, which have no end to wait for.
    pub(crate) streams: Client,
    pub(crate) clock: Clock,
    /// Cookies of somebody who is signed in at the counter.
    pub(crate) staff: OnceCell<String>,
    /// The session of somebody who needs no counter.
    pub(crate) session: OnceCell<String>,
    phase: watch::Receiver<Phase>,
    menu: OnceCell<Menu>,
}

/// What a try of a placement came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Acknowledged { order: OrderId, number: Option<i64>, total: Option<i64> },
    Refused { status: u16, code: String },
    Unknown { why: String },
}

impl Shop {
    pub(crate) fn new(addresses: Addresses, history: History, phase: watch::Receiver<Phase>) -> Self {
        // Without TLS there is nothing in a client that can fail to be made.
        let client = || Client::builder().redirect(Policy::none()).connect_timeout(CONNECT).no_proxy();
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

    /// The menu as it was at the beginning, from whichever replica answers first; waits for one.
    pub(crate) async fn menu(&self) -> Option<&Menu> {
        self.menu.get_or_try_init(|| self.fetch_menu()).await.ok()
    }

    /// Asks a service itself.
    pub(crate) async fn ask(
        &self,
        replica: &str,
        by: (ServiceName, Program<'_>),
        request: RequestBuilder,
    ) -> reqwest::Result<Response> {
        self.addresses.programs.send(replica, by, request).await
    }

    async fn fetch_menu(&self) -> Result<Menu, ()> {
        for replica in self.addresses.menus.iter().cycle() {
            let asked = self.http.get(format!("{replica}/api/v1/menu"));
            if let Ok(answer) = self.ask(replica, (ServiceName::Menu, Program::Counter), asked).await
                && let Ok(menu) = answer.json().await
            {
                return Ok(menu);
            }
            if self.pause(Duration::from_millis(200)).await {
                break;
            }
        }
        Err(())
    }

    pub(crate) fn is_closing(&self) -> bool {
        *self.phase.borrow() >= Phase::Closing
    }

    /// Waits, but not longer than the shop is open; true when it closes.
    pub(crate) async fn pause(&self, time: Duration) -> bool {
        self.until(Phase::Closing, time).await
    }

    /// Waits for the phase, at most for `time`; true when it has come.
    pub(crate) async fn until(&self, phase: Phase, time: Duration) -> bool {
        let mut phases = self.phase.clone();
        let come = timeout(time, phases.wait_for(|now| *now >= phase)).await;
        // A sender that is gone has closed the shop.
        come.is_ok()
    }

    /// A key that nobody has.
    pub(crate) fn new_key(&self) -> Key {
        Key::from(self.clock.uuid_v7().to_string().as_str())
    }

    /// Writes down what a try came to.
    pub(crate) fn note(&self, key: &Key, took: Duration, outcome: &Outcome) {
        let took_ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        let key = key.clone();
        self.history.add(match outcome {
            Outcome::Acknowledged { order, number, total } => {
                Record::Acknowledged { key, order: *order, number: *number, total: *total, took_ms }
            }
            Outcome::Refused { status, code } => {
                Record::Refused { key, status: *status, code: code.as_str().into(), took_ms }
            }
            Outcome::Unknown { why } => Record::Unknown { key, why: why.as_str().into(), took_ms },
        });
    }
}

/// Someone's own dice: the same for the same seed and number.
pub(crate) fn dice(seed: u64, number: u64) -> StdRng {
    StdRng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A time around half a second, as people and programs wait before they try again.
pub(crate) fn breath(rng: &mut StdRng) -> Duration {
    Duration::from_millis(rng.random_range(200..900))
}

/// What went wrong, with the cause beneath it.
pub(crate) fn cause(error: &reqwest::Error) -> String {
    let deepest = std::iter::successors(std::error::Error::source(error), |cause| cause.source()).last();
    deepest.map_or_else(|| error.to_string(), ToString::to_string)
}

/// The `code` of a problem or of a server function's refusal.
pub(crate) fn problem_code(body: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(body).ok();
    value
        .and_then(|value| Some(value.get("code")?.as_str()?.to_owned()))
        .unwrap_or_else(|| "no_code".to_owned())
}
