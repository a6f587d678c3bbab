//! The same again: puts what an earlier order of this phone held into the cart.

use super::ApiError;
use leptos::prelude::*;

/// By the ids of items and options, as the menu is now: the cart's page says line by line what cannot be had any more,
/// and `again` in its address what could not be put in and which prices are others. A cup of one's own is asked for
/// anew at checkout.
///
/// # Errors
/// `not_found` (also for somebody else's order), `cart_full`, `too_many_of_one`, `menu_unknown`, `order_unavailable`, `order_storage`,
/// `order_busy`.
#[server(prefix = "/client/api", endpoint = "orders/again")]
pub async fn order_again(id: String) -> Result<(), ApiError> {
    use crate::ssr::{again, context, cookies, own_order, reading_code, refuse};
    let order = match own_order(&id).await {
        Ok(Some(own)) => own.order,
        Ok(None) => return refuse("/client/orders", "not_found"),
        Err(error) => return refuse("/client/orders", reading_code(&error)),
    };
    let Some(known) = context().gateway.menu() else { return refuse("/client/orders", "menu_unknown") };
    let (mut cart, page) = (cookies::cart(), format!("/client/cart?again={}", order.id));
    let mut full = None;
    for line in order.lines.iter().filter_map(again::cart_line) {
        if known.menu.item(&line.item).is_some() {
            full = full.or(cart.add(line).err());
        }
    }
    cookies::set_cart(&cart);
    if let Some(full) = full {
        return refuse(&page, full.code());
    }
    leptos_axum::redirect(&page);
    Ok(())
}
