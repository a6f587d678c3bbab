//! Saying no, to a form and to a script.

use crate::api::ApiError;
use gateway::{GatewayError, PlaceError};
use http::{StatusCode, header::ACCEPT, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use menu_api::hours::Ordering;

/// Sends a form back to `page`, which finds the words for `code`; a script gets the code with a 422.
///
/// # Errors
/// Always: it is the caller's answer.
pub fn refuse<T>(page: &str, code: &str) -> Result<T, ApiError> {
    if is_form() {
        let mark = if page.contains('?') { '&' } else { '?' };
        leptos_axum::redirect(&format!("{page}{mark}problem={code}"));
        Err(ApiError::new(code))
    } else {
        Err(refused_with(if code.ends_with("unavailable") { 503 } else { 422 }, ApiError::new(code)))
    }
}

/// A browser sent this without a script, and expects a page.
fn is_form() -> bool {
    use_context::<Parts>()
        .and_then(|parts| parts.headers.get(ACCEPT)?.to_str().ok().map(|accept| accept.contains("text/html")))
        .unwrap_or(false)
}

/// Hands the error of a request that could not be read through. It is the sender's fault, so a script gets a 400; a
/// form is led back to its page.
pub fn unreadable(error: ApiError) -> ApiError {
    if is_form() { error } else { refused_with(400, error) }
}

/// Sets the status of the answer and hands the error through.
pub fn refused_with(status: u16, error: ApiError) -> ApiError {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
    error
}

/// The code of a failed call.
pub fn gateway_code(error: &GatewayError) -> &str {
    match error {
        GatewayError::Refused(problem) => &problem.code,
        GatewayError::Unavailable { .. } => "order_unavailable",
        _ => "internal",
    }
}

/// The code of a failed placement, and the page that can mend it.
pub fn placing_code(error: &PlaceError) -> (&str, &'static str) {
    const CART: &str = "/client/cart";
    const CHECKOUT: &str = "/client/checkout";
    const ORDERS: &str = "/client/orders";
    match error {
        PlaceError::MenuUnknown => ("menu_unknown", CHECKOUT),
        PlaceError::EmptyCart => ("empty_cart", CART),
        PlaceError::NotOpen(Ordering::Paused { .. }) => ("paused", CHECKOUT),
        PlaceError::NotOpen(_) => ("closed", CHECKOUT),
        PlaceError::Cart(_) => ("cart_changed", CART),
        PlaceError::PriceChanged => ("price_changed", CHECKOUT),
        PlaceError::KeyReused => ("key_reused", ORDERS),
        PlaceError::Gateway(error) => (gateway_code(error), CHECKOUT),
    }
}

/// A parameter of the page's address.
pub fn query(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let pairs = parts.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(key, _)| *key == name)?.1;
    Some(value.to_owned())
}
