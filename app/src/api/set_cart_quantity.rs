//! Changes how many of a cart line are wanted; 0 takes it out.

use super::ApiError;
use leptos::prelude::*;

/// `line` is the line as the page showed it, encoded as in the cart: a second tab may have moved its place.
///
/// # Errors
/// `invalid_form`.
#[server(prefix = "/client/api", endpoint = "cart/quantity")]
pub async fn set_cart_quantity(line: String, quantity: u32) -> Result<(), ApiError> {
    use crate::ssr::{cookies, refuse};
    let Ok(shown) = line.parse::<menu_api::Cart>() else { return refuse("/client/cart", "invalid_form") };
    let [shown] = shown.lines.as_slice() else { return refuse("/client/cart", "invalid_form") };
    let mut cart = cookies::cart();
    let place = cart.lines.iter().position(|l| l.item == shown.item && l.options == shown.options);
    if let Some(index) = place {
        cart.set_quantity(index, quantity);
        cookies::set_cart(&cart);
    }
    leptos_axum::redirect("/client/cart");
    Ok(())
}
