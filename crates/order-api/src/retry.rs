//! Whether a retried placement is the order that its idempotency key has placed. The gateway and
//! the order service ask the same; they differ in what they know of the price.

use crate::{CupKind, CustomerIdentity, DiningMode, LineOption, NewOrder, Order, OrderLine};
use jiff::Timestamp;

/// What a placement asks for, without what only the menu, the queue and the clock decide: between
/// a lost answer and its retry these go on. The store is not in it, since the key belongs to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetriedOrder<'a> {
    /// Session of the customer.
    pub session: &'a str,
    /// Name of the customer.
    pub name: &'a str,
    /// Takeout or for here.
    pub dining: DiningMode,
    /// Free text for the barista.
    pub note: &'a str,
    /// Kind of cup.
    pub cup: Option<CupKind>,
    /// Chosen pickup time.
    pub pickup_at: Option<Timestamp>,
}

impl<'a> RetriedOrder<'a> {
    /// From the body of the placement, which has its price.
    pub fn with_price(order: &'a NewOrder) -> (Self, RetriedPrice<'a>) {
        // No `..`: a new field does not compile before it is decided here.
        let NewOrder {
            store: _,
            zone: _,
            day_begins_hour: _,
            customer: CustomerIdentity { session, name },
            dining,
            menu_version: _,
            menu_verified: _,
            currency,
            lines,
            total,
            note,
            lead_time_s: _,
            cup,
            pickup_at,
            opening: _,
            slot_limit: _,
            terms: _,
            phone_limits: _,
        } = order;
        let order = Self { session, name, dining: *dining, note, cup: *cup, pickup_at: *pickup_at };
        (order, RetriedPrice::Exact { currency, lines, total: *total })
    }
}

/// The lines of a retry, and whether their prices must be those of the placed order.
#[derive(Debug, Clone, Copy)]
pub enum RetriedPrice<'a> {
    /// Every price and text is part of the order.
    Exact {
        /// ISO 4217 code.
        currency: &'a str,
        /// The lines.
        lines: &'a [OrderLine],
        /// Sum of the lines, in minor units.
        total: i64,
    },
    /// A cart, at any price. An empty one is every order: a checkout that succeeded leaves it
    /// behind.
    Any {
        /// The lines of the cart.
        lines: &'a [UnpricedLine<'a>],
        /// Option that pricing adds to lines for the cup of the whole order.
        cup_option: &'a str,
    },
}

/// A line of a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpricedLine<'a> {
    item: &'a str,
    quantity: i64,
    options: Vec<(&'a str, i64)>,
}

impl<'a> UnpricedLine<'a> {
    /// A line with its options and their quantities, in any order.
    pub fn new(
        item: &'a str,
        quantity: i64,
        options: impl Iterator<Item = (&'a str, i64)>,
    ) -> Self {
        let mut options: Vec<_> = options.collect();
        options.sort_unstable();
        Self { item, quantity, options }
    }

    fn from_order_line(line: &'a OrderLine, cup_option: &str) -> Self {
        let OrderLine { item_id, name: _, unit_price: _, quantity, options, line_total: _ } = line;
        let options = options.iter().filter_map(|option| {
            let LineOption { option_id, group: _, name: _, price: _, quantity } = option;
            (option_id != cup_option).then_some((option_id.as_str(), *quantity))
        });
        Self::new(item_id, *quantity, options)
    }
}

/// Whether `placed` is the order that is retried.
pub fn is_same_order(placed: &Order, retried: &RetriedOrder<'_>, price: RetriedPrice<'_>) -> bool {
    // No `..`: a new field does not compile before it is decided here.
    let Order {
        id: _,
        store: _,
        number: _,
        business_date: _,
        status: _,
        version: _,
        placed_at: _,
        promised_at: _,
        status_at: _,
        reason: _,
        customer: CustomerIdentity { session, name },
        dining,
        menu_version: _,
        menu_verified: _,
        currency,
        lines,
        total,
        note,
        cup,
        pickup_at,
        handling: _,
    } = placed;
    let wanted =
        RetriedOrder { session, name, dining: *dining, note, cup: *cup, pickup_at: *pickup_at };
    let is_same_price = || match price {
        RetriedPrice::Exact { currency: of, lines: retried, total: sum } => {
            (currency.as_str(), lines.as_slice(), *total) == (of, retried, sum)
        }
        RetriedPrice::Any { lines: [], .. } => true,
        RetriedPrice::Any { lines: retried, cup_option } => {
            let lines: Vec<_> =
                lines.iter().map(|line| UnpricedLine::from_order_line(line, cup_option)).collect();
            lines == retried
        }
    };
    wanted == *retried && is_same_price()
}
