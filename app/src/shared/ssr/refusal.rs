//! Refusals: answers to forms and scripts that could not be processed, and the error codes of
//! failed service calls.

use crate::shared::{
    api_error::{ApiError, call_error_code},
    ssr::{PageAddress, redirect_to, refused_form, request_context},
};
use gateway::{CounterDecision, GatewayError, PlaceError, UnavailableReason};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, RETRY_AFTER},
    request::Parts,
};
use leptos::{
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};
use leptos_axum::ResponseOptions;
use menu_api::hours::OrderingStatus;

/// `Retry-After` of a 503, in seconds.
const RETRY_AFTER_S: u32 = 1;

/// Refuses a request with `code`. A form is redirected to `page`, which shows the words for the
/// code, and for a retryable error the request's id as well. A script gets a 503 if the error is
/// retryable, else a 422.
///
/// # Errors
/// Always: the error is the caller's answer.
pub fn refuse_request<T>(page: impl Into<PageAddress>, code: &str) -> Result<T, ApiError> {
    if is_form() {
        let request = if is_retryable(code) { request_context().request_id } else { None };
        let page = request.iter().fold(page.into(), |page, id| page.with_request_id(id));
        redirect_to(page.with_problem(code));
        Err(ApiError::new(code))
    } else {
        Err(error_with_status(if is_retryable(code) { 503 } else { 422 }, ApiError::new(code)))
    }
}

/// Leads to another page, which shows the refusal that this page has to show.
pub fn forward_refusal(page: PageAddress, code: Option<String>) {
    redirect_to(code.iter().fold(page, |page, code| page.with_problem(code)));
}

/// The refusal without a staff session: a form is redirected to sign-in, a script gets a 401.
pub(super) fn signed_out_error() -> ApiError {
    if is_form() {
        redirect_to("/admin/sign-in");
        return ApiError::new("signed_out");
    }
    error_with_status(401, ApiError::new("signed_out"))
}

/// Whether a browser sent the request as a plain form and expects a page.
pub(super) fn is_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| wants_page(&parts.headers))
}

/// Whether the client accepts HTML: browsers name it when they load a page, programs and scripts do
/// not.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    /// A script whose request cannot be parsed gets a 400, since the sender is at fault; a form is
    /// redirected to its page.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = call_error_code(&error);
        let error = Self::new(code);
        if code != "invalid_form" || is_form() { error } else { error_with_status(400, error) }
    }
}

/// Sets the status of the response and returns the error.
pub fn error_with_status(status: u16, error: ApiError) -> ApiError {
    set_status(status);
    error
}

/// Sets the status of the response; a 503 also gets `Retry-After`.
pub fn set_status(code: u16) {
    let (Some(response), Ok(status)) =
        (use_context::<ResponseOptions>(), StatusCode::from_u16(code))
    else {
        return;
    };
    response.set_status(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
    }
}

/// Whether the error is retryable, so that a later attempt may succeed.
pub(super) fn is_retryable(code: &str) -> bool {
    matches!(
        code,
        "order_unavailable"
            | "order_storage"
            | "order_busy"
            | "order_unknown"
            | "menu_unknown"
            | "menu_unavailable"
            | "sign_in_busy"
            | "sign_in_unavailable"
            | "staff_unavailable"
    )
}

/// The code of a failed call to the order service. `order_unknown` means that the outcome is
/// unknown: the change may have been made.
pub fn gateway_code(error: &GatewayError) -> &str {
    match error {
        GatewayError::Refused(problem) => &problem.code,
        GatewayError::Unavailable { why, .. } => match why {
            UnavailableReason::BreakerOpen
            | UnavailableReason::Connect
            | UnavailableReason::Unresolved => "order_unavailable",
            UnavailableReason::Storage => "order_storage",
            UnavailableReason::Shed | UnavailableReason::Overloaded => "order_busy",
            UnavailableReason::Deadline
            | UnavailableReason::Broken
            | UnavailableReason::GaveUp
            | UnavailableReason::Failed { .. } => "order_unknown",
        },
        GatewayError::Protocol { .. } => "order_unknown",
    }
}

/// The answer to a script whose call to the order service failed.
pub fn gateway_refusal(error: &GatewayError) -> ApiError {
    let GatewayError::Refused(problem) = error else {
        return error_with_status(503, ApiError::new(gateway_code(error)));
    };
    let current = problem.more.get("current").and_then(|status| status.as_str()?.parse().ok());
    let by = problem.more.get("by").and_then(|by| by.as_str()).map(str::to_owned);
    error_with_status(problem.status, ApiError { code: problem.code.clone(), current, by })
}

/// The code of a failed call to the menu service, whose calls are all safe to retry.
pub fn menu_code(error: &GatewayError) -> &str {
    match error {
        GatewayError::Refused(problem) => &problem.code,
        GatewayError::Unavailable { .. } | GatewayError::Protocol { .. } => "menu_unavailable",
    }
}

/// The code of a failed call to the staff service.
pub fn staff_code(error: &GatewayError) -> &str {
    match error {
        GatewayError::Refused(problem) => &problem.code,
        GatewayError::Unavailable { .. } | GatewayError::Protocol { .. } => "staff_unavailable",
    }
}

/// Sends a decision of the counter to the menu service and redirects to the board.
///
/// # Errors
/// [`menu_code`].
pub async fn apply_counter_decision(decision: &CounterDecision) -> Result<(), ApiError> {
    const BOARD: &str = "/admin";
    if let Err(error) = request_context().gateway.send_decision(decision).await {
        return refuse_request(BOARD, menu_code(&error));
    }
    redirect_to(BOARD);
    Ok(())
}

/// The code of a failed read from the order service, which cannot have changed anything.
pub fn reading_code(error: &GatewayError) -> &str {
    match gateway_code(error) {
        "order_unknown" => "order_unavailable",
        code => code,
    }
}

/// Whether the next checkout needs a new idempotency key: only if the key belongs to another order.
/// After any other error, a retry with the same key finds the order if it was placed, so a customer
/// may always retry.
pub fn needs_new_key(error: &PlaceError) -> bool {
    *error == PlaceError::KeyReused
}

/// The code of a failed placement, and the page where the customer can correct it.
pub fn placing_code(error: &PlaceError) -> (&str, &'static str) {
    const CART: &str = "/client/cart";
    const CHECKOUT: &str = "/client/checkout";
    const ORDERS: &str = "/client/orders";
    match error {
        PlaceError::MenuUnknown => ("menu_unknown", CHECKOUT),
        PlaceError::EmptyCart => ("empty_cart", CART),
        PlaceError::NotOpen(OrderingStatus::Paused { .. }) => ("paused", CHECKOUT),
        PlaceError::NotOpen(_) => ("closed", CHECKOUT),
        PlaceError::ReadyAfterClosing => ("ready_after_closing", CHECKOUT),
        PlaceError::Cart(_) => ("cart_changed", CART),
        PlaceError::PriceChanged => ("price_changed", CHECKOUT),
        PlaceError::CupNotOffered => ("cup_not_offered", CHECKOUT),
        PlaceError::SlotGone => ("slot_gone", CHECKOUT),
        PlaceError::KeyReused => ("key_reused", ORDERS),
        PlaceError::Gateway(error) => (gateway_code(error), CHECKOUT),
    }
}

/// The raw value of a query parameter of the page's URL.
pub fn query_value(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let pairs = parts.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(key, _)| *key == name)?.1;
    Some(value.to_owned())
}

/// Why a form was refused: from the refused form that this page answers, else from the page's URL.
pub fn refusal_code() -> Option<String> {
    refused_form().and_then(|refused| refused.code).or_else(|| query_value("problem"))
}

/// The id of the refused request if the error is retryable: the current one, or from the page's
/// URL; `None` if that is not a valid id.
pub fn refused_request_id() -> Option<String> {
    match refused_form().and_then(|refused| refused.code) {
        Some(code) => request_context().request_id.filter(|_| is_retryable(&code)),
        None => query_value("request").filter(|id| is_request_id(id)),
    }
}

/// Whether `text` is a trace id of 32 lowercase hex digits. Other text could be content that a
/// foreign link injects into the page.
fn is_request_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gateway::ServiceProblem;

    fn unavailable(why: UnavailableReason) -> PlaceError {
        PlaceError::Gateway(GatewayError::Unavailable { dependency: "order", why })
    }

    #[test]
    fn whatever_is_unavailable_can_be_pressed_again_with_the_same_key() {
        let whys = [
            (UnavailableReason::BreakerOpen, "order_unavailable"),
            (UnavailableReason::Connect, "order_unavailable"),
            (UnavailableReason::Unresolved, "order_unavailable"),
            (UnavailableReason::Storage, "order_storage"),
            (UnavailableReason::Broken, "order_unknown"),
            (UnavailableReason::GaveUp, "order_unknown"),
            (UnavailableReason::Shed, "order_busy"),
            (UnavailableReason::Overloaded, "order_busy"),
            (UnavailableReason::Deadline, "order_unknown"),
            (UnavailableReason::Failed { status: 500 }, "order_unknown"),
        ];
        for (why, code) in whys {
            let error = unavailable(why);
            assert_eq!(placing_code(&error), (code, "/client/checkout"));
            assert!(!needs_new_key(&error) && is_retryable(code), "{code}");
        }
        let unreadable =
            GatewayError::Protocol { dependency: "order", why: "an unreadable answer".to_owned() };
        assert_eq!(placing_code(&unreadable.into()).0, "order_unknown", "it may have been placed");
    }

    #[test]
    fn only_a_request_id_is_repeated_on_the_page() {
        assert!(is_request_id("4bf92f3577b34da6a3ce929d0e0e4736"));
        for other in [
            "",
            "call+0900+1234",
            "4BF92F3577B34DA6A3CE929D0E0E4736",
            "4bf92f3577b34da6a3ce929d0e0e47360",
        ] {
            assert!(!is_request_id(other), "{other}");
        }
    }

    #[test]
    fn a_look_that_failed_did_nothing_that_would_have_to_be_confirmed() {
        let failed = |why| GatewayError::Unavailable { dependency: "order", why };
        for why in [
            UnavailableReason::Deadline,
            UnavailableReason::Broken,
            UnavailableReason::Failed { status: 500 },
        ] {
            assert_eq!(reading_code(&failed(why)), "order_unavailable");
        }
        assert_eq!(reading_code(&failed(UnavailableReason::Shed)), "order_busy");
    }

    #[test]
    fn only_the_key_of_another_order_is_given_up() {
        let refused = ServiceProblem {
            status: 422,
            code: "note_too_long".to_owned(),
            detail: None,
            more: serde_json::Map::default(),
        };
        for kept in [
            PlaceError::MenuUnknown,
            PlaceError::PriceChanged,
            GatewayError::Refused(refused).into(),
        ] {
            assert!(!needs_new_key(&kept), "{kept:?}");
        }
        assert!(needs_new_key(&PlaceError::KeyReused));
    }
}
