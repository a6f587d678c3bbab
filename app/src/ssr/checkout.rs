//! What checkout keeps between its opening and the acknowledged order: the idempotency key, so that a retry is the
//! same order, and what was filled in, so that a refusal loses nothing.

use super::{context, cookies};
use crate::api::Asked;
use gateway::{Placement, Quote};
use jiff::Timestamp;
use menu_api::{Ahead, Cart, Menu};
use order_api::{Cup, Dining};
use serde::{Deserialize, Serialize};

/// An opened checkout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkout {
    /// Idempotency key of the placement.
    pub key: String,
    /// Typed name.
    #[serde(default)]
    pub name: String,
    /// Typed note.
    #[serde(default)]
    pub note: String,
    /// Takeout or here.
    pub dining: Dining,
    /// The cup that was chosen for takeout.
    #[serde(default)]
    pub cup_takeout: Option<Cup>,
    /// The cup that was chosen for here.
    #[serde(default)]
    pub cup_here: Option<Cup>,
    /// The time that was chosen; `None` is as soon as it is ready.
    #[serde(default)]
    pub pickup_at: Option<Timestamp>,
}

impl Checkout {
    /// The one that is open on this phone, or a new one with a new key; kept either way.
    pub fn open() -> Self {
        Self::kept().unwrap_or_else(|| {
            let new = Self {
                key: context().fresh_id.to_string(),
                name: String::new(),
                note: String::new(),
                dining: Dining::Takeout,
                cup_takeout: None,
                cup_here: None,
                pickup_at: None,
            };
            new.keep();
            new
        })
    }

    fn kept() -> Option<Self> {
        serde_json::from_str(&cookies::read(cookies::CHECKOUT)?).ok()
    }

    /// The same for the checkout that is open now, when there is something in the cart and this one is not that.
    pub fn overtaken(&self) -> Option<Self> {
        let key = Self::kept().map(|kept| kept.key);
        let is_other = !cookies::cart().is_empty() && key.as_ref() != Some(&self.key);
        is_other.then(|| Self { key: key.unwrap_or_else(|| context().fresh_id.to_string()), ..self.clone() })
    }

    /// What was filled in; `None` when the time is none.
    pub fn of(asked: &Asked) -> Option<Self> {
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

    /// Keeps it on the phone. What is too long to be ordered is not kept.
    pub fn keep(&self) {
        let fits = self.name.chars().count() <= order_api::limits::NAME_CHARS
            && self.note.chars().count() <= order_api::limits::NOTE_CHARS
            && self.key.len() <= order_api::limits::KEY_BYTES;
        if let (true, Ok(json)) = (fits, serde_json::to_string(self)) {
            cookies::set_checkout(json);
        }
    }

    /// The cup that belongs to where it is drunk, if one was chosen.
    pub fn cup(&self) -> Option<Cup> {
        self.cup_for(self.dining)
    }

    /// The cup that was chosen for this.
    pub fn cup_for(&self, dining: Dining) -> Option<Cup> {
        match dining {
            Dining::Takeout => self.cup_takeout,
            Dining::Here => self.cup_here,
        }
    }

    /// The order of `cart`, for the total that the page showed for the chosen cup.
    pub fn placement(self, cart: Cart, shown_total: i64, shown_total_own: i64) -> Placement {
        let (context, cup) = (context(), self.cup());
        let shown = if cup == Some(Cup::Own) { shown_total_own } else { shown_total };
        let known = context.gateway.menu();
        Placement {
            cart,
            session: context.session.clone(),
            name: self.name,
            note: self.note,
            dining: self.dining,
            cup,
            pickup_at: self.pickup_at,
            ahead: known.map(|known| ahead(&known.menu)).unwrap_or_default(),
            idempotency_key: self.key,
            shown_total_minor: Some(shown),
        }
    }
}

/// How long `cart` takes from now, and the times that may be chosen instead; nothing in a zone that is not known.
pub fn quote(menu: &Menu, cart: &Cart) -> Option<Quote> {
    let mut quote = gateway::quote(menu, cart, &ahead(menu), context().now).ok()?;
    let limit = menu.store.orders_per_slot as usize;
    if limit > 0 {
        // As far as it is known here; the order service counts again.
        let orders = context().live.board().0;
        let taken = |at: &Timestamp| orders.iter().filter(|order| order.pickup_at == Some(*at)).count();
        quote.slots.retain(|at| taken(at) < limit);
    }
    Some(quote)
}

/// The work that lies before a new order, as the live feed knows it.
pub fn ahead(menu: &Menu) -> Vec<Ahead> {
    let context = context();
    context.live.work_ahead(menu.store.id.as_str(), context.now)
}
