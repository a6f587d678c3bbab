//! Puts one configured item into the cart cookie.

use super::ApiError;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// `choice` holds the picked option of each pick-one group, `count` the quantity of every other option.
///
/// # Errors
/// `invalid_form`, `menu_unknown`, `cart_full`, or the code of a [`menu_api::pricing::LineFault`].
#[server(prefix = "/client/api", endpoint = "cart/add")]
pub async fn add_to_cart(
    item: String,
    quantity: u32,
    #[server(default)] choice: BTreeMap<String, String>,
    #[server(default)] count: BTreeMap<String, String>,
) -> Result<(), ApiError> {
    use crate::{
        client::selection,
        ssr::{context, cookies, refuse},
    };
    let back = format!("/client/items/{item}");
    let line = selection::cart_line(&item, quantity, choice.into_values(), count);
    let Some(line) = line else { return refuse("/client", "invalid_form") };
    let Some(known) = context().gateway.menu() else { return refuse(&back, "menu_unknown") };
    let offer = known.menu.offer(&line.item, context().now);
    let priced = offer.ok_or(menu_api::pricing::LineFault::UnknownItem);
    if let Err(fault) = priced.and_then(|offer| menu_api::pricing::price_line(&offer, &line)) {
        // An item that is gone has no page to go back to.
        let page = if fault == menu_api::pricing::LineFault::UnknownItem { "/client" } else { &back };
        return refuse(page, crate::ui::fault_code(&fault));
    }
    let mut cart = cookies::cart();
    if cart.add(line).is_err() {
        return refuse(&back, "cart_full");
    }
    cookies::set_cart(&cart);
    leptos_axum::redirect("/client?added=1");
    Ok(())
}
