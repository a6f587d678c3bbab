//! How the services stand, as this process sees them: one look, sent twice a second while anybody watches.
//!
//! The browser knows nothing of the gateway; these are its figures as they travel.

use crate::ui::Upstream;
use serde::{Deserialize, Serialize};

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct System {
    /// Menu first.
    pub services: Vec<Service>,
    /// The menu that customers see.
    pub menu: KnownMenu,
    /// The feed of all orders.
    pub feed: Feed,
    /// Live streams of this process.
    pub streams: Streams,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: i64,
    /// Why that is not to be relied on, if it is not.
    pub clock_doubt: Option<ClockDoubt>,
}

/// What is wrong with the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockDoubt {
    /// It shows a time before one that has been.
    Early,
    /// It was set forward by much.
    Ahead,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Service {
    /// `menu` or `order`.
    pub name: String,
    /// Where it is.
    pub endpoints: Vec<Endpoint>,
    /// Calls under way.
    pub in_flight: usize,
    /// Most calls under way at once.
    pub limit: usize,
    /// Calls that were shed since the start.
    pub shed: u64,
    /// Tries of the last ten seconds.
    pub recent: Recent,
    /// Retries among them.
    pub retries: u64,
}

/// One address of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// `host:port`.
    pub address: String,
    /// Whether calls pass.
    pub breaker: Breaker,
    /// For how long it has been so.
    pub since_ms: u64,
    /// How often it has opened since the start.
    pub opened: u64,
    /// Tries under way.
    pub in_flight: usize,
    /// Tries of the last ten seconds.
    pub recent: Recent,
    /// For an engineer.
    pub last_failure: Option<String>,
}

/// The states of a breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breaker {
    /// Calls pass.
    Closed,
    /// None does.
    Open,
    /// One does, as the probe.
    HalfOpen,
}

/// What came of the last ten seconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Recent {
    /// Tries that ended.
    pub tries: u64,
    /// Failed ones.
    pub failures: u64,
    /// Milliseconds.
    pub p50_ms: f64,
    /// Milliseconds.
    pub p99_ms: f64,
}

/// The menu as it is known here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnownMenu {
    /// How far it can be relied on.
    pub freshness: Freshness,
    /// How long ago its service last stood by it; `None` before one was seen.
    pub age_s: Option<u64>,
    /// The menu's version.
    pub version: Option<i64>,
}

/// How far the known menu can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// None has been seen.
    #[default]
    Unseen,
    /// Its service is there.
    Fresh,
    /// Its service is gone.
    Stale,
    /// From disk, and its service has not been heard yet.
    StaleOnDisk,
}

/// The feed of all orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Feed {
    /// Whether changes arrive.
    pub upstream: Upstream,
    /// For how long it has been connected, or lost; `None` before it ever was connected.
    pub since_ms: Option<i64>,
    /// Between the last change and its arrival; `None` before there was one over this connection.
    pub lag_ms: Option<i64>,
    /// Orders that are known from it.
    pub orders: usize,
}

/// Live streams that browsers hold open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Streams {
    /// Now.
    pub open: usize,
    /// At most.
    pub limit: usize,
}

impl Recent {
    /// Over the ten seconds that are counted.
    pub fn per_second(&self) -> f64 {
        self.tries as f64 / 10.0
    }

    /// In percent; `None` without tries.
    pub fn success_percent(&self) -> Option<f64> {
        (self.tries > 0).then(|| self.tries.saturating_sub(self.failures) as f64 * 100.0 / self.tries as f64)
    }
}

impl Service {
    /// Retries among the tries, in percent; `None` without tries.
    pub fn retry_percent(&self) -> Option<f64> {
        (self.recent.tries > 0).then(|| self.retries as f64 * 100.0 / self.recent.tries as f64)
    }
}

#[cfg(feature = "ssr")]
mod look {
    use super::{Breaker, Endpoint, Feed, Freshness, KnownMenu, Recent, Service, Streams, System};
    use crate::ssr::LiveOrders;
    use gateway::Gateway;
    use jiff::Timestamp;

    impl System {
        /// One look at everything, from memory.
        pub fn look(gateway: &Gateway, live: &dyn LiveOrders, now: Timestamp) -> Self {
            let (open, limit) = live.streams();
            Self {
                services: gateway.status().into_iter().map(Service::from).collect(),
                menu: gateway.menu().map(KnownMenu::from).unwrap_or_default(),
                feed: feed(live, now),
                streams: Streams { open, limit },
                now_ms: now.as_millisecond(),
                clock_doubt: live.clock_doubt(),
            }
        }
    }

    fn feed(live: &dyn LiveOrders, now: Timestamp) -> Feed {
        let (orders, status) = live.board();
        let ms = |span: jiff::SignedDuration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX).max(0);
        Feed {
            upstream: status.upstream,
            since_ms: status.since.map(|since| ms(now.duration_since(since))),
            lag_ms: status.lag.map(ms),
            orders: orders.len(),
        }
    }

    impl From<gateway::DependencyStatus> for Service {
        fn from(status: gateway::DependencyStatus) -> Self {
            Self {
                name: status.name.to_owned(),
                endpoints: status.endpoints.into_iter().map(Endpoint::from).collect(),
                in_flight: status.in_flight,
                limit: status.limit,
                shed: status.shed,
                recent: status.recent.into(),
                retries: status.recent_retries,
            }
        }
    }

    impl From<gateway::EndpointStatus> for Endpoint {
        fn from(status: gateway::EndpointStatus) -> Self {
            Self {
                address: status.address,
                breaker: match status.breaker {
                    gateway::BreakerState::Closed => Breaker::Closed,
                    gateway::BreakerState::Open => Breaker::Open,
                    gateway::BreakerState::HalfOpen => Breaker::HalfOpen,
                },
                since_ms: status.since_ms,
                opened: status.opened,
                in_flight: status.in_flight,
                recent: status.recent.into(),
                last_failure: status.last_failure,
            }
        }
    }

    impl From<gateway::Recent> for Recent {
        fn from(recent: gateway::Recent) -> Self {
            let gateway::Recent { tries, failures, p50_ms, p99_ms } = recent;
            Self { tries, failures, p50_ms, p99_ms }
        }
    }

    impl From<gateway::KnownMenu> for KnownMenu {
        fn from(known: gateway::KnownMenu) -> Self {
            let freshness = match known.freshness {
                gateway::Freshness::Fresh => Freshness::Fresh,
                gateway::Freshness::Stale => Freshness::Stale,
                gateway::Freshness::StaleOnDisk => Freshness::StaleOnDisk,
            };
            Self { freshness, age_s: Some(known.age().as_secs()), version: Some(known.menu.version) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_tries_and_there_is_none_without_tries() {
        let recent = Recent { tries: 40, failures: 10, p50_ms: 1.0, p99_ms: 2.0 };
        assert_eq!((recent.per_second(), recent.success_percent()), (4.0, Some(75.0)));
        let service = Service { recent, retries: 8, ..Service::default() };
        assert_eq!(service.retry_percent(), Some(20.0));
        assert_eq!((Recent::default().success_percent(), Service::default().retry_percent()), (None, None));
    }
}
