//! Metrics of the order feed.

use jiff::SignedDuration;
use metrics::{describe_gauge, describe_histogram, gauge, histogram};

/// Describes the metrics and reports the feed as not connected.
pub fn describe_metrics() {
    describe_histogram!(
        "jumun_order_feed_lag_seconds",
        "From a change of an order to its arrival here, by the two machines' clocks."
    );
    describe_gauge!("jumun_order_feed_connected", "Whether changes of orders arrive.");
    record_connected(false);
}

/// Records whether the feed is connected.
pub fn record_connected(is: bool) {
    gauge!("jumun_order_feed_connected").set(f64::from(u8::from(is)));
}

/// Records how long a change took to arrive; below 0, when clocks disagree, counts as 0.
pub fn record_lag(lag: SignedDuration) {
    histogram!("jumun_order_feed_lag_seconds").record(lag.as_secs_f64().max(0.0));
}
