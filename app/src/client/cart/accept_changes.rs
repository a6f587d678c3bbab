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
        shared::ssr::{context, cookies, redirect_to, refuse},
    };
    const CART: &str = "/client/cart";
    let context = context();
    let Some(known) = context.gateway.menu() else { return refuse(CART, "menu_unknown") };
    let (cart, shown) = cookies::cart_as_shown();
    let lines = changes::compare(&known.menu, &cart, shown, context.now);
    let agreed =
        changes::accepted(&lines).filter(|cart| changes::terms(&known.menu, cart, context.now) == terms);
    let page = match agreed {
        Some(cart) => {
            cookies::set_cart_anew(&cart);
            if cart.is_empty() { CART } else { "/client/checkout" }
        }
        None => CART,
    };
    redirect_to(page);
    Ok(())
}
