//! Metrics of the gateway. Labels are names of services and fixed words: never an address, since
//! every new replica has a new one.

use crate::{
    error::GatewayError,
    menu::KnownMenu,
    place::{PlaceError, PlacedOrder},
    status::DependencyStatus,
};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use std::time::Duration;

/// Describes the metrics and starts their series at 0: a series that is missing until its first
/// event looks like a process that is missing.
pub fn init_series(dependency: &'static str) {
    describe_metrics();
    counter!("jumun_gateway_retries_total", "dependency" => dependency).increment(0);
    gauge!("jumun_gateway_breaker_open", "dependency" => dependency).increment(0);
    for outcome in ["answered", "breaker_open", "shed", "unavailable", "protocol"] {
        counter!("jumun_gateway_calls_total", "dependency" => dependency, "outcome" => outcome)
            .increment(0);
    }
    for outcome in ["placed", "replayed", "refused", "unavailable", "unknown"] {
        counter!("jumun_gateway_placements_total", "outcome" => outcome).increment(0);
    }
}

fn describe_metrics() {
    describe_counter!(
        "jumun_gateway_calls_total",
        "Calls to a service with all their tries, by what came of them."
    );
    describe_counter!("jumun_gateway_retries_total", "Further tries after a first one failed.");
    describe_counter!(
        "jumun_gateway_placements_total",
        "Orders that somebody wanted to place, by what came of it."
    );
    describe_histogram!(
        "jumun_gateway_call_duration_seconds",
        "Calls to a service with all their tries."
    );
    describe_histogram!(
        "jumun_gateway_breaker_opened_after_seconds",
        "From the first failure to the open breaker."
    );
    describe_gauge!(
        "jumun_gateway_breaker_open",
        "Endpoints of a service whose breaker is not closed."
    );
    describe_gauge!("jumun_gateway_calls_in_flight", "Calls to a service that are under way.");
    describe_gauge!("jumun_gateway_endpoints", "Endpoints of a service that are known.");
    describe_gauge!(
        "jumun_gateway_menu_age_seconds",
        "How long ago the menu service last stood by the menu that is shown."
    );
    describe_gauge!(
        "jumun_gateway_menu_known",
        "Whether any menu is known: without one there is nothing to sell."
    );
}

pub fn record_call(dependency: &'static str, outcome: &'static str, took: Duration) {
    let labels = [("dependency", dependency), ("outcome", outcome)];
    counter!("jumun_gateway_calls_total", &labels).increment(1);
    histogram!("jumun_gateway_call_duration_seconds", &labels).record(took.as_secs_f64());
}

pub fn count_retry(dependency: &'static str) {
    counter!("jumun_gateway_retries_total", "dependency" => dependency).increment(1);
}

/// Counts a placement by its outcome: `refused` is the customer's or the café's matter,
/// `unavailable` and `unknown` are failures of the system.
pub fn count_placement(result: &Result<PlacedOrder, PlaceError>) {
    let outcome = match result {
        Ok(PlacedOrder { replayed: false, .. }) => "placed",
        Ok(PlacedOrder { replayed: true, .. }) => "replayed",
        Err(PlaceError::MenuUnknown) => "unavailable",
        Err(PlaceError::Gateway(error)) if error.refusal_code().is_some() => "refused",
        Err(PlaceError::Gateway(GatewayError::Protocol { .. })) => "unknown",
        Err(PlaceError::Gateway(GatewayError::Unavailable { why, .. }))
            if why.is_outcome_unknown() =>
        {
            "unknown"
        }
        Err(PlaceError::Gateway(_)) => "unavailable",
        Err(_) => "refused",
    };
    counter!("jumun_gateway_placements_total", "outcome" => outcome).increment(1);
}

pub fn set_menu_gauges(known: Option<&KnownMenu>) {
    gauge!("jumun_gateway_menu_known").set(f64::from(u8::from(known.is_some())));
    gauge!("jumun_gateway_menu_age_seconds")
        .set(known.map_or(0.0, |known| known.menu_age().as_secs_f64()));
}

pub fn set_dependency_gauges(status: &DependencyStatus) {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    gauge!("jumun_gateway_calls_in_flight", "dependency" => status.name)
        .set(number(status.in_flight));
    gauge!("jumun_gateway_endpoints", "dependency" => status.name)
        .set(number(status.endpoints.len()));
}
