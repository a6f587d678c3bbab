//! Places the order that the cart cookie describes.

use super::ApiError;
use leptos::prelude::*;

/// Prices never come from the browser: the cart holds ids and quantities, the gateway prices it, and a total other
/// than the one on the page is refused. The key was made when checkout opened, so pressing again after a lost answer
/// makes no second order.
///
/// # Errors
/// `cart_changed`, `price_changed`, `slot_gone`, `cup_not_offered`, `empty_cart`, `closed`, `paused`, `menu_unknown`,
/// `key_reused`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the code the order service refused with.
#[server(prefix = "/client/api", endpoint = "orders")]
pub async fn place_order(
    key: String,
    dining: order_api::Dining,
    shown_total: i64,
    #[server(default)] name: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    use crate::ssr::{checkout::Checkout, context, cookies, gives_key_up, placing_code, refuse};
    let (name, note) = (name.trim().to_owned(), note.trim().replace("\r\n", "\n"));
    Checkout { key: key.clone(), name: name.clone(), note: note.clone(), dining }.keep();
    let ahead = context().gateway.menu().map(|known| {
        gateway::work_ahead(context().live.board().0, known.menu.store.id.as_str(), context().now)
    });
    let placement = gateway::Placement {
        cart: cookies::cart(),
        session: context().session.clone(),
        name,
        note,
        dining,
        cup: None,
        pickup_at: None,
        ahead: ahead.unwrap_or_default(),
        idempotency_key: key,
        shown_total_minor: Some(shown_total),
    };
    match context().gateway.place(placement, context().now).await {
        Ok(placed) => {
            cookies::clear_cart();
            leptos_axum::redirect(&format!("/client/orders/{}", placed.order.id));
            Ok(())
        }
        Err(error) => {
            if gives_key_up(&error) {
                cookies::forget_checkout();
            }
            let (code, page) = placing_code(&error);
            refuse(page, code)
        }
    }
}
