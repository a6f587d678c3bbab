//! Placing the order that the cart cookie describes.

use crate::{client::checkout::checkout_form::Asked, shared::api_error::ApiError};
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
    #[server(flatten)] asked: Asked,
) -> Result<(), ApiError> {
    use crate::{
        client::checkout::state::Checkout,
        shared::ssr::{PageAddress, context, cookies, gives_key_up, placing_code, redirect_to, refuse},
    };
    use gateway::{PlaceError, Placed};
    const CHECKOUT: &str = "/client/checkout";
    let Some(checkout) = Checkout::of(&asked) else { return refuse(CHECKOUT, "invalid_form") };
    let newer = checkout.overtaken();
    let shown_total_own = shown_total_own.unwrap_or(shown_total);
    let placement = checkout.clone().placement(cookies::cart(), shown_total, shown_total_own);
    match (context().gateway.place(placement, context().now).await, newer) {
        // This page's order was placed before, and the cart was filled again since: the page does
        // not show that cart.
        (Ok(Placed { replayed: true, .. }) | Err(PlaceError::KeyReused), Some(newer)) => {
            newer.keep();
            refuse(CHECKOUT, "old_checkout")
        }
        (Ok(placed), _) => {
            cookies::clear_cart();
            redirect_to(PageAddress::from("/client/orders").segment(placed.order.id));
            Ok(())
        }
        (Err(error), _) => {
            let (code, page) = placing_code(&error);
            if gives_key_up(&error) {
                cookies::forget_checkout();
                return refuse(page, code);
            }
            checkout.keep();
            refuse(page, code)
        }
    }
}
