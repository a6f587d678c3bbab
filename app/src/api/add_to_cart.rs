//! Adding a configured item to the cart cookie.

use super::ApiError;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// `choice` holds the picked option of each pick-one group, `count` the quantity of every other
/// option. `line` is the cart line that is being edited, encoded as in the cart; the new line
/// replaces it.
///
/// # Errors
/// `invalid_form`, `menu_unknown`, `cart_full`, `too_many_of_one`, or the code of a [`menu_api::pricing::LineFault`].
#[server(prefix = "/client/api", endpoint = "cart/add")]
pub async fn add_to_cart(
    item: String,
    quantity: u32,
    #[server(default)] choice: BTreeMap<String, String>,
    #[server(default)] count: BTreeMap<String, String>,
    #[server(default)] line: String,
) -> Result<(), ApiError> {
    use crate::{
        client::selection,
        ssr::{context, cookies, refuse, shown},
    };
    use menu_api::pricing::{LineFault, price_line};
    let replaced = cookies::one_line(&line);
    let edited = replaced.as_ref().map(|line| format!("?line={}", cookies::encoded(line)));
    let back = format!("/client/items/{item}{}", edited.unwrap_or_default());
    let wanted = selection::cart_line(&item, quantity, choice.into_values(), count);
    let Some(wanted) = wanted else { return refuse("/client", "invalid_form") };
    let back = selection::with_choice(&back, &wanted);
    let Some(known) = context().gateway.menu() else { return refuse(&back, "menu_unknown") };
    let offer = known.menu.offer(&wanted.item, context().now).ok_or(LineFault::UnknownItem);
    if let Err(fault) = offer.and_then(|offer| price_line(&offer, &wanted)) {
        // An item that is no longer on the menu has no page to go back to.
        let page = if fault == LineFault::UnknownItem { "/client" } else { &back };
        return refuse(page, fault.code());
    }
    let mut cart = cookies::cart();
    let place =
        cart.lines.iter().position(|line| replaced.as_ref().is_some_and(|old| shown::is_same(line, old)));
    if let Some(place) = place {
        cart.lines.remove(place);
    }
    let lines = cart.lines.len();
    let menu_page = selection::menu_after(&wanted.item, &known.menu, context().easy);
    if let Err(full) = cart.add(wanted) {
        return refuse(&back, full.code());
    }
    if let Some(place) = place
        && cart.lines.len() > lines
    {
        cart.lines[place..].rotate_right(1);
    }
    cookies::set_cart(&cart);
    leptos_axum::redirect(if replaced.is_some() { "/client/cart" } else { &menu_page });
    Ok(())
}
