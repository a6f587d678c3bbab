//! Adding a configured item to the cart cookie.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// `choice` holds the picked option of each pick-one group, `count` the quantity of every other
/// option. `line` is the cart line that is being edited, encoded as in the cart; the new line
/// replaces it. With `again` nothing is added: the choice comes back with the menu's present
/// options.
///
/// # Errors
/// `invalid_form`, `menu_unknown`, `cart_full`, `too_many_of_one`, or the code of a
/// [`menu_api::pricing::LineFault`].
#[server(prefix = "/client/api", endpoint = "cart/add")]
pub async fn add_to_cart(
    item: String,
    quantity: u32,
    #[server(default)] choice: BTreeMap<String, String>,
    #[server(default)] count: BTreeMap<String, String>,
    #[server(default)] line: String,
    #[server(default)] again: bool,
) -> Result<(), ApiError> {
    use crate::{
        client::item::selection,
        shared::ssr::last_seen_prices,
        shared::ssr::{
            PageAddress, cookies, redirect_to, refuse_form, refuse_request, request_context,
            return_form,
        },
    };
    use menu_api::{
        Cart,
        pricing::{LineFault, price_line},
    };
    let replaced = cookies::parse_cart_line(&line);
    let wanted = selection::cart_line_from_fields(&item, quantity, choice.into_values(), count);
    let Some(wanted) = wanted else { return refuse_request("/client", "invalid_form") };
    let page = PageAddress::from("/client/items").with_segment(&wanted.item);
    let page = replaced
        .iter()
        .fold(page, |page, old| page.with_query("line", Cart { lines: vec![old.clone()] }));
    let typed = wanted.clone();
    if again {
        return_form(page, typed);
        return Ok(());
    }
    let Some(known) = request_context().gateway.known_menu() else {
        return refuse_form(page, "menu_unknown", typed);
    };
    let offer =
        known.menu.find_offer(&wanted.item, request_context().now).ok_or(LineFault::UnknownItem);
    match offer.and_then(|offer| price_line(&offer, &wanted)) {
        Ok(_) => {}
        // An item that is no longer on the menu has no page to go back to.
        Err(fault @ LineFault::UnknownItem) => {
            return refuse_request("/client", fault.error_code());
        }
        Err(fault) => return refuse_form(page, fault.error_code(), typed),
    }
    let mut cart = cookies::read_cart();
    let place = cart.lines.iter().position(|line| {
        replaced.as_ref().is_some_and(|old| last_seen_prices::is_same_choice(line, old))
    });
    if let Some(place) = place {
        cart.lines.remove(place);
    }
    let lines = cart.lines.len();
    let menu_page =
        selection::menu_address_after_add(&wanted.item, &known.menu, request_context().easy);
    if let Err(full) = cart.add(wanted) {
        return refuse_form(page, full.error_code(), typed);
    }
    if let Some(place) = place
        && cart.lines.len() > lines
    {
        cart.lines[place..].rotate_right(1);
    }
    cookies::set_cart(&cart);
    redirect_to(if replaced.is_some() { "/client/cart".into() } else { menu_page });
    Ok(())
}
