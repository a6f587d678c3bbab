//! The order feed as series.

use jiff::SignedDuration;
use metrics::{describe_gauge, describe_histogram, gauge, histogram};

/// Says what they mean; nothing is connected yet.
pub fn begin() {
    describe_histogram!(
        "jumun_order_feed_lag_seconds",
        "From a change of an order to its arrival here, by the two machines' clocks."
    );
    describe_gauge!("jumun_order_feed_connected", "Whether changes of orders arrive.");
    connected(false);
}

/// The feed came or went.
pub fn connected(is: bool) {
    gauge!("jumun_order_feed_connected").set(f64::from(u8::from(is)));
}

/// A change was under way for so long; clocks that disagree make it no less than nothing.
pub fn lag(lag: SignedDuration) {
    histogram!("jumun_order_feed_lag_seconds").record(lag.as_secs_f64().max(0.0));
}
