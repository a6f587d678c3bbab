//! Accepting the menu changes that affect a customer's cart.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// `terms` describes the remaining cart and the price of each line, as the page showed them. If the
/// menu has changed again since, nothing is accepted and the cart page shows the newer changes.
///
/// # Errors
/// `menu_unknown`.
#[server(prefix = "/client/api", endpoint = "cart/accept")]
pub async fn accept_changes(terms: String) -> Result<(), ApiError> {
    use crate::{
        client::cart::changes,
        shared::ssr::{cookies, redirect_to, refuse_request, request_context},
    };
    const CART: &str = "/client/cart";
    let context = request_context();
    let Some(known) = context.gateway.known_menu() else {
        return refuse_request(CART, "menu_unknown");
    };
    let (cart, shown) = cookies::read_cart_and_prices();
    let lines = changes::compare_cart(&known.menu, &cart, shown, context.now);
    let agreed = changes::cart_after_changes(&lines)
        .filter(|cart| changes::terms_text(&known.menu, cart, context.now) == terms);
    let page = match agreed {
        Some(cart) => {
            cookies::set_cart_at_current_prices(&cart);
            if cart.is_empty() { CART } else { "/client/checkout" }
        }
        None => CART,
    };
    redirect_to(page);
    Ok(())
}
