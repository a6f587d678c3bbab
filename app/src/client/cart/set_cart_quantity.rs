//! Changing the quantity of a cart line; 0 removes it.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// `line` is the line as the page showed it, encoded as in the cart. It is matched by content,
/// since a second tab may have moved it.
///
/// # Errors
/// `invalid_form`.
#[server(prefix = "/client/api", endpoint = "cart/quantity")]
pub async fn set_cart_quantity(line: String, quantity: u32) -> Result<(), ApiError> {
    use crate::{
        shared::ssr::last_seen_prices,
        shared::ssr::{PageAddress, cookies, redirect_to, refuse_request},
    };
    use menu_api::Cart;
    let Some(shown) = cookies::parse_cart_line(&line) else {
        return refuse_request("/client/cart", "invalid_form");
    };
    let mut cart = cookies::read_cart();
    let mut page = PageAddress::from("/client/cart");
    if let Some(index) =
        cart.lines.iter().position(|line| last_seen_prices::is_same_choice(line, &shown))
    {
        if quantity == 0 {
            page = page.with_query("removed", Cart { lines: vec![cart.lines[index].clone()] });
        }
        cart.set_quantity(index, quantity);
        cookies::set_cart(&cart);
    }
    redirect_to(page);
    Ok(())
}
