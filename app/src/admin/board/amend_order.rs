//! Amending an order on the board: tick a line off, move the promised time, or acknowledge a
//! cancellation.

use crate::shared::{api_error::ApiError, traced_client::TracedClient};
use leptos::prelude::*;

/// A partial update: absent fields keep their value. The values are desired states, so a retry
/// changes nothing. `promised_at_ms` is in milliseconds since 1970, `line` an index into the
/// order's lines.
///
/// # Errors
/// `signed_out`, `not_found`, `invalid_form`, `order_unavailable`, `order_storage`, `order_busy`,
/// `order_unknown`, or the service's code.
#[server(prefix = "/admin/api", endpoint = "orders/amend", client = TracedClient)]
pub async fn amend_order(
    id: String,
    promised_at_ms: Option<i64>,
    line: Option<u32>,
    #[server(default)] done: bool,
    #[server(default)] acknowledged: bool,
) -> Result<(), ApiError> {
    use crate::shared::ssr::{error_with_status, gateway_refusal, request_context, require_staff};
    use order_api::{LineDone, OrderActor, OrderAmendment};
    require_staff()?;
    let Ok(id) = id.parse() else { return Err(error_with_status(404, ApiError::new("not_found"))) };
    let Ok(promised_at) = promised_at_ms.map(jiff::Timestamp::from_millisecond).transpose() else {
        return Err(error_with_status(400, ApiError::new("invalid_form")));
    };
    let line = line.map(|index| LineDone { index, done });
    let amendment = OrderAmendment { actor: OrderActor::Staff, promised_at, line, acknowledged };
    request_context()
        .gateway
        .amend_order(id, &amendment)
        .await
        .map(drop)
        .map_err(|error| gateway_refusal(&error))
}
