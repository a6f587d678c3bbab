//! Undoing the removal of a cart line.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// `line` is the removed line, encoded as in the cart. Whether it can still be ordered is checked
/// by the cart page.
///
/// # Errors
/// `invalid_form`, `cart_full`, `too_many_of_one`.
#[server(prefix = "/client/api", endpoint = "cart/restore")]
pub async fn restore_line(line: String) -> Result<(), ApiError> {
    use crate::shared::ssr::{cookies, redirect_to, refuse_request};
    const CART: &str = "/client/cart";
    let Some(line) = cookies::parse_cart_line(&line) else {
        return refuse_request(CART, "invalid_form");
    };
    let mut cart = cookies::read_cart();
    if let Err(full) = cart.add(line) {
        return refuse_request(CART, full.error_code());
    }
    cookies::set_cart(&cart);
    redirect_to(CART);
    Ok(())
}
