//! Adding extra time to quoted pickup times, by staff.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Adds `extra_min` minutes for the next hour; 0 removes the extra time.
///
/// # Errors
/// `signed_out`, `invalid_form`, `menu_unavailable`.
#[server(prefix = "/admin/api", endpoint = "store/wait")]
pub async fn set_wait(extra_min: u32) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        apply_counter_decision, refuse_request, request_context, require_staff,
    };
    use gateway::{CounterDecision, ExtraWait};
    use jiff::SignedDuration;
    /// For a longer delay, a pause is the better choice.
    const LONGEST_MIN: u32 = 60;
    const LASTS: SignedDuration = SignedDuration::from_hours(1);
    require_staff()?;
    let wait = match extra_min {
        0 => None,
        1..=LONGEST_MIN => {
            Some(ExtraWait { extra_s: extra_min * 60, until: Some(request_context().now + LASTS) })
        }
        _ => return refuse_request("/admin", "invalid_form"),
    };
    apply_counter_decision(&CounterDecision::Wait(wait)).await
}
