//! The checkout cookie, kept from opening checkout until the order is acknowledged. It holds the
//! idempotency key, so that a retry is the same order, and the form's values, so that a refusal
//! loses nothing.

use crate::{
    client::checkout::checkout_form::CheckoutForm,
    shared::ssr::{cookies, request_context},
};
use gateway::{OrderRequest, Quote};
use jiff::Timestamp;
use menu_api::{Cart, Menu, QueuedWork};
use order_api::{CupKind, DiningMode};
use serde::{Deserialize, Serialize};

/// A checkout in progress.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckoutState {
    /// Idempotency key of the order.
    pub key: String,
    /// The customer's name, as typed.
    #[serde(default)]
    pub name: String,
    /// The note to the barista, as typed.
    #[serde(default)]
    pub note: String,
    pub dining: DiningMode,
    /// The cup chosen for takeout.
    #[serde(default)]
    pub cup_takeout: Option<CupKind>,
    /// The cup chosen for drinking here.
    #[serde(default)]
    pub cup_here: Option<CupKind>,
    /// The chosen pickup time; `None` means as soon as possible.
    #[serde(default)]
    pub pickup_at: Option<Timestamp>,
}

impl CheckoutState {
    /// The open checkout from this phone's cookie, or a new one with a new key, which is saved.
    pub fn from_cookie_or_new() -> Self {
        Self::from_cookie().unwrap_or_else(|| {
            let new = Self {
                key: request_context().fresh_id.to_string(),
                name: String::new(),
                note: String::new(),
                dining: DiningMode::Takeout,
                cup_takeout: None,
                cup_here: None,
                pickup_at: None,
            };
            new.save_cookie();
            new
        })
    }

    fn from_cookie() -> Option<Self> {
        serde_json::from_str(&cookies::read_cookie(cookies::CHECKOUT)?).ok()
    }

    /// This form under the key of the checkout that is open now, or a new key; `None` if the keys
    /// are equal or the cart is empty.
    pub fn with_newer_key(&self) -> Option<Self> {
        let key = Self::from_cookie().map(|kept| kept.key);
        let is_other = !cookies::read_cart().is_empty() && key.as_ref() != Some(&self.key);
        is_other.then(|| Self {
            key: key.unwrap_or_else(|| request_context().fresh_id.to_string()),
            ..self.clone()
        })
    }

    /// From the submitted form; `None` if the pickup time cannot be parsed.
    pub fn from_form(asked: &CheckoutForm) -> Option<Self> {
        let pickup_at = match asked.pickup.as_str() {
            "" | "now" => None,
            text => Some(text.parse().ok()?),
        };
        Some(Self {
            key: asked.key.clone(),
            name: asked.name.trim().to_owned(),
            note: asked.note.trim().replace("\r\n", "\n"),
            dining: asked.dining,
            cup_takeout: asked.cup_takeout,
            cup_here: asked.cup_here,
            pickup_at,
        })
    }

    /// Saves the checkout in a cookie, unless a value exceeds the limits of an order.
    pub fn save_cookie(&self) {
        let fits = self.name.chars().count() <= order_api::limits::NAME_CHARS
            && self.note.chars().count() <= order_api::limits::NOTE_CHARS
            && self.key.len() <= order_api::limits::KEY_BYTES;
        if let (true, Ok(json)) = (fits, serde_json::to_string(self)) {
            cookies::set_checkout(json);
        }
    }

    /// The cup chosen for the current way of dining, if any.
    pub fn chosen_cup(&self) -> Option<CupKind> {
        self.cup_for(self.dining)
    }

    /// The cup chosen for `dining`, if any.
    pub fn cup_for(&self, dining: DiningMode) -> Option<CupKind> {
        match dining {
            DiningMode::Takeout => self.cup_takeout,
            DiningMode::Here => self.cup_here,
        }
    }

    /// The order request for `cart`, with the total that the page showed for the chosen cup.
    pub fn into_order_request(
        self,
        cart: Cart,
        shown_total: i64,
        shown_total_own: i64,
    ) -> OrderRequest {
        let context = request_context();
        let cup = self.chosen_cup();
        let shown = if cup == Some(CupKind::Own) { shown_total_own } else { shown_total };
        let known = context.gateway.known_menu();
        OrderRequest {
            cart,
            session: context.session.clone(),
            name: self.name,
            note: self.note,
            dining: self.dining,
            cup,
            pickup_at: self.pickup_at,
            ahead: known.map(|known| queued_work(&known.menu)).unwrap_or_default(),
            idempotency_key: self.key,
            shown_total_minor: Some(shown),
        }
    }
}

/// The wait for `cart` from now and the pickup slots to choose from; `None` if the store's time
/// zone is unknown.
pub fn pickup_quote(menu: &Menu, cart: &Cart) -> Option<Quote> {
    let mut quote =
        gateway::quote_cart(menu, cart, &queued_work(menu), request_context().now).ok()?;
    let limit = menu.store.orders_per_slot as usize;
    if limit > 0 {
        // A preview from the live feed; the order service enforces the limit.
        let orders = request_context().live.board_orders().0;
        let taken =
            |at: &Timestamp| orders.iter().filter(|order| order.pickup_at == Some(*at)).count();
        quote.slots.retain(|at| taken(at) < limit);
    }
    Some(quote)
}

/// The work queued before a new order, from the live feed.
pub fn queued_work(menu: &Menu) -> Vec<QueuedWork> {
    let context = request_context();
    context.live.queued_work(menu.store.id.as_str(), context.now)
}
