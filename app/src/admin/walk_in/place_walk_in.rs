//! Placing a walk-in order, which staff take at the counter.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;
use order_api::DiningMode;

/// The fields of a walk-in order besides its cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkInForm {
    /// The name that the counter calls out.
    pub name: String,
    /// A note to the barista.
    pub note: String,
    pub dining: DiningMode,
}

/// `cart` is encoded as in a customer's cookie. The order is accepted even while ordering is paused
/// or closed, and its number comes from the same sequence as customers' orders. `key` is generated
/// when the walk-in order is started, so a retry after a lost answer does not place a second order.
///
/// # Errors
/// `signed_out`, `invalid_form`, `cart_changed`, `price_changed`, `empty_cart`, `menu_unknown`,
/// `key_reused`, `order_unavailable`, `order_storage`, `order_busy`, `order_unknown`, or the code
/// the order service refused with.
#[server(prefix = "/admin/api", endpoint = "orders/walk-in")]
pub async fn place_walk_in(
    cart: String,
    key: String,
    name: String,
    note: String,
    dining: DiningMode,
    shown_total: i64,
) -> Result<(), ApiError> {
    use crate::{
        admin::walk_in::order::WalkInOrder,
        client::checkout::state,
        shared::ssr::{
            PageAddress, placing_code, redirect_to, refuse_form, request_context, require_staff,
        },
    };
    use gateway::{OrderRequest, PlaceError};
    require_staff()?;
    let typed = WalkInForm { name: name.clone(), note: note.clone(), dining };
    let Some(slip) = WalkInOrder::from_fields(&cart, &key) else {
        return refuse_form("/admin/walk-in", "invalid_form", typed);
    };
    let context = request_context();
    let known = context.gateway.known_menu();
    let placement = OrderRequest {
        cart: slip.cart.clone(),
        session: order_api::COUNTER.to_owned(),
        name: name.trim().to_owned(),
        note: note.trim().to_owned(),
        dining,
        cup: None,
        pickup_at: None,
        ahead: known.map(|known| state::queued_work(&known.menu)).unwrap_or_default(),
        idempotency_key: slip.key.to_string(),
        shown_total_minor: Some(shown_total),
    };
    match context.gateway.place_order(placement, context.now).await {
        Ok(placed) => {
            redirect_to(PageAddress::from("/admin/walk-in").with_query("placed", placed.order.id));
            Ok(())
        }
        Err(error) => {
            let key = if error == PlaceError::KeyReused { context.fresh_id } else { slip.key };
            refuse_form(WalkInOrder { key, ..slip }.page_address(), placing_code(&error).0, typed)
        }
    }
}
