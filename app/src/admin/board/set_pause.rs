//! Pausing and resuming ordering, by staff.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// `how_long` is a number of minutes, `tomorrow` (the rest of the business day), `manual` (until
/// staff resume), or `over` (resume now).
///
/// # Errors
/// `signed_out`, `invalid_form`, `menu_unknown`, `menu_unavailable`.
#[server(prefix = "/admin/api", endpoint = "store/pause")]
pub async fn set_pause(how_long: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        apply_counter_decision, refuse_request, request_context, require_staff,
    };
    use gateway::{CounterDecision, OrderingPause};
    use jiff::SignedDuration;
    use menu_api::hours;
    /// One day; a longer pause is treated as a typing error.
    const LONGEST_MIN: i64 = 24 * 60;
    require_staff()?;
    let context = request_context();
    let pause = match how_long.as_str() {
        "over" => None,
        "manual" => Some(OrderingPause::by_staff(None)),
        "tomorrow" => {
            let Some(known) = context.gateway.known_menu() else {
                return refuse_request("/admin", "menu_unknown");
            };
            let Ok(until) = hours::business_day_end(&known.menu.store, context.now) else {
                return refuse_request("/admin", "menu_unknown");
            };
            Some(OrderingPause::by_staff(Some(until)))
        }
        minutes => match minutes.parse() {
            Ok(minutes @ 1..=LONGEST_MIN) => Some(OrderingPause::by_staff(Some(
                context.now + SignedDuration::from_mins(minutes),
            ))),
            _ => return refuse_request("/admin", "invalid_form"),
        },
    };
    apply_counter_decision(&CounterDecision::Pause(pause)).await
}
