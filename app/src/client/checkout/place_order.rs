//! Placing the order that the cart cookie describes.

use crate::{client::checkout::checkout_form::CheckoutForm, shared::api_error::ApiError};
use leptos::prelude::*;

/// Prices never come from the browser: the cart holds ids and quantities, the gateway computes the
/// prices, and a total that differs from the one on the page is refused. The page shows one total
/// for the café's cups and one for the customer's own. The idempotency key is generated when
/// checkout opens, so a retry after a lost answer does not place a second order.
///
/// # Errors
/// `invalid_form`, `old_checkout`, `cart_changed`, `price_changed`, `empty_cart`, `closed`,
/// `ready_after_closing`, `paused`, `slot_gone`, `cup_not_offered`, `menu_unknown`, `key_reused`,
/// `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the code the order
/// service refused with.
#[server(prefix = "/client/api", endpoint = "orders")]
pub async fn place_order(
    shown_total: i64,
    shown_total_own: Option<i64>,
    #[server(flatten)] asked: CheckoutForm,
) -> Result<(), ApiError> {
    use crate::{
        client::checkout::state::CheckoutState,
        shared::ssr::{
            PageAddress, cookies, needs_new_key, placing_code, redirect_to, refuse_request,
            request_context,
        },
    };
    use gateway::{PlaceError, PlacedOrder};
    const CHECKOUT: &str = "/client/checkout";
    let Some(checkout) = CheckoutState::from_form(&asked) else {
        return refuse_request(CHECKOUT, "invalid_form");
    };
    let newer = checkout.with_newer_key();
    let shown_total_own = shown_total_own.unwrap_or(shown_total);
    let placement =
        checkout.clone().into_order_request(cookies::read_cart(), shown_total, shown_total_own);
    match (request_context().gateway.place_order(placement, request_context().now).await, newer) {
        // This page's order was placed before, and the cart was filled again since: the page does
        // not show that cart.
        (Ok(PlacedOrder { replayed: true, .. }) | Err(PlaceError::KeyReused), Some(newer)) => {
            newer.save_cookie();
            refuse_request(CHECKOUT, "old_checkout")
        }
        (Ok(placed), _) => {
            cookies::clear_cart();
            redirect_to(PageAddress::from("/client/orders").with_segment(placed.order.id));
            Ok(())
        }
        (Err(error), _) => {
            let (code, page) = placing_code(&error);
            if needs_new_key(&error) {
                cookies::clear_checkout();
                return refuse_request(page, code);
            }
            checkout.save_cookie();
            refuse_request(page, code)
        }
    }
}
