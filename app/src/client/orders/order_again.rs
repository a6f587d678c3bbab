//! Reorder: adds the lines of an earlier order from this phone to the cart.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;

/// Items and options are matched by id with the current menu. The cart page says for each line what
/// is no longer available. With `again` in its address, it also lists the lines that were not added
/// and the prices that changed. A customer's own cup is chosen again at checkout.
///
/// # Errors
/// `not_found` (also for another customer's order), `cart_full`, `too_many_of_one`, `menu_unknown`,
/// `order_unavailable`, `order_storage`, `order_busy`.
#[server(prefix = "/client/api", endpoint = "orders/again")]
pub async fn order_again(id: String) -> Result<(), ApiError> {
    use crate::{
        client::orders::reorder,
        shared::ssr::{
            PageAddress, cookies, find_own_order, reading_code, redirect_to, refuse_request,
            request_context,
        },
    };
    let Ok(id) = id.parse() else { return refuse_request("/client/orders", "not_found") };
    let order = match find_own_order(id).await {
        Ok(Some(own)) => own.order,
        Ok(None) => return refuse_request("/client/orders", "not_found"),
        Err(error) => return refuse_request("/client/orders", reading_code(&error)),
    };
    let Some(known) = request_context().gateway.known_menu() else {
        return refuse_request("/client/orders", "menu_unknown");
    };
    let (mut cart, page) =
        (cookies::read_cart(), PageAddress::from("/client/cart").with_query("again", order.id));
    let mut full = None;
    for line in order.lines.iter().filter_map(reorder::to_cart_line) {
        if known.menu.find_item(&line.item).is_some() {
            full = full.or(cart.add(line).err());
        }
    }
    cookies::set_cart(&cart);
    if let Some(full) = full {
        return refuse_request(page, full.error_code());
    }
    redirect_to(page);
    Ok(())
}
