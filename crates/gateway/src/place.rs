//! Placing an order: the cart is priced against the menu that is known here, and the order service
//! gets a priced snapshot. A placement may be sent again at any time, by this crate or by the
//! customer, and remains one order, by its idempotency key.

use crate::{
    call::CallCredentials,
    error::GatewayError,
    menu::MenuCache,
    order::{OrderClient, OrderPageQuery},
    quote,
};
use jiff::Timestamp;
use menu_api::{
    Cart, CartLine, QueuedWork, Store,
    estimate::estimate_ready_time,
    hours::{self, OrderingStatus, PickupTime, UnknownZone},
    pricing::{self, LineFault, OWN_CUP, PricedLine, PricedOption},
};
use order_api::{
    COUNTER, CupKind, CustomerIdentity, DiningMode, LineOption, NewOrder, OpeningTimes, Order,
    OrderDeadlines, OrderLine, PhoneLimits,
    retry::{RetriedOrder, RetriedPrice, UnpricedLine, is_same_order},
};
use staff_api::text::without_hidden;
use std::num::NonZeroU32;
use unicode_normalization::UnicodeNormalization as _;

const KEY_REUSED: &str = "idempotency_key_reused";
const SLOT_FULL: &str = "slot_full";

/// An order as a customer or staff request it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRequest {
    /// Items, options and quantities; never a price.
    pub cart: Cart,
    /// Owner of the order, who may read it: a digest of the customer's cookie, or [`COUNTER`] for
    /// an order that staff take. Staff may take one at any time.
    pub session: String,
    /// Name that is called out; may be empty.
    pub name: String,
    /// Note to the barista; may be empty.
    pub note: String,
    /// Takeout or here.
    pub dining: DiningMode,
    /// Cup that it is served in; `None` where that was not asked.
    pub cup: Option<CupKind>,
    /// One of the offered slots; `None` means as soon as it is ready.
    pub pickup_at: Option<Timestamp>,
    /// Work before this order, from [`crate::collect_queued_work`].
    pub ahead: Vec<QueuedWork>,
    /// Made when checkout opened; the same for every try.
    pub idempotency_key: String,
    /// Total that the customer agreed to, in minor units; compared with the price, never used as
    /// one.
    pub shown_total_minor: Option<i64>,
}

impl OrderRequest {
    /// Whether staff take the order, which also accepts it.
    fn is_at_counter(&self) -> bool {
        self.session == COUNTER
    }
}

/// A committed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedOrder {
    /// The order, as the order service has it.
    pub order: Order,
    /// Whether an earlier placement with the same key had placed it. False if this placement was
    /// sent twice, since the first of its own tries may have placed it.
    pub replayed: bool,
}

/// Why no order was placed, or why that is unknown.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlaceError {
    /// No menu has been known here yet.
    #[error("the menu is not known")]
    MenuUnknown,
    /// The cart is empty.
    #[error("the cart is empty")]
    EmptyCart,
    /// The store is closed or paused.
    #[error("no orders are taken now")]
    NotOpen(OrderingStatus),
    /// The store is open, but closes before the order could be ready.
    #[error("the order would be ready after closing")]
    ReadyAfterClosing,
    /// These lines, by index, cannot be ordered.
    #[error("a line of the cart cannot be ordered")]
    Cart(Vec<(usize, LineFault)>),
    /// The cart's price differs from the total that the customer was shown.
    #[error("the price has changed")]
    PriceChanged,
    /// This cup is not offered for this kind of dining.
    #[error("that cup is not offered")]
    CupNotOffered,
    /// The pickup time cannot be chosen, or no longer.
    #[error("the pickup time is not offered")]
    SlotGone,
    /// The key has placed another order.
    #[error("the idempotency key was used for another order")]
    KeyReused,
    /// The order service refused it or did not answer. After [`GatewayError::is_unavailable`] it
    /// may have been placed; the same key finds out.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}

pub(crate) async fn place_order(
    menu: &MenuCache,
    orders: &OrderClient,
    placement: &OrderRequest,
    by: &CallCredentials,
    now: Timestamp,
) -> Result<PlacedOrder, PlaceError> {
    let draft = match price_order(menu, placement, now).await {
        Ok(draft) => draft,
        // An earlier try may have succeeded without its answer arriving; since then the store may
        // have closed, or the last cake may have been sold.
        Err(refusal) => {
            return find_earlier_order(menu, orders, placement, by).await?.ok_or(refusal);
        }
    };
    match orders.place_order(&placement.idempotency_key, &draft, by).await {
        Ok((order, replayed)) => Ok(PlacedOrder { order, replayed }),
        // The price, the menu's version or its verification may have changed since then, which does
        // not make it another order.
        Err(error) if error.refusal_code() == Some(KEY_REUSED) => {
            find_earlier_order(menu, orders, placement, by).await?.ok_or(PlaceError::KeyReused)
        }
        Err(error) if error.refusal_code() == Some(SLOT_FULL) => Err(PlaceError::SlotGone),
        Err(error) => Err(error.into()),
    }
}

/// The priced order, if it can be taken now.
async fn price_order(
    menu: &MenuCache,
    placement: &OrderRequest,
    now: Timestamp,
) -> Result<NewOrder, PlaceError> {
    if placement.cart.is_empty() {
        return Err(PlaceError::EmptyCart);
    }
    let menu_verified = menu.revalidate().await;
    let menu = menu.known_menu().ok_or(PlaceError::MenuUnknown)?.menu;
    let ordering =
        hours::ordering_status(&menu.store, now).map_err(|error| opening_hours_error(&error))?;
    let estimate = estimate_ready_time(&menu, &placement.ahead, &placement.cart, now);
    let time = quote::find_pickup_time(&menu, &placement.cart, estimate, placement.pickup_at, now)
        .map_err(|error| opening_hours_error(&error))?;
    match ordering {
        _ if placement.is_at_counter() => {}
        OrderingStatus::Closed { .. } if time.is_none() && placement.pickup_at.is_none() => {
            return Err(PlaceError::NotOpen(ordering));
        }
        OrderingStatus::Paused { .. } => return Err(PlaceError::NotOpen(ordering)),
        OrderingStatus::Open { .. } | OrderingStatus::Closed { .. } => {}
    }
    if placement.cup.is_some_and(|cup| !placement.dining.offered_cups().contains(&cup)) {
        return Err(PlaceError::CupNotOffered);
    }
    let cups = quote::cup_owner(placement.cup);
    let price_cart = if placement.pickup_at.is_some() {
        pricing::price_cart_in
    } else {
        pricing::price_cart_for_now
    };
    let priced = price_cart(&menu, &placement.cart, cups, now).map_err(PlaceError::Cart)?;
    if placement.shown_total_minor.is_some_and(|shown| shown != priced.total_minor) {
        return Err(PlaceError::PriceChanged);
    }
    let opening = match time {
        // Staff know how long they are there.
        _ if placement.is_at_counter() => None,
        Some(PickupTime { opens_at, closes_at, .. }) => Some(OpeningTimes { opens_at, closes_at }),
        None if placement.pickup_at.is_some() => return Err(PlaceError::SlotGone),
        None => return Err(PlaceError::ReadyAfterClosing),
    };
    let Store { id, zone, currency, day_begins_hour, .. } = &menu.store;
    Ok(NewOrder {
        store: id.to_string(),
        zone: zone.clone(),
        day_begins_hour: *day_begins_hour,
        customer: CustomerIdentity {
            session: placement.session.clone(),
            name: clean_text(&placement.name),
        },
        dining: placement.dining,
        menu_version: menu.version,
        menu_verified,
        currency: currency.clone(),
        lines: priced.lines.into_iter().map(to_order_line).collect(),
        total: priced.total_minor,
        note: clean_text(&placement.note),
        lead_time_s: estimate.to_s,
        cup: placement.cup,
        pickup_at: placement.pickup_at,
        opening,
        slot_limit: NonZeroU32::new(menu.store.orders_per_slot),
        terms: order_deadlines(&menu.store, placement),
        phone_limits: phone_limits(&menu.store, placement),
    })
}

/// A customer's text as it is stored: in NFC, trimmed, and without hidden characters, which come
/// along with pasted text and which the customer cannot see to remove them.
fn clean_text(text: &str) -> String {
    without_hidden(text).nfc().collect::<String>().trim().to_owned()
}

fn order_deadlines(store: &Store, placement: &OrderRequest) -> OrderDeadlines {
    OrderDeadlines {
        accept_within_s: store.accept_within_s,
        hold_s: store.hold_s,
        auto_accept: store.auto_accept || placement.is_at_counter(),
        forget_after_days: store.forget_after_days,
    }
}

fn phone_limits(store: &Store, placement: &OrderRequest) -> PhoneLimits {
    if placement.is_at_counter() {
        return PhoneLimits::default();
    }
    PhoneLimits {
        unaccepted_orders: NonZeroU32::new(store.phone_orders),
        cups: NonZeroU32::new(store.phone_cups),
    }
}

fn opening_hours_error(error: &UnknownZone) -> PlaceError {
    let error = GatewayError::Protocol { dependency: "menu", why: error.to_string() };
    error.log_failure("the opening hours");
    error.into()
}

/// The order that an earlier try of this placement placed; `KeyReused` if its key placed another
/// one.
async fn find_earlier_order(
    menu: &MenuCache,
    orders: &OrderClient,
    placement: &OrderRequest,
    by: &CallCredentials,
) -> Result<Option<PlacedOrder>, PlaceError> {
    let query = OrderPageQuery {
        idempotency_key: Some(placement.idempotency_key.clone()),
        session: Some(placement.session.clone()),
        ..OrderPageQuery::default()
    };
    let page = orders.list_orders(menu.store_id(), &query, by).await?;
    match page.orders.into_iter().next() {
        Some(order) if asks_for(placement, &order) => {
            Ok(Some(PlacedOrder { order, replayed: true }))
        }
        Some(_) => Err(PlaceError::KeyReused),
        None => Ok(None),
    }
}

/// Whether this is the order that `placement` asks for, at any price.
fn asks_for(placement: &OrderRequest, order: &Order) -> bool {
    // No `..`: a new field does not compile before it is decided here.
    let OrderRequest {
        cart,
        session,
        name,
        note,
        dining,
        cup,
        pickup_at,
        ahead: _,
        idempotency_key: _,
        shown_total_minor: _,
    } = placement;
    let name = clean_text(name);
    let note = clean_text(note);
    let lines = cart.lines.iter().map(|CartLine { item, quantity, options }| {
        let options = options.iter().map(|(id, quantity)| (id.as_str(), i64::from(*quantity)));
        UnpricedLine::new(item.as_str(), (*quantity).into(), options)
    });
    let retried = RetriedOrder {
        session,
        name: &name,
        dining: *dining,
        note: &note,
        cup: *cup,
        pickup_at: *pickup_at,
    };
    let price = RetriedPrice::Any { lines: &lines.collect::<Vec<_>>(), cup_option: OWN_CUP };
    is_same_order(order, &retried, price)
}

fn to_order_line(line: PricedLine) -> OrderLine {
    OrderLine {
        item_id: line.item.into(),
        name: line.name.ko,
        unit_price: line.unit_price_minor,
        quantity: line.quantity.into(),
        options: line.options.into_iter().map(to_line_option).collect(),
        line_total: line.line_total_minor,
    }
}

fn to_line_option(option: PricedOption) -> LineOption {
    LineOption {
        option_id: option.option.into(),
        group: option.group.ko,
        name: option.name.ko,
        price: option.price_minor,
        quantity: option.quantity.into(),
    }
}
