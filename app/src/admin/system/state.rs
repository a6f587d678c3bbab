//! State of the services as this process sees them: one sample, sent twice a second while any page
//! watches.
//!
//! The browser build does not contain the gateway; these types carry its figures.

use crate::shared::ui::{ClockDoubt, OrderFeedState};
use serde::{Deserialize, Serialize};

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SystemSample {
    /// The menu service first.
    pub services: Vec<ServiceSample>,
    /// The menu that customers see.
    pub menu: MenuSample,
    /// The feed of all orders.
    pub feed: FeedSample,
    /// Live streams of this process.
    pub streams: StreamCounts,
    /// The server's clock, milliseconds since 1970.
    pub now_ms: i64,
    /// Why the server's clock is not reliable; `None` while it is.
    pub clock_doubt: Option<ClockDoubt>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ServiceSample {
    /// `menu`, `order` or `staff`.
    pub name: String,
    /// The service's addresses.
    pub endpoints: Vec<EndpointSample>,
    /// Calls under way.
    pub in_flight: usize,
    /// Most calls under way at once.
    pub limit: usize,
    /// Calls shed since the start.
    pub shed: u64,
    /// Attempts of the last ten seconds.
    pub recent: RecentTries,
    /// Retries among these attempts.
    pub retries: u64,
}

/// One address of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndpointSample {
    /// `host:port`.
    pub address: String,
    /// State of the circuit breaker.
    pub breaker: BreakerStatus,
    /// How long the breaker has been in this state, milliseconds.
    pub since_ms: u64,
    /// How often the breaker has opened since the start.
    pub opened: u64,
    /// Attempts under way.
    pub in_flight: usize,
    /// Attempts of the last ten seconds.
    pub recent: RecentTries,
    /// The last failure, in words for an engineer.
    pub last_failure: Option<String>,
}

/// States of a circuit breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerStatus {
    /// Calls pass.
    Closed,
    /// No calls pass.
    Open,
    /// One call passes, as the probe.
    HalfOpen,
}

/// Results of the last ten seconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct RecentTries {
    /// Attempts that ended.
    pub tries: u64,
    /// Attempts that failed.
    pub failures: u64,
    /// Median duration, milliseconds.
    pub p50_ms: f64,
    /// 99th percentile of the duration, milliseconds.
    pub p99_ms: f64,
}

/// The menu as this process knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MenuSample {
    /// How reliable it is.
    pub freshness: MenuFreshness,
    /// Seconds since the menu service last confirmed it; `None` before a menu was seen.
    pub age_s: Option<u64>,
    /// Version of the menu.
    pub version: Option<i64>,
}

/// How reliable the known menu is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MenuFreshness {
    /// No menu has been seen.
    #[default]
    Unseen,
    /// The menu service is available.
    Fresh,
    /// The menu service is not available.
    Stale,
    /// Read from disk; the menu service has not answered yet.
    StaleOnDisk,
}

/// The feed of all orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FeedSample {
    /// State of the connection to the order service.
    pub upstream: OrderFeedState,
    /// Milliseconds since it connected or was lost; `None` before the first connection.
    pub since_ms: Option<i64>,
    /// Milliseconds from the last change to its arrival; `None` before the first change on this
    /// connection.
    pub lag_ms: Option<i64>,
    /// Number of orders known from the feed.
    pub orders: usize,
}

/// Live streams that browsers hold open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StreamCounts {
    /// Streams open now.
    pub open: usize,
    /// Most streams open at once.
    pub limit: usize,
}

impl RecentTries {
    /// Attempts per second over the ten seconds.
    pub fn per_second(&self) -> f64 {
        self.tries as f64 / 10.0
    }

    /// Share of successful attempts in percent; `None` without attempts.
    pub fn success_percent(&self) -> Option<f64> {
        (self.tries > 0)
            .then(|| self.tries.saturating_sub(self.failures) as f64 * 100.0 / self.tries as f64)
    }
}

impl ServiceSample {
    /// Retries as a share of the attempts in percent; `None` without attempts.
    pub fn retry_percent(&self) -> Option<f64> {
        (self.recent.tries > 0).then(|| self.retries as f64 * 100.0 / self.recent.tries as f64)
    }
}

#[cfg(feature = "ssr")]
mod look {
    use super::{
        BreakerStatus, EndpointSample, FeedSample, MenuFreshness, MenuSample, RecentTries,
        ServiceSample, StreamCounts, SystemSample,
    };
    use crate::shared::ssr::LiveOrders;
    use gateway::Gateway;
    use jiff::Timestamp;

    impl SystemSample {
        /// Takes one sample of everything, from memory.
        pub fn take_sample(gateway: &Gateway, live: &dyn LiveOrders, now: Timestamp) -> Self {
            let (open, limit) = live.stream_counts();
            Self {
                services: gateway
                    .dependency_statuses()
                    .into_iter()
                    .map(ServiceSample::from)
                    .collect(),
                menu: gateway.known_menu().map(MenuSample::from).unwrap_or_default(),
                feed: sample_feed(live, now),
                streams: StreamCounts { open, limit },
                now_ms: now.as_millisecond(),
                clock_doubt: live.clock_doubt(),
            }
        }
    }

    fn sample_feed(live: &dyn LiveOrders, now: Timestamp) -> FeedSample {
        let (orders, status) = live.board_orders();
        let ms =
            |span: jiff::SignedDuration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX).max(0);
        FeedSample {
            upstream: status.upstream,
            since_ms: status.since.map(|since| ms(now.duration_since(since))),
            lag_ms: status.lag.map(ms),
            orders: orders.len(),
        }
    }

    impl From<gateway::DependencyStatus> for ServiceSample {
        fn from(status: gateway::DependencyStatus) -> Self {
            Self {
                name: status.name.to_owned(),
                endpoints: status.endpoints.into_iter().map(EndpointSample::from).collect(),
                in_flight: status.in_flight,
                limit: status.limit,
                shed: status.shed,
                recent: status.recent.into(),
                retries: status.recent_retries,
            }
        }
    }

    impl From<gateway::EndpointStatus> for EndpointSample {
        fn from(status: gateway::EndpointStatus) -> Self {
            Self {
                address: status.address,
                breaker: match status.breaker {
                    gateway::BreakerState::Closed => BreakerStatus::Closed,
                    gateway::BreakerState::Open => BreakerStatus::Open,
                    gateway::BreakerState::HalfOpen => BreakerStatus::HalfOpen,
                },
                since_ms: status.since_ms,
                opened: status.opened,
                in_flight: status.in_flight,
                recent: status.recent.into(),
                last_failure: status.last_failure,
            }
        }
    }

    impl From<gateway::TryStats> for RecentTries {
        fn from(recent: gateway::TryStats) -> Self {
            let gateway::TryStats { tries, failures, p50_ms, p99_ms } = recent;
            Self { tries, failures, p50_ms, p99_ms }
        }
    }

    impl From<gateway::KnownMenu> for MenuSample {
        fn from(known: gateway::KnownMenu) -> Self {
            let freshness = match known.freshness {
                gateway::CacheFreshness::Fresh => MenuFreshness::Fresh,
                gateway::CacheFreshness::Stale => MenuFreshness::Stale,
                gateway::CacheFreshness::StaleOnDisk => MenuFreshness::StaleOnDisk,
            };
            Self {
                freshness,
                age_s: Some(known.menu_age().as_secs()),
                version: Some(known.menu.version),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_tries_and_there_is_none_without_tries() {
        let recent = RecentTries { tries: 40, failures: 10, p50_ms: 1.0, p99_ms: 2.0 };
        assert_eq!((recent.per_second(), recent.success_percent()), (4.0, Some(75.0)));
        let service = ServiceSample { recent, retries: 8, ..ServiceSample::default() };
        assert_eq!(service.retry_percent(), Some(20.0));
        assert_eq!(
            (RecentTries::default().success_percent(), ServiceSample::default().retry_percent()),
            (None, None)
        );
    }
}
