//! A customer accepts what changed of their cart since they filled it.

use super::ApiError;
use leptos::prelude::*;

/// `terms` is what the page showed: the cart that stays and the price of each line. What changed after that was shown
/// is not accepted along with it; the cart shows it then.
///
/// # Errors
/// `menu_unknown`.
#[server(prefix = "/client/api", endpoint = "cart/accept")]
pub async fn accept_changes(terms: String) -> Result<(), ApiError> {
    use crate::{
        client::cart_changes,
        ssr::{context, cookies, refuse},
    };
    const CART: &str = "/client/cart";
    let context = context();
    let Some(known) = context.gateway.menu() else { return refuse(CART, "menu_unknown") };
    let (cart, shown) = cookies::cart_as_shown();
    let lines = cart_changes::compare(&known.menu, &cart, shown, context.now);
    let agreed = cart_changes::accepted(&lines)
        .filter(|cart| cart_changes::terms(&known.menu, cart, context.now) == terms);
    let page = match agreed {
        Some(cart) => {
            cookies::set_cart_anew(&cart);
            if cart.is_empty() { CART } else { "/client/checkout" }
        }
        None => CART,
    };
    leptos_axum::redirect(page);
    Ok(())
}
