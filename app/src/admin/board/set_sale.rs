//! Marking an item or an option as sold out or available again, by staff.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Exactly one of `item` and `option` is given, by its id. `until` is a number of minutes, `today`
/// (the rest of the business day), `manual` (until staff make it available), or `now` (available
/// again).
///
/// # Errors
/// `signed_out`, `invalid_form`, `not_found`, `menu_unavailable`.
#[server(prefix = "/admin/api", endpoint = "menu/sale")]
pub async fn set_sale(
    #[server(default)] item: String,
    #[server(default)] option: String,
    until: String,
) -> Result<(), ApiError> {
    use crate::shared::ssr::{
        apply_counter_decision, refuse_request, request_context, require_staff,
    };
    use gateway::{CounterDecision, SaleState, SellableId};
    use jiff::SignedDuration;
    /// One week; a longer time is treated as a typing error.
    const LONGEST_MIN: i64 = 7 * 24 * 60;
    require_staff()?;
    let context = request_context();
    let what = match (item.parse(), option.parse()) {
        (Ok(item), _) if option.is_empty() => SellableId::Item(item),
        (_, Ok(option)) if item.is_empty() => SellableId::Option(option),
        _ => return refuse_request("/admin", "invalid_form"),
    };
    let sale = match until.as_str() {
        "now" => SaleState::On,
        "today" => SaleState::OffToday,
        "manual" => SaleState::Off,
        minutes => match minutes.parse() {
            Ok(minutes @ 1..=LONGEST_MIN) => {
                SaleState::OffUntil(context.now + SignedDuration::from_mins(minutes))
            }
            _ => return refuse_request("/admin", "invalid_form"),
        },
    };
    apply_counter_decision(&CounterDecision::Sale(what, sale)).await
}
